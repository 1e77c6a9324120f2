"""What arXiv's API answers; its manual says what that looks like."""

from hypothesis import example, given
from hypothesis import strategies as st

from articles.formats import arxiv
from tests.formats.found import SAMPLES, values

PAPER = (SAMPLES / "arxiv.xml").read_bytes()


def test_paper_is_read_with_all_that_its_answer_says():
    found = arxiv.read(PAPER)

    assert values(found) == {
        "title": "Slow Trees and Fast Forests: A & B",
        "authors": ["Zoë Baum", "Łukasz Las"],
        "source_date": "2021-05-26",  # of the first version
        "site": "arXiv",
        "description": "We plant trees of $n^2$ kinds, where n < 7 *stars* shine.",
        "pdf": "https://arxiv.org/pdf/2105.12723",
        "doi": "https://doi.org/10.1234/Trees.5",
    }
    assert {fact.source for fact in found.facts().values()} == {"arXiv"}


def test_answer_without_the_paper_says_nothing():
    error = (SAMPLES / "arxiv-error.xml").read_bytes()
    none = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>'

    assert values(arxiv.read(error)) == values(arxiv.read(none)) == {}


def test_entities_are_neither_opened_nor_multiplied(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    doctype = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file://{secret}">'
    for number in range(1, 10):
        name = "a" * (number + 1)
        doctype += f"<!ENTITY {name} '{f'&{name[1:]};' * 10}'>"
    doctype = doctype.replace("'&a;", "'lol", 1) + "]>"
    declared = PAPER.replace(b"<feed", doctype.encode() + b"<feed", 1)

    for reference in (b"&x;", b"&aaaaaaaaaa;"):
        found = values(arxiv.read(declared.replace(b"Slow", reference)))
        assert "secret" not in str(found)
        assert len(str(found)) < 10_000


@given(st.binary(max_size=200), st.integers(0, len(PAPER)), st.integers(0, 200))
@example(b"", 0, 0)
def test_broken_answer_never_raises(junk, start, length):
    arxiv.read(junk)
    arxiv.read(PAPER[:start] + junk + PAPER[start + length :])
