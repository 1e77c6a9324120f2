"""Bookmark files: what becomes of bookmarks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from articles import links
from articles.formats import netscape
from articles.formats.reading import FormatError
from articles.formats.records import ArticleRecord, NoteRecord
from tests.formats.files import File, items_of, sample
from tests.formats.sources import digests, make_record, written


def read(name):
    return items_of(netscape.read, sample(f"netscape/{name}.html"))


def test_a_bookmark_becomes_a_draft_with_tags_from_its_folders():
    entries, _, unreadable = read("usual")

    assert unreadable == []
    assert entries[0].record == ArticleRecord(
        title="Tide tables <for sailors>",
        url="https://tides.example/tables?year=2024&port=3",
        status="draft",
        created_at=datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC),
        updated_at=datetime(2023, 11, 14, 22, 13, 22, tzinfo=UTC),
        tags=["tides", "long read", "Sea & Coast"],
        notes=[NoteRecord(body="Use \\_\\_both\\_\\_ tables & compare.")],
    )
    assert entries[0].place == "line 17 (“Tide tables <for sailors>”)"


def test_a_folder_that_every_browser_has_is_no_tag():
    gulls, after = (entry.record for entry in read("usual")[0][1:])

    assert gulls.tags == after.tags == []
    assert gulls.created_at == datetime(2023, 11, 14, 22, 13, 24, tzinfo=UTC)
    assert (after.title, after.created_at) == ("https://after.example/", None)


def test_what_leads_nowhere_on_the_web_is_left_out_and_named():
    assert [item.what for item in read("usual")[1]] == [
        "place: address",
        "separator",
        "description of a folder",
        "javascript: address",
    ]


def test_fields_of_other_tools_are_read():
    entries, _, unreadable = read("odd")
    micro, old, markup = (entry.record for entry in entries)

    assert micro.url == "https://quoted.example/?q=%22x%22%3Ey"
    assert micro.title == "Micro – seconds"
    assert micro.tags == ["a", "b"]
    assert micro.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC) + (
        timedelta(microseconds=123456)
    )
    assert entries[0].lost == ("privacy", "mark as unread")
    assert old.tags == ["café"]
    assert [note.body for note in old.notes] == ["Kräfte\n\\* no list"]
    assert [note.body for note in markup.notes] == [
        "First line\\\nsecond **line**\n\n[t.png](<https://shaarli.example/t.png>)"
        " [shaarli.example](<https://shaarli.example/thumb>)"
    ]
    assert entries[2].lost == ("picture",)
    assert [item.place for item in unreadable] == ["line 8 (“A note of Shaarli”)"]
    assert "“?abc”" in unreadable[0].why


def test_a_note_of_shaarli_is_filed_where_it_stood():
    source = File("x.html", b"<DL><DT><A HREF=?lY47tw>Mine</A><DD>Words")

    _, _, [refused] = items_of(netscape.read, source)
    assert refused.why == "“?lY47tw” leads to the site of the file: give its address"
    for address in ("https://links.example", "https://links.example/"):
        [entry], _, _ = items_of(netscape.read, source, address=address)
        assert entry.record.url == "https://links.example/?lY47tw"


def test_dates_notes_and_folders_as_others_write_them():
    source = File(
        "x.html",
        "<DL><DT><H3>Favoris</H3><DL>"
        '<DT><A HREF="https://a.example/" ADD_DATE="10/Oct/2000:13:55:36 +0300"'
        ' PRIVATE="1">A</A><DD>Mine.'
        '<DT><A HREF="https://b.example/" ADD_DATE="soon">B</A><DD>Ours.</DL></DL>',
    )

    [old, bad], _, _ = items_of(netscape.read, source)

    assert old.record.created_at == datetime(2000, 10, 10, 10, 55, 36, tzinfo=UTC)
    assert [(note.body, note.public) for note in old.record.notes] == [("Mine.", False)]
    assert (old.record.tags, bad.record.tags) == ([], [])
    assert (old.lost, bad.lost) == (("privacy",), ("date",))
    assert bad.record.notes[0].public


def test_a_bookmark_that_was_cut_is_told():
    entries, left_out, unreadable = read("broken")

    assert (entries, left_out) == ([], [])
    assert [item.place for item in unreadable] == ["line 4"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no file of bookmarks"),
        (b"<html><p>A page</html>", "no file of bookmarks"),
        (b"<DL><DT>" + b"x" * 2_000_000, "line 1: no bookmark ends here"),
        (b"<DL>" * 200, "nested too deep"),
    ],
    ids=["empty", "page", "long", "deep"],
)
def test_what_is_no_file_of_bookmarks_is_refused(content, words):
    with pytest.raises(FormatError, match=words):
        items_of(netscape.read, File("x.html", content))


def test_many_bookmarks_are_read_one_at_a_time():
    one = '<DT><A HREF="https://x.example/{}" ADD_DATE="1700000000">Title {}</A>\n'
    lines = "".join(one.format(number, number) for number in range(3_000))

    entries, _, _ = items_of(netscape.read, File("x.html", f"<DL>{lines}".encode()))

    assert len(entries) == 3_000
    assert entries[-1].place == "line 3000 (“Title 2999”)"


def test_what_is_written_reads_back():
    at = datetime(2021, 11, 13, 12, tzinfo=UTC)
    record = make_record(
        title="Tides & <moons>",
        url="https://tides.example/?a=1&b=%22",
        status="published",
        published_at=at,
        updated_at=at + timedelta(days=1),
        tags=["sea", "a, b"],
        notes=[
            NoteRecord(body="Worth <it>."),
            NoteRecord(body="For us.", public=False),
        ],
    )
    content = written("bookmarks.html", record)
    (entry,), _, unreadable = items_of(netscape.read, File("b.html", content.encode()))

    assert unreadable == []
    assert (entry.record.title, entry.record.url) == (record.title, record.url)
    assert (entry.record.created_at, entry.record.updated_at) == (
        at,
        at + timedelta(days=1),
    )
    assert entry.record.tags[0] == "sea"
    assert "For us" not in content


@settings(deadline=None, max_examples=40)
@given(digests())
def test_any_entries_are_bookmarks_that_our_reader_takes(records):
    content = written("bookmarks.html", *records)
    entries, _, _ = items_of(netscape.read, File("b.html", content.encode()))

    assert len(entries) == sum(bool(links.href(record.url)) for record in records)
