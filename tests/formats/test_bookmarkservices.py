"""Bookmarks of services become drafts: what comes with them, and what is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.formats.fixture import instant_text
from articles.formats.readers import READERS, recognise
from articles.formats.reading import Entry, FormatError, Options
from tests.formats.files import SAMPLES, File, items_of, sample

FILES = sorted(path.name for path in (SAMPLES / "bookmarks").iterdir())
JSON = ["pinboard", "delicious", "wallabag", "firefox"]
CSV = ["pocket", "instapaper", "raindrop"]
TABLES = {  # the names of the columns, and a row of any title
    "pocket": ("title,url,time_added", "{},https://example.org/,1600322788"),
    "instapaper": ("URL,Title,Selection,Folder", "https://example.org/,{},,Unread"),
    "raindrop": ("title,url,folder,tags,created", "{},https://example.org/,,,"),
}


def read_sample(name):
    return items_of(READERS[key_of(name)].read, sample(f"bookmarks/{name}"))


def key_of(name):
    return name.split("-")[0].replace("_", "-")


@pytest.mark.parametrize("name", [name for name in FILES if "odd" not in name])
def test_format_of_a_file_is_known_by_its_start(name):
    source = sample(f"bookmarks/{name}")

    assert recognise(name, source.content) == key_of(name)
    assert recognise("x", b"\xef\xbb\xbf" + source.content) == key_of(name)


def test_bookmarks_of_pinboard_become_drafts_with_their_words():
    [first, second], _, _ = read_sample("pinboard-usual.json")

    assert first.key == "h1"
    assert first.place == "entry 1 (“How models forget”), line 1"
    assert first.record.url == "https://example.org/forgetting"
    assert first.record.status == "draft"
    assert first.record.tags == ["unlearning", "data-rights"]
    assert instant_text(first.record.created_at) == "2021-11-13T10:00:00Z"
    [note] = first.record.notes
    assert note.body == "Read \\*this\\* first.\n\n[1\\]: it is short"
    assert note.public
    assert first.lost == ()
    assert second.record.notes == []
    assert second.lost == ("mark “to read”", "mark “private”")


@pytest.mark.parametrize(("shared", "public"), [("no", False), ("yes", True)])
def test_note_of_a_private_bookmark_is_for_editors(shared, public):
    row = {"href": "https://example.org/", "extended": "Mine.", "shared": shared}
    [entry], _, _ = items_of(READERS["pinboard"].read, File(content=json.dumps([row])))

    assert [note.public for note in entry.record.notes] == [public]


@pytest.mark.parametrize(
    ("written", "lost"),
    [("bad", ("date",)), ("0000-00-00 00:00:00", ()), ("", ()), ("2021-11-13", ())],
)
def test_date_that_cannot_be_read_is_told(written, lost):
    row = {"href": "https://example.org/", "extended": "", "time": written}
    [entry], _, _ = items_of(READERS["pinboard"].read, File(content=json.dumps([row])))

    assert entry.lost == lost


def test_odd_bookmarks_are_read_as_far_as_they_go():
    [entry], [script], refused = read_sample("pinboard-odd.json")

    assert script.what == "link that does not lead to the web"
    assert entry.record.title == entry.record.url == "https://example.org/%C3%BC"
    assert (entry.record.created_at, entry.record.notes) == (None, [])
    assert entry.record.tags == ["a"]
    assert entry.lost == ("date", "tag")
    assert [item.why for item in refused] == ["it has no address on the web"] * 4


def test_highlights_of_wallabag_are_quoted_and_what_was_said_is_a_note():
    [entry], _, _ = read_sample("wallabag-usual.json")

    assert entry.key == "12"
    assert entry.record.excerpt == "We walked for hours.\n\nIt rained."
    [note] = entry.record.notes
    assert (note.body, note.quote) == ("He never says where.", "We walked for hours.")
    assert entry.record.tags == ["essay", "machine learning"]
    assert entry.record.authors == ["Ann Example"]
    assert entry.record.source_date == "2022-04-30"
    assert entry.record.language == "en-GB"
    assert instant_text(entry.record.created_at) == "2022-05-01T06:00:00Z"
    assert entry.lost == ("mark “archived”", "saved page", "picture")


def test_bookmarks_of_delicious_are_read():
    [entry], _, _ = read_sample("delicious-usual.json")

    assert entry.record.tags == ["loader"]
    assert [note.body for note in entry.record.notes] == ['"It loads"']
    assert instant_text(entry.record.created_at) == "2013-01-18T17:53:27Z"
    assert entry.lost == ("mark “private”",)


def test_bookmarks_of_pocket_are_read():
    entries, _, refused = read_sample("pocket-usual.csv")

    assert refused == []
    assert [entry.record.title for entry in entries] == [
        "One for later",
        "A title in two lines",
        "https://example.org/untitled",
    ]
    assert entries[0].record.tags == ["reading", "long ones"]
    assert entries[1].lost == ("mark “archived”",)
    assert instant_text(entries[2].record.created_at) == "2020-09-15T12:25:40Z"


def test_older_page_of_pocket_is_read():
    [first, second], _, _ = read_sample("pocket_html-usual.html")

    assert first.place == "line 5 (“A & B”)"
    assert first.record.url == "https://example.org/a?b=1&c=2"
    assert first.record.tags == ["later", "long ones"]
    assert instant_text(first.record.created_at) == "2020-09-17T06:06:28Z"
    assert second.lost == ("mark “archived”",)
    with pytest.raises(FormatError, match="it holds no links"):
        items_of(
            READERS["pocket-html"].read, File(content="<title>Pocket Export</title>")
        )


def test_bookmarks_of_instapaper_are_read():
    [first, second, third], _, _ = read_sample("instapaper-usual.csv")

    assert first.record.tags == ["ethics", "law"]
    assert first.record.excerpt == "Some \\*words\\* of it."
    assert second.lost == ("star",)
    assert third.record.tags == ["To cite"]


def test_bookmarks_of_raindrop_are_read():
    [first, second], _, _ = read_sample("raindrop-usual.csv")

    assert first.key == "101"
    assert first.record.tags == ["atlas", "old", "Reading", "Maps"]
    assert first.record.excerpt == (
        "They say what it is.\n\nNo map is true.\n\nBut useful."
    )
    assert [(note.body, note.quote) for note in first.record.notes] == [
        ("Nor is this.", "No map is true."),
        ("My note", ""),
    ]
    assert first.lost == ("star", "picture")
    assert second.record.tags == []


def test_tree_of_firefox_is_read_with_its_folders_as_tags():
    [entry], left_out, _ = read_sample("firefox-usual.json")

    assert entry.key == "b1"
    assert entry.place == "Papers / “Machine unlearning”"
    assert entry.record.tags == ["ml", "rights", "old tag", "Papers"]
    assert [note.body for note in entry.record.notes] == ["What it says."]
    assert instant_text(entry.record.created_at) == "2013-12-27T17:41:31.644000Z"
    assert {item.what for item in left_out} == {
        "separator",
        "link that does not lead to the web",
    }


def test_odd_tree_of_firefox_is_read_as_far_as_it_goes():
    [entry], _, [refused] = read_sample("firefox-odd.json")

    assert entry.record.title == "https://example.org/"
    assert refused.why == "it has no address on the web"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("pinboard-broken.json", "line 1, column 66: the file ends too early"),
        ("firefox-broken.json", "line 1, column 57: the file ends too early"),
    ],
)
def test_broken_file_is_refused_by_its_place(name, why):
    with pytest.raises(FormatError) as refusal:
        read_sample(name)

    assert why in str(refusal.value)


def test_bad_rows_are_told_and_the_others_read():
    items = READERS["pocket"].read(sample("bookmarks/pocket-broken.csv"), Options())
    good, many, without = (next(items) for _ in range(3))

    assert isinstance(good, Entry)
    assert (many.place, many.why) == ("entry 2, line 3", "more values than columns")
    assert without.place == "entry 3 (“No address”), line 4"
    assert without.why == "it has no address on the web"
    [unclosed] = items
    assert unclosed.place == "entry 4, line 5"
    assert unclosed.why == "a quotation mark in it is never closed"


@pytest.mark.parametrize("key", CSV)
def test_one_bad_row_or_an_old_encoding_does_not_cost_the_others(key):
    first, row = TABLES[key]
    rows = [row.format(title) for title in ('"open', "Café", '"a"b', "Last")]
    source = File(content="\n".join([first, *rows]).encode("cp1252"))

    entries, _, unreadable = items_of(READERS[key].read, source)

    assert [entry.record.title for entry in entries] == ["Café", "Last"]
    assert len(unreadable) == 2


def test_page_that_wallabag_saved_may_be_long():
    row = {"url": "https://example.org/", "title": "A", "content": "x" * 300_000}
    content = json.dumps([row, row])

    entries, _, _ = items_of(READERS["wallabag"].read, File(content=content))

    assert [entry.lost for entry in entries] == [("saved page",)] * 2


def test_entry_that_is_too_long_is_refused_alone():
    row = {"href": "https://example.org/", "description": "A"}
    long = {**row, "tags": ["a"] * 30_000}
    content = json.dumps([row, long, row], indent=1)

    entries, _, [refused] = items_of(READERS["pinboard"].read, File(content=content))

    assert [entry.place for entry in entries][1].startswith("entry 3")
    assert refused.place == "entry 2, line 6"
    assert "more than 20,000 values" in refused.why


def test_missing_column_is_named():
    with pytest.raises(FormatError, match="the column time_added is missing"):
        items_of(
            READERS["pocket"].read, File(content="title,url\nA,https://example.org/\n")
        )


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "quote", "name", "uri"]), inner)
    ),
    max_leaves=6,
)
NAMES = """href description extended hash time shared toread tags title url created
private is_archived id annotations published_by published_at language content uri type
children annos root guid dateAdded""".split()


@given(
    rows=st.lists(st.dictionaries(st.sampled_from(NAMES), ANY, max_size=9), max_size=3)
)
def test_whatever_a_row_of_json_holds_no_reader_breaks(rows):
    for key in JSON:
        held = {"children": rows} if key == "firefox" else rows
        items_of(READERS[key].read, File(content=json.dumps(held)))


@given(st.text('ab,"\n\r\\|[]\0é', max_size=60))
def test_whatever_a_table_holds_only_the_error_of_readers_is_raised(words):
    for key, first in [
        ("pocket", "title,url,time_added"),
        ("instapaper", "URL,Title,Selection,Folder,Tags"),
        ("raindrop", "id,title,note,excerpt,url,folder,tags,created,highlights"),
    ]:
        for content in (words, f"{first}\n{words}"):
            try:
                items_of(READERS[key].read, File(content=content))
            except FormatError as refusal:
                assert "\n" not in str(refusal)  # noqa: PT017


def test_long_words_come_through_whole():
    extended = " ".join(f"word{number}" for number in range(8_000))
    row = {"href": "https://example.org/", "description": "A", "extended": extended}
    [entry], _, _ = items_of(READERS["pinboard"].read, File(content=json.dumps([row])))

    bodies = [note.body for note in entry.record.notes]
    assert len(bodies) > 1
    assert " ".join(bodies).split() == extended.split()
