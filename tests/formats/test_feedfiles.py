"""Feeds that were saved as files: what becomes of their entries."""

import io
from datetime import UTC, datetime

import pytest

from articles.formats import feedfiles, opml
from articles.formats.feeds import KINDS
from articles.formats.reading import FormatError
from articles.formats.records import ArticleRecord, NoteRecord
from tests.formats.files import File, items_of, sample


def read_xml(name):
    return items_of(feedfiles.read_xml, sample(f"feed/{name}"))


def read_json(name):
    return items_of(feedfiles.read_json, sample(f"jsonfeed/{name}.json"))


def test_an_entry_of_rss_becomes_an_entry_on_the_page_it_is_about():
    entries, _, unreadable = read_xml("usual.rss")

    assert unreadable == []
    assert entries[0].record == ArticleRecord(
        title="Mulch & worms",
        url="https://worms.example/straw",
        excerpt="Worms like **straw**.",
        language="en-us",
        status="published",
        published_at=datetime(2024, 5, 4, 8, tzinfo=UTC),
        created_at=datetime(2024, 5, 4, 8, tzinfo=UTC),
        credit="Rosa Beet",
        tags=["soil", "worms"],
        notes=[NoteRecord(body="So do I.")],
    )
    assert entries[0].key == "urn:garden:1"
    assert entries[0].permalinks == ("https://garden.example/2024/mulch.html",)
    assert entries[0].lost == ("enclosed file",)
    assert entries[0].place == "line 8 (“Mulch & worms”)"


def test_an_entry_without_a_title_takes_its_first_words():
    record = read_xml("usual.rss")[0][1].record

    assert record.title == "Words without a title, see there."
    assert record.url == "https://other.example/"


def test_an_entry_of_atom_is_read_with_its_base_and_its_language():
    entries, _, unreadable = read_xml("odd.atom")
    first, second = (entry.record for entry in entries)

    assert (first.title, first.url) == ("2 < 3 & 4", "https://via.example/x")
    assert first.notes[0].body == (
        "Viele *Worte*\n\nund [mehr](<https://atom.example/blog/zwei>)"
    )
    assert first.published_at == datetime(2024, 5, 4, 10, 0, 0, 123456, tzinfo=UTC)
    assert (first.language, first.credit, first.tags) == ("de", "Änne", ["mathe"])
    assert entries[0].permalinks == ("https://atom.example/blog/eins",)
    assert (second.title, second.status) == ("Kein Datum", "draft")
    assert second.excerpt == "1\\. \\_\\_init\\_\\_ \\<b>"
    assert [item.place for item in unreadable] == ["line 21 (“Nirgendwo”)"]


def test_names_of_tags_are_read_however_often_they_were_escaped():
    item = "<item><title>A</title><link>https://a.example/</link>{}</item>"
    tags = "<category>R&amp;amp;D</category><category><![CDATA[Q & A]]></category>"
    feed = f"<rss version='2.0'><channel>{item.format(tags)}</channel></rss>"

    [entry], _, _ = items_of(feedfiles.read_xml, File("feed.rss", feed))

    assert entry.record.tags == ["R&D", "Q & A"]


def test_rss_1_is_read():
    record = read_xml("old.rdf")[0][0].record

    assert (record.url, record.excerpt) == ("https://old.example/1", "Words *of* 2003")
    assert record.published_at == datetime(2003, 2, 1, 9, tzinfo=UTC)
    assert record.tags == ["past"]


def test_an_item_of_a_json_feed_becomes_an_entry():
    first, second = (entry.record for entry in read_json("usual")[0])

    assert first == ArticleRecord(
        title="Rye & <wheat>",
        url="https://bread.example/rye",
        language="en",
        status="published",
        published_at=datetime(2024, 5, 4, 8, tzinfo=UTC),
        created_at=datetime(2024, 5, 4, 8, tzinfo=UTC),
        updated_at=datetime(2024, 5, 5, 10, tzinfo=UTC),
        credit="Ann Crust",
        tags=["bread", "rye"],
        notes=[NoteRecord(body="I bake **both**.")],
    )
    assert second.title.startswith("1. __plain__ <b>")
    assert second.excerpt == (
        "1\\. \\_\\_plain\\_\\_ \\<b>\\\nsecond line\n\nsecond paragraph"
    )


