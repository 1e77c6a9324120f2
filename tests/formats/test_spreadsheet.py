"""Tables of spreadsheets: what becomes of their rows."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import text
from articles.formats import cells, found, spreadsheet
from articles.formats import table as list_table
from articles.formats.reading import FormatError, Options
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord
from tests.formats.files import File, items_of, sample
from tests.formats.sources import make_record, written


def read(name, **options):
    return items_of(spreadsheet.read, sample(f"spreadsheet/{name}.csv"), **options)


def table(*lines):
    return File("x.csv", "\n".join(lines).encode())


def test_a_row_becomes_an_entry():
    entries, _, unreadable = read("usual")

    assert unreadable == []
    assert entries[0].place == "line 2 (“Bridges, and what they bear”)"
    assert entries[0].record == ArticleRecord(
        title="Bridges, and what they bear",
        url="https://bridges.example/loads",
        authors=["Ada Beam", "Ben Truss"],
        source_date="2019",
        excerpt="First line\nsecond \\_\\_line\\_\\_\n\n1\\. not a list",
        status="published",
        published_at=datetime(2024, 5, 2, 6, tzinfo=UTC),
        created_at=datetime(2024, 5, 1, 12, tzinfo=UTC),
        tags=["steel", "bridges", "load, live"],
        notes=[NoteRecord(body="Worth it \\<b>twice\\</b>")],
    )


def test_a_guarded_cell_is_read_as_it_was_and_a_row_without_a_date_is_a_draft():
    _, sums, untitled = (entry.record for entry in read("usual")[0])

    assert (sums.title, sums.status) == ("=SUM of parts", "draft")
    assert sums.authors == ["Ada Beam", "Ben Truss"]
    assert untitled.title == "https://untitled.example/page"


def test_a_table_in_german_from_an_old_spreadsheet_is_read():
    entries, _, unreadable = read("odd")
    whale, shark, end = (entry.record for entry in entries)

    assert (whale.title, whale.tags) == ("Größe der Wale", ["Wal"])
    assert (shark.tags, shark.status) == (["Fisch", "Meer"], "draft")  # no date
    assert end.url == "https://ende.example/"
    assert [(item.place, item.why.split(":")[0]) for item in unreadable] == [
        ("line 5 (“Aale”)", "the state “kaputt” is unknown"),
        ("line 6 (“Ohne”)", "its address “kein Link” is not a whole one of the web"),
        ("line 7", "7 cells, and 6 columns have a name"),
        ("line 8", "';' expected after '\"'"),
    ]


def test_what_the_columns_mean_can_be_seen():
    columns = spreadsheet.columns_of(sample("spreadsheet/odd.csv"), Options())

    assert columns.mapping == {
        "status": "Zustand",
        "url": "Adresse",
        "title": "Überschrift",
        "tags": "Schlagwörter",
        "notes": "Notiz",
    }
    assert columns.unmapped == ("Sonstiges",)


def test_what_the_columns_mean_can_be_given():
    file = table("what|where|date", "Words|https://a.example/|2024-05-01 10:00")
    given = {"title": "What", "url": "where", "published_at": "date"}

    entries, _, _ = items_of(
        spreadsheet.read, file, columns=given, zone=ZoneInfo("Europe/Berlin")
    )

    assert entries[0].record.title == "Words"
    assert entries[0].record.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "no column holds addresses; say which of these does: “Name”, “Ort”"),
        ({"url": "Link"}, "no column is named “Link”; there are “Name”, “Ort”"),
        ({"colour": "Ort"}, "no field is named colour; there are title, url"),
    ],
)
def test_a_missing_column_is_refused_with_those_that_are_there(given, words):
    with pytest.raises(FormatError, match=words):
        read("broken", columns=given)


def test_an_empty_file_is_refused():
    with pytest.raises(FormatError, match="no column holds addresses"):
        items_of(spreadsheet.read, File("x.csv", b""))


def test_a_date_that_is_none_is_refused_with_its_row():
    file = table("url,date", "https://a.example/,soon", "https://b.example/,")

    entries, _, unreadable = items_of(spreadsheet.read, file)

    assert [entry.record.url for entry in entries] == ["https://b.example/"]
    assert unreadable[0].place == "line 2"
    assert "“soon” is no day" in unreadable[0].why


def test_a_quote_that_is_never_closed_does_not_swallow_the_file():
    rows = [f"https://a.example/{number},words" for number in range(5_000)]
    file = table("url,title", 'https://x.example/,"open', *rows)

    entries, _, unreadable = items_of(spreadsheet.read, file)

    assert [item.place for item in unreadable] == ["line 2"]
    assert unreadable[0].why == "a quotation mark in it is never closed"
    assert len(entries) == 5_000
    assert entries[-1].place == "line 5002 (“words”)"


def test_a_quote_that_closes_late_costs_the_line_that_opened_it():
    file = table(
        "url,title", 'https://a.example/,"open', 'https://b.example/,"two', 'lines"'
    )

    entries, _, unreadable = items_of(spreadsheet.read, file)

    assert [entry.record.title for entry in entries] == ["two lines"]
    assert [item.place for item in unreadable] == ["line 2"]


def test_quotes_that_are_open_everywhere_end_the_reading(monkeypatch):
    monkeypatch.setattr(cells, "AGAIN", 1_000_000)
    rows = ['https://a.example/""","open'] * 10_000

    with pytest.raises(FormatError, match="too many quotation marks"):
        items_of(spreadsheet.read, table("url,title", *rows))


