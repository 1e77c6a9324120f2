"""WordPress: what its importer is given, read by a parser of XML that is not ours."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given, settings

from articles.formats import wordpress, wxr
from articles.formats.records import NoteRecord
from tests.formats.files import File, items_of
from tests.formats.sources import SITE, digests, make_record

SPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}


def written(*records):
    return "".join(wxr.write(records, SITE)).encode()


def posts(*records):
    return list(ElementTree.fromstring(written(*records)).iter("item"))


def words(element, name):
    return element.find(name, SPACES).text or ""


def test_a_published_entry_is_a_post_with_its_words_and_its_date_in_gmt():
    record = make_record(
        title="Tides & <moons>",
        excerpt="Two *tides* a day.",
        status="published",
        published_at=datetime(2021, 11, 13, 12, 30, 5, tzinfo=UTC),
        credit="Ann",
        tags=["sea"],
        notes=[NoteRecord(body="Ours."), NoteRecord(body="For us.", public=False)],
    )
    (post,) = posts(record)

    assert words(post, "title") == "Tides &amp; &lt;moons&gt;"  # a title is HTML
    assert words(post, "content:encoded") == (
        '<blockquote cite="https://example.org/a"><p>Two <em>tides</em> a day.</p>'
        "</blockquote>\n\n<p>Ours.</p>\n\n"
        '<p><a href="https://example.org/a">Read more</a></p>'
    )
    assert words(post, "wp:status") == "publish"
    assert words(post, "wp:post_date_gmt") == "2021-11-13 12:30:05"
    assert words(post, "wp:post_name") == "a-title"
    assert words(post, "dc:creator") == "Ann"
    tag = post.find("category")
    assert (tag.get("domain"), tag.get("nicename"), tag.text) == (
        *("post_tag", "sea"),
        "sea",
    )


def test_what_readers_do_not_see_stays_hidden_in_wordpress():
    states = ["draft", "review", "withdrawn"]
    found = posts(*(make_record(status=state) for state in states))

    assert [words(post, "wp:status") for post in found] == ["draft", "pending", "draft"]
    assert words(found[0], "wp:post_date_gmt") == "0000-00-00 00:00:00"


def test_posts_have_numbers_of_their_own():
    found = posts(make_record(), make_record())

    assert [words(post, "wp:post_id") for post in found] == ["1", "2"]


@settings(deadline=None, max_examples=40)
@given(digests())
def test_any_entries_are_a_file_that_our_reader_takes(records):
    file = File("export.xml", written(*records))
    entries, left_out, unreadable = items_of(wordpress.read, file)

    assert left_out == []
    assert len(entries) + len(unreadable) == len(records)