def test_what_is_odd_in_a_json_feed_is_told_or_left():
    entries, _, unreadable = read_json("odd")

    assert [item.place for item in unreadable] == ["line 1", "line 1"]
    assert [entry.record.credit for entry in entries] == ["Bo"]
    assert (entries[0].record.status, entries[0].record.tags) == ("draft", ["a"])


@pytest.mark.parametrize(
    ("read", "path", "words"),
    [
        (feedfiles.read_xml, "feed/broken.rss", r"^line 2\d: "),
        (feedfiles.read_json, "jsonfeed/broken.json", "^line 1, column"),
        (opml.read, "opml/broken.opml", "^line [67]: "),
    ],
)
def test_a_feed_that_was_cut_is_refused_with_its_line(read, path, words):
    with pytest.raises(FormatError, match=words):
        items_of(read, sample(path))


def test_names_that_make_no_sense_are_refused():
    content = sample("feed/broken.rss").content
    odd = content.replace(b'xmlns:atom="', b'xmlns:atom="\xed\xa0\x80', 1)

    with pytest.raises(FormatError, match=r"^line 2: .* is not a valid URI"):
        items_of(feedfiles.read_xml, File("feed.rss", odd))


def test_what_the_parser_says_is_told_in_one_line():
    with pytest.raises(FormatError) as refusal:
        items_of(feedfiles.read_xml, File("feed.rss", b"<rss><title><![CDATA[\nopen"))

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("read", [feedfiles.read_xml, opml.read])
def test_other_xml_is_refused(read):
    with pytest.raises(FormatError, match=r"^no "):
        items_of(read, File("x.xml", b"<html><p>words</p></html>"))


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_feeds_read_back(kind):
    feed = KINDS[kind](
        title="Digest",
        link="https://digest.example/",
        description="",
        language="en",
        feed_url="https://digest.example/feed",
        pages={},
    )
    when = datetime(2024, 5, 4, 8, tzinfo=UTC)
    part = feed.part(
        title="A & <b>",
        link="https://digest.example/articles/a/",
        description="<blockquote><p>Its <em>words</em></p></blockquote><p>Ours</p>",
        author_name="Ann",
        pubdate=when,
        updateddate=when,
        unique_id="urn:uuid:1",
        unique_id_is_permalink=False,
        categories=["bias", "C++"],
        source="https://source.example/x?a=1&b=2",
        language="en",
    )
    feed.parts.append(part)
    read = feedfiles.read_json if kind == "json" else feedfiles.read_xml

    written = io.BytesIO()
    if kind == "json":
        feed.write(written, "utf-8")
    else:
        written.write(feed.writeString("utf-8").encode())

    entries, _, _ = items_of(read, File("feed", written.getvalue()))

    assert entries[0].record == ArticleRecord(
        title="A & <b>",
        url="https://source.example/x?a=1&b=2",
        excerpt="Its *words*",
        language="en",
        status="published",
        published_at=when,
        created_at=when,
        updated_at=when,
        credit="Ann",
        tags=["bias", "C++"],
        notes=[NoteRecord(body="Ours")],
    )


def test_the_feeds_of_an_outline_are_told_and_not_filed():
    entries, left_out, unreadable = items_of(opml.read, sample("opml/usual.opml"))

    assert (entries, unreadable) == ([], [])
    assert [(item.what, item.place) for item in left_out] == [
        ("source", "line 6 (“Fog & light”)"),
        ("source", "line 7 (“Tides”)"),
        ("source", "line 9 (“https://nameless.example/atom”)"),
    ]


def test_an_odd_outline_is_read():
    left_out = items_of(opml.read, sample("opml/odd.opml"))[1]

    assert [item.place for item in left_out] == ["line 2 (“A & B”)"]
