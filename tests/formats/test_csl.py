"""CSL-JSON, by the rules of its published schema (csl-data.json, version 1.0)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.formats import csl
from articles.formats.citation import citation_of
from tests.formats.found import SAMPLES, values
from tests.formats.sources import digests, make_record, written

TYPES = {"article", "article-journal", "webpage"}
TEXTS = set("title container-title publisher number DOI URL abstract keyword".split())
TEXTS |= {"id", "type", "language"}
NAME = {"family", "given", "suffix", "literal", "comma-suffix"}


def read(words):
    """Return the items of a file. Raise AssertionError where the schema would."""
    items = json.loads(words)
    assert isinstance(items, list)
    for item in items:
        assert {"id", "type"} <= item.keys() <= TEXTS | {"author", "issued", "custom"}
        assert item["type"] in TYPES
        assert all(isinstance(item[name], str) for name in TEXTS & item.keys())
        for name in item.get("author", []):
            assert name
            assert name.keys() <= NAME
            assert name.pop("comma-suffix", True) is True
            assert all(isinstance(part, str) for part in name.values())
        for (parts,) in item.get("issued", {}).values():
            assert 1 <= len(parts) <= 3
            assert all(type(part) is int for part in parts)
    return items


@settings(deadline=None)
@given(digests())
def test_list_keeps_the_schema_and_every_word(records):
    items = read(written("csl.json", *records))

    assert len(items) == len(records)
    for record, item in zip(records, items, strict=True):
        citation = citation_of(record)
        assert item["id"] == citation.key
        assert item["title"] == citation.title
        assert len(item.get("author", [])) == len(record.authors)
        assert item.get("abstract", "") == citation.abstract
        assert item.get("URL", "") == citation.url


def test_preprint_is_written_with_its_number():
    record = make_record(
        title="Machine Unlearning",
        url="https://arxiv.org/abs/1912.03817",
        authors=["Lucas Bourtoule", "OpenAI", "Martin Luther King Jr."],
        source_date="2019-12",
        excerpt="One *two*.\n\nThree.",
        language="en",
        tags=["bias", "performance"],
    )

    assert read(written("csl.json", record)) == [
        {
            "id": "arxiv-1912-03817",
            "type": "article",
            "title": "Machine Unlearning",
            "author": [
                {"family": "Bourtoule", "given": "Lucas"},
                {"literal": "OpenAI"},
                {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            ],
            "issued": {"date-parts": [[2019, 12]]},
            "publisher": "arXiv",
            "number": "arXiv:1912.03817",
            "URL": "https://arxiv.org/abs/1912.03817",
            "abstract": "One two.\n\nThree.",
            "keyword": "bias, performance",
            "language": "en",
        }
    ]


def test_paper_and_page_are_of_their_types():
    paper = make_record(url="https://doi.org/10.1145/3442188")
    first, second = read(written("csl.json", paper, make_record()))

    assert first["type"] == "article-journal"
    assert first["DOI"] == "10.1145/3442188"
    assert second["type"] == "webpage"
    assert second["container-title"] == "example.org"
    assert "issued" not in second


def test_empty_list_is_a_list():
    assert read(written("csl.json")) == []


# Read


def test_item_of_crossref_is_read():
    found = csl.read((SAMPLES / "crossref.json").read_bytes(), "Crossref")

    assert values(found) == {
        "title": "Of Quercus & Its Kin",
        "authors": ["Ada Oak", "Martin van der Beech, Jr.", "Forest Consortium"],
        "source_date": "2021-03",
        "site": "Journal of Trees",
        "language": "en",
        "description": "Oaks are slow.\n\nBeeches are 3 < 4.",
    }
    assert {fact.source for fact in found.facts().values()} == {"Crossref"}


def test_item_of_datacite_is_read():
    found = csl.read((SAMPLES / "datacite.json").read_bytes(), "DataCite")

    assert values(found) == {
        "title": "All Leaves of 2019",
        "authors": ["Bo Leaf", "Royal Garden"],
        "source_date": "2019-07-04",
        "site": "Zenodo",
        "description": "Ten leaves,\n\npressed.",
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda some: (
        st.lists(some, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["date-parts", "raw", "family", "given", "literal", "name"]
            ),
            some,
            max_size=3,
        )
    ),
    max_leaves=8,
)
FIELDS = "title author issued created container-title publisher language abstract"


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(FIELDS.split()), JSON, max_size=8), st.text() | JSON
)
def test_item_of_any_shape_never_raises(item, title):
    values(csl.read(json.dumps({**item, "title": title}).encode(), "Crossref"))


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, b'{"title": []}', b"1" * 5000],
    ids=lambda content: content[:8],
)
def test_answer_that_is_no_item_says_nothing(content):
    assert values(csl.read(content, "Crossref")) == {}