def test_a_very_long_cell_comes_in_whole():
    words = "\n".join(["some words"] * 13_000)
    file = table("url,notes", f'https://a.example/,"{words}"', "https://b.example/,")

    [long, _last], _, unreadable = items_of(spreadsheet.read, file)

    assert unreadable == []
    bodies = " ".join(note.body for note in long.record.notes)
    assert bodies.split() == words.split()


def test_a_column_that_nothing_takes_is_told_where_it_holds_something():
    file = table("url,Rating,Shelf", "https://a.example/,5,", "https://b.example/,,")

    [rated, bare], _, _ = items_of(spreadsheet.read, file)

    assert rated.lost == ("column “Rating”",)
    assert bare.lost == ()


def test_our_own_list_reads_back():
    record = make_record(
        title="=1+1, 'and' \"more\"",
        authors=["Lovelace, Ada", "Alan Turing"],
        source_date="2021-11",
        excerpt="-1\\. *words*",
        tags=["@home", "a, b"],
        status="published",
        published_at=datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=UTC),
        addresses=[AddressRecord(label="code", url="https://code.example/x")],
        notes=[NoteRecord(body="One"), NoteRecord(body="Two", public=False)],
    )

    file = File("list.csv", written("csv", record).encode())
    entries, _, unreadable = items_of(spreadsheet.read, file)
    back = entries[0].record

    assert unreadable == []
    for field in (
        "title",
        "url",
        "authors",
        "source_date",
        "addresses",
        "published_at",
    ):
        assert getattr(back, field) == getattr(record, field), field
    assert back.tags == record.tag_names
    assert text.to_plain(back.excerpt) == record.excerpt_text
    assert [note.body for note in back.notes] == ["One"]
    assert entries[0].permalinks == (f"https://digest.example/articles/{record.uid}/",)


CELLS = st.text("=+-@'＝＋－＠\t ab1(", min_size=1, max_size=12).filter(
    lambda words: not text.is_blank(words)
)


@settings(deadline=None, max_examples=200)
@given(title=CELLS, author=CELLS, words=CELLS)
def test_what_a_spreadsheet_would_run_is_harmless_and_reads_back(title, author, words):
    markdown = text.escape_markdown(words)
    record = make_record(
        title=title,
        authors=[author],
        excerpt=markdown,
        notes=[NoteRecord(body=markdown)],
        tags=["=cmd"],
    )
    content = written("csv", record)
    _names, row = csv.reader(io.StringIO(content, newline=""))
    assert not any(list_table.FORMULA.match(c) and c[0] != "'" for c in row)

    (entry,), _, _ = items_of(spreadsheet.read, File("list.csv", content.encode()))
    back = entry.record
    assert back.title == found.line(title, 300)
    assert back.authors == found.names([author])
    assert text.to_plain(back.excerpt).strip() == record.excerpt_text.strip()
    (note,) = back.notes
    assert text.to_plain(note.body).strip() == record.note_texts[0].strip()
    assert back.tags == ["=cmd"]
