"""BibTeX, read back by bibtexparser and pylatexenc."""

import logging

import bibtexparser
import pytest
from bibtexparser import middlewares
from hypothesis import example, given, settings
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from articles import text
from articles.formats.citation import citation_of
from tests.formats.sources import digests, make_record, written

READERS = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
COMMANDS = get_default_latex_context_db()  # it lacks some that every LaTeX has
COMMANDS.add_context_category(
    "signs",
    prepend=True,
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textless", "<"),
        MacroTextSpec("textgreater", ">"),
        MacroTextSpec("textbar", "|"),
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textasciitilde", "~"),
    ],
)
LATEX = LatexNodes2Text(latex_context=COMMANDS, strict_latex_spaces=True)


@pytest.fixture(scope="module", autouse=True)
def _no_warning():
    """What the reader of BibTeX would only log is an error."""

    class Strict(logging.Handler):
        def emit(self, record):
            if record.levelno >= logging.WARNING:
                raise AssertionError(record.getMessage())

    handler = Strict()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


def read(words):
    """Return the entries of a file by key. Nothing else is in it, and nothing fails."""
    library = bibtexparser.parse_string(words, append_middleware=READERS)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return {entry.key: entry.fields_dict for entry in library.entries}


def shown(latex):
    """Return what LaTeX sets for `latex`."""
    return LATEX.latex_to_text(latex)


def name_of(parts):
    words = (parts.von + parts.last, parts.jr, parts.first)
    return [shown(" ".join(part)) for part in words]


@settings(deadline=None)
@given(digests())
@example([make_record(authors=["Ada Lovelace"] * 50, title="x" * 300)])
def test_another_reader_finds_what_was_written(records):
    found = read(written("bib", *records))

    assert len(found) == len(records)
    for record in records:
        citation = citation_of(record)
        fields = {name: field.value for name, field in found[citation.key].items()}
        assert shown(fields.pop("title")) == text.one_line(record.title)
        assert [name_of(parts) for parts in fields.pop("author", [])] == [
            [name.literal or name.family, name.suffix, name.given]
            for name in citation.authors
        ]
        assert fields.pop("year", "") == citation.year
        assert ("month" in fields) == (len(citation.date) > 1)
        assert fields.get("eprint", "") == citation.eprint
        assert ("doi" in fields) == bool(citation.doi)
        assert ("url" in fields) == bool(citation.url)
        assert fields.keys() <= {"month", "eprint", "archiveprefix", "doi", "url"}


def test_preprint_is_written_with_its_number():
    record = make_record(
        title="Machine Unlearning",
        url="https://arxiv.org/abs/1912.03817",
        authors=["Lucas Bourtoule", "Papernot, Nicolas", "Vector Institute"],
        source_date="2019-12-09",
    )

    assert written("bib", record) == (
        "@misc{arxiv-1912-03817,\n"
        "  title         = {{Machine Unlearning}},\n"
        "  author        = {Bourtoule, Lucas and Papernot, Nicolas"
        " and {Vector Institute}},\n"
        "  year          = {2019},\n"
        "  month         = dec,\n"
        "  eprint        = {1912.03817},\n"
        "  archiveprefix = {arXiv},\n"
        "  url           = {https://arxiv.org/abs/1912.03817}\n"
        "}\n"
    )


def test_entry_of_which_little_is_known_holds_no_empty_field():
    assert written("bib", make_record(url="no address")) == (
        "@misc{entry-a-title,\n  title         = {{A title}}\n}\n"
    )


def test_doi_and_address_are_set_to_the_letter():
    record = make_record(
        url="https://doi.org/10.1000/a_b%3C1%3E",
    )
    page = make_record(url="https://example.org/a_b?x={y}&z=50%#~ü")

    assert "  doi           = {10.1000/a_b<1>},\n" in written("bib", record)
    assert "{https://example.org/a_b?x=%7By%7D&z=50%#~%C3%BC}" in written("bib", page)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("{a}", r"\textbraceleft{}a\textbraceright{}"),
        ("a\\", r"a\textbackslash{}"),
        ("$&#_%", r"\$\&\#\_\%"),
        ("^~", r"\textasciicircum{}\textasciitilde{}"),
        ("<|>", r"\textless{}\textbar{}\textgreater{}"),
        ("a--b ''c''", "a-{}-b '{}'c'{}'"),
        ("é שלום 漢字", "é שלום 漢字"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_title_is_escaped(title, field):
    assert f"= {{{{{field}}}}},\n" in written("bib", make_record(title=title))


def test_entries_are_parted_by_an_empty_line_and_an_empty_list_is_an_empty_file():
    first, second = make_record(slug="one"), make_record(slug="two")

    assert written("bib") == ""
    assert "}\n\n@misc{entry-two,\n" in written("bib", first, second)
