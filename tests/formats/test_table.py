"""CSV, read back by the standard library."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from articles import slugs, text
from articles.formats import table
from articles.formats.records import AddressRecord, NoteRecord
from tests.formats.sources import digests, make_record, written

GUARDED = re.compile(r"'(?=[\s']*[=+\-@\t\r＝＋－＠])")  # as docs/formats.md tells


def unguard(cell):
    return cell[1:] if GUARDED.match(cell) else cell


def read(words):
    reader = csv.DictReader(io.StringIO(words, newline=""), strict=True)
    return [{name: unguard(cell) for name, cell in row.items()} for row in reader]


@settings(deadline=None)
@given(digests())
def test_another_reader_finds_what_was_written(records):
    rows = read(written("csv", *records))

    assert len(rows) == len(records)
    for record, row in zip(records, rows, strict=True):
        assert row["title"] == text.one_line(record.title)
        authors = [text.one_line(author) for author in record.authors]
        assert list(filter(None, table.authors_in(row["authors"]))) == authors
        assert row["source_date"] == record.source_date
        assert datetime.fromisoformat(row["published"]) == record.published_at
        assert slugs.split_tags(row["tags"]) == list(dict.fromkeys(record.tags))
        assert row["excerpt"] == text.to_plain(record.excerpt)
        assert row["address"].endswith(f"/articles/{record.uid}/")


@settings(deadline=None)
@given(digests())
def test_no_cell_is_a_formula(records):
    for row in csv.reader(io.StringIO(written("csv", *records), newline="")):
        for cell in row:
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
            assert not cell.startswith("\t")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@a", " =1", "'=1", "''=1", "＝1"]
)
def test_formula_is_a_text_with_an_apostrophe_before_it(cell):
    words = written("csv", make_record(source_date=cell))

    assert f",'{cell}," in words
    assert read(words)[0]["source_date"] == cell


@pytest.mark.parametrize("cell", ["a=1", "2021-11", "'tis", "—", "x@y"])
def test_what_is_no_formula_stays(cell):
    assert f",{cell}," in written("csv", make_record(source_date=cell))


def test_row_is_what_readers_see():
    record = make_record(
        title="One, “two”",
        url="https://www.example.org/a",
        addresses=[
            AddressRecord(label="pdf", url="https://example.org/a.pdf"),
            AddressRecord(label="code", url="https://ann:x@github.com/a/b"),
        ],
        authors=["Ada Lovelace", "OpenAI"],
        source_date="2021-11",
        status="published",
        published_at=datetime(2021, 11, 13, 12, tzinfo=UTC),
        tags=["bias", "c-plus-plus"],
        excerpt="One *two*.\n\nThree.",
        notes=[
            NoteRecord(body="A **note**."),
            NoteRecord(body="For us alone.", public=False),
            NoteRecord(body="Another."),
        ],
    )
    words = written("csv", record)

    assert words.splitlines(keepends=True)[0] == (
        "title,source_address,further_addresses,site,authors,source_date,published,"
        "tags,excerpt,notes,address\r\n"
    )
    assert read(words) == [
        {
            "title": "One, “two”",
            "source_address": "https://www.example.org/a",
            "further_addresses": "pdf https://example.org/a.pdf\n"
            "code https://github.com/a/b",
            "site": "example.org",
            "authors": "Ada Lovelace\nOpenAI",
            "source_date": "2021-11",
            "published": "2021-11-13T12:00:00Z",
            "tags": "bias, c-plus-plus",
            "excerpt": "One two.\n\nThree.",
            "notes": "A note.\n\nAnother.",
            "address": "https://digest.example/articles/None/",
        }
    ]


def test_a_date_that_is_only_planned_is_not_in_the_table():
    at = datetime(2021, 11, 13, 12, tzinfo=UTC)
    (row,) = read(written("csv", make_record(status="draft", published_at=at)))

    assert row["published"] == ""
