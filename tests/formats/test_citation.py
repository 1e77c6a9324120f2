"""What a reader cites of a source: its key, its authors, its date, its work."""

import re
from uuid import UUID

import pytest
from hypothesis import given, settings

from articles.formats.citation import Kind, Name, citation_of, file_name
from tests.formats.sources import RECORDS, digests, make_record, shown

UID = UUID("48eeac62-d23e-4acb-b778-7c083246c726")
KEYS = [
    ("https://arxiv.org/abs/1912.03817", "arxiv-1912-03817"),
    ("https://arxiv.org/pdf/1912.03817v2.pdf", "arxiv-1912-03817"),
    ("https://arxiv.org/abs/hep-th/9901001", "arxiv-hep-th-9901001"),
    ("https://doi.org/10.1145/3442188.3445922", "doi-10.1145:3442188.3445922"),
    ("https://doi.org/10.1000/A_(b)", "doi-10.1000:a_5f_28b_29"),
    ("https://aclanthology.org/2020.acl-main.1/", "acl-2020.acl-main.1"),
    ("https://openreview.net/forum?id=AbCdEfGhIj", "entry-a-title"),
    ("https://example.org/a", "entry-a-title"),
    ("no address", "entry-a-title"),
]


@pytest.mark.parametrize(("url", "key"), KEYS)
def test_key_is_the_work_or_the_address_of_the_entry(url, key):
    assert citation_of(make_record(url=url)).key == key


def test_key_of_a_follow_up_is_not_that_of_the_entry_it_follows():
    record = make_record(url=KEYS[0][0], slug="again", follows=UID)

    assert citation_of(record).key == "entry-again"


def test_key_and_file_name_of_an_address_in_another_script_are_ascii():
    record = make_record(slug="été", uid=UID)

    assert citation_of(record).key == f"uid-{UID}"
    assert file_name(record) == str(UID)
    assert file_name(make_record(slug="summer-1")) == "summer-1"


@settings(deadline=None)
@given(digests())
def test_keys_are_plain_and_differ_however_their_letters_are_written(records):
    keys = [citation_of(record).key for record in records]

    assert len({key.lower() for key in keys}) == len(keys)
    assert all(re.fullmatch("[A-Za-z0-9:_.-]+", key) for key in keys)


@given(RECORDS.map(shown))
def test_key_does_not_change_with_what_is_said_of_the_source(record):
    key = citation_of(record).key
    record.title, record.authors, record.source_date = "New", ["New"], "1999"
    record.tags, record.notes, record.excerpt = [], [], ""

    assert citation_of(record).key == key


PARTS = [
    ("Ada Lovelace", ("Lovelace", "Ada", "")),
    ("Lovelace, Ada", ("Lovelace", "Ada", "")),
    ("  Ada   M. \u00a0Lovelace ", ("Lovelace", "Ada M.", "")),
    ("Ludwig van Beethoven", ("van Beethoven", "Ludwig", "")),
    ("Juan de la Cruz", ("de la Cruz", "Juan", "")),
    ("Jan Van Der Meer", ("Meer", "Jan Van Der", "")),
    ("bell hooks", ("hooks", "bell", "")),
    ("Martin Luther King Jr.", ("King", "Martin Luther", "Jr.")),
    ("King, Jr., Martin Luther", ("King", "Martin Luther", "Jr.")),
    ("King, Martin Luther, Jr.", ("King", "Martin Luther", "Jr.")),
    ("Martin King, Jr.", ("King", "Martin", "Jr.")),
    ("Nguyen The Anh", ("Anh", "Nguyen The", "")),
]


@pytest.mark.parametrize(("written", "parts"), PARTS)
def test_name_of_a_person_is_read_in_its_parts(written, parts):
    (name,) = citation_of(make_record(authors=[written])).authors

    assert (name.family, name.given, name.suffix) == parts
    assert not name.literal


@pytest.mark.parametrize(
    "written",
    [
        "OpenAI",
        "Research and Development",
        "AT & T",
        "The Economist",
        "Acme, Inc.",
        "王 小明",
    ]
    + ["DeepMind Safety Team", "A, B, C", "김 철수", "Smith,", "BOSCH AND SONS"],
)
def test_name_of_a_group_stays_whole(written):
    assert citation_of(make_record(authors=[written])).authors == [
        Name(literal=written)
    ]


@pytest.mark.parametrize(
    ("source_date", "date", "year"),
    [
        ("2021", (2021,), "2021"),
        ("2021-11", (2021, 11), "2021"),
        ("2021-11-13", (2021, 11, 13), "2021"),
        ("0987", (987,), "0987"),
        ("", (), ""),
        ("soon", (), ""),
        ("2021-13", (), ""),
        ("2021-1", (), ""),
    ],
)
def test_date_is_that_of_the_source_as_far_as_known(source_date, date, year):
    citation = citation_of(make_record(source_date=source_date))

    assert (citation.date, citation.year) == (date, year)


@pytest.mark.parametrize(
    ("url", "kind", "identifier"),
    [
        ("https://ar5iv.org/abs/1912.03817v3", Kind.PREPRINT, "arXiv:1912.03817"),
        ("https://doi.org/10.1145/3442188", Kind.PAPER, "doi:10.1145/3442188"),
        ("https://example.org/a", Kind.PAGE, ""),
        ("no address", Kind.PAGE, ""),
    ],
)
def test_work_is_known_by_the_address_of_the_source(url, kind, identifier):
    citation = citation_of(make_record(url=url))

    assert (citation.kind, citation.identifier) == (kind, identifier)
    assert citation.url == (url if "://" in url else "")


def test_login_in_an_address_is_not_cited():
    citation = citation_of(make_record(url="https://user:word@example.org/a"))

    assert citation.url == "https://example.org/a"
