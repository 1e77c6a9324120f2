"""WordPress exports: what becomes of their posts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.formats import shortcodes, wordpress
from articles.formats.reading import FormatError
from articles.formats.records import ArticleRecord, NoteRecord
from tests.formats.files import File, items_of, sample

HEAD = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<link>https://blog.example</link><wp:wxr_version>1.2</wp:wxr_version>"
)


def read(name, **options):
    return items_of(wordpress.read, sample(f"wordpress/{name}.xml"), **options)


def written(*posts):
    """Return an export with these items."""
    parts = "".join(f"<item>{post}</item>" for post in posts)
    return File("export.xml", f"{HEAD}{parts}</channel></rss>".encode())


def test_a_post_becomes_an_entry():
    entries, _, unreadable = read("usual")

    assert unreadable == []
    assert entries[0].record == ArticleRecord(
        title="How fog scatters a beam",
        slug="how-fog-scatters-a-beam",
        url="https://optics.example/fog?a=1&b=2",
        excerpt=(
            "Droplets of 10\u00a0µm scatter *forward*, and so the beam & its edge"
            " stay sharp."
        ),
        language="en-GB",
        status="published",
        published_at=datetime(2025, 1, 12, 18, 30, tzinfo=UTC),
        created_at=datetime(2025, 1, 12, 18, 30, tzinfo=UTC),
        updated_at=datetime(2025, 1, 13, 7, tzinfo=UTC),
        credit="Imke Keeper",
        tags=["Optics", "fog"],
        notes=[NoteRecord(body="Worth an evening:")],
    )
    assert entries[0].key == "https://lighthouse.example/ 11"
    assert entries[0].permalinks == (
        "https://lighthouse.example/2025/01/how-fog-scatters-a-beam/",
        "https://lighthouse.example/2025/01/fog-and-beams/",
    )
    assert entries[0].lost == ("post format", "comment")
    assert entries[0].place == "line 22 (“How fog scatters a beam”)"


def test_a_scheduled_post_keeps_its_day_and_its_summary():
    record = read("usual")[0][1].record

    assert (record.status, record.published_at) == (
        "published",
        datetime(2035, 2, 1, 9, tzinfo=UTC),
    )
    assert [note.body for note in record.notes] == [
        "On Fresnel.",
        "I keep coming back to [this page](<https://lenses.example/fresnel>).\n\n"
        "[A lens](<https://lighthouse.example/files/lens.jpg>)",
    ]


def test_a_private_post_is_a_draft_and_said_to_have_been_private():
    entry = read("usual", zone=ZoneInfo("Europe/Berlin"))[0][2]

    assert (entry.record.status, entry.record.published_at) == ("draft", None)
    assert entry.record.created_at == datetime(2025, 2, 2, 9, tzinfo=UTC)
    assert entry.lost == ("privacy",)
    assert entry.permalinks == ()  # an address with a query


def test_what_is_no_post_is_left_out_and_named():
    assert [item.what for item in read("usual")[1]] == ["page", "attachment"]
    assert [item.what for item in read("odd")[1]] == ["deleted post"]


def test_an_old_export_is_read_with_what_is_wrong_in_it():
    entries, _, unreadable = read("odd", zone=ZoneInfo("Europe/Berlin"))
    leaves, untitled, draft, undated = (entry.record for entry in entries)

    assert leaves.title == "Blätter & “Bäume”"
    assert leaves.slug == "blätter"
    assert leaves.credit == "müller"
    assert leaves.tags == ["Natur", "C++"]
    assert leaves.published_at == datetime(2006, 10, 3, 8, 11, 12, tzinfo=UTC)
    assert leaves.excerpt == (
        "Erste Zeile\\\nzweite \\_\\_Zeile\\_\\_ [1\\]: nicht\n\n2\\. Absatz **fett**"
    )
    assert entries[0].permalinks[1] == "http://altes-blog.example/archiv/alt.html"
    assert (untitled.title, untitled.status) == (
        "Ohne Titel, aber mit Wörtern .",
        "review",
    )
    assert (undated.url, undated.status) == (
        "http://altes-blog.example/archiv/ohne-datum.html",
        "draft",
    )
    assert (draft.url, draft.status) == ("http://altes-blog.example/?p=4", "draft")
    assert unreadable == []


def test_broken_xml_is_refused_with_its_line_after_what_stands_before_it():
    found = wordpress.read(sample("wordpress/broken.xml"), wordpress.Options())

    assert next(found).record.title == "How fog scatters a beam"
    with pytest.raises(FormatError, match=r"^line 63: "):
        next(found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: "),
        (b"<rss><channel><title>x</title></channel></rss>", "no export of WordPress"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "entities"),
        (b"<rss>" + b"<a>" * 5_000, r"too deep|depth"),
    ],
    ids=["empty", "other", "entities", "deep"],
)
def test_what_is_no_export_is_refused(content, words):
    with pytest.raises(FormatError, match=words):
        items_of(wordpress.read, File("x.xml", content))


def test_a_post_that_cannot_be_read_does_not_stop_the_others():
    html = "&lt;b&gt;".join(map(str, range(3_000)))
    post = "<title>{}</title><link>/a</link><content:encoded>{}</content:encoded>"
    file = written(post.format("One", html), post.format("Two", "words"))

    entries, _, unreadable = items_of(wordpress.read, file)

    assert [entry.record.title for entry in entries] == ["Two"]
    assert unreadable[0].place == "line 1 (“One”)"
    assert "nested too deep" in unreadable[0].why


def test_a_post_without_any_address_cannot_be_filed():
    post = "<title>Nowhere</title><content:encoded>words</content:encoded>"
    content = written(post).content.replace(b"https://blog.example", b"")

    assert items_of(wordpress.read, File("x.xml", content))[2][0].why == (
        "neither it nor a link in it has an address"
    )


def test_terms_of_wordpress_are_tags_authors_or_told():
    terms = [("post_tag", "r-d", "R &amp;amp; D"), ("author", "bo", "Bo Bell")]
    terms += [("author", "x", "x@mail.example"), ("series", "s", "Fog")]
    post = "".join(
        f'<category domain="{domain}" nicename="{name}">{words}</category>'
        for domain, name, words in terms
    )
    [entry], _, _ = items_of(
        wordpress.read,
        written(
            f"<title>T</title><link>/a</link><creator>Ann</creator>{post}"
            "<wp:post_name>fog.html</wp:post_name><wp:postmeta>"
            "<wp:meta_key>_thumbnail_id</wp:meta_key></wp:postmeta>"
            "<content:encoded>words</content:encoded>"
        ),
    )

    assert (entry.record.tags, entry.record.slug) == (["R & D"], "fog")
    assert entry.record.credit == "Ann, Bo Bell"
    assert sorted(entry.lost) == ["author", "picture", "series"]


def test_shortcodes_of_wordpress_go_and_what_stands_in_them_stays():
    html = (
        '[caption id="a" width="3"]<img src="https://a.example/b.jpg" alt="B">'
        ' Fog[/caption] [gallery ids="1,2"] [audio src="c.mp3"][/audio]'
        "[embed]https://d.example/[/embed] [[gallery]] [sic] [note: x]"
    )
    words, lost = shortcodes.without(html)

    assert words.split("> ", 1)[1].split() == (
        "Fog https://d.example/ [[gallery]] [sic] [note: x]".split()
    )
    assert lost == ["gallery", "recording"]


def test_an_export_in_utf_16_is_read():
    content = sample("wordpress/usual.xml").content.decode().encode("utf-16")

    entries, _, _ = items_of(wordpress.read, File("x.xml", content))

    assert len(entries) == 3


def test_a_cdata_section_is_not_mended_wherever_it_is_cut():
    words = "a &amp; b &nbsp; c &amp;amp; " * 1_000
    content = f"<content:encoded><![CDATA[{words}]]></content:encoded>"
    post = f"<title>T</title><link>/a</link>{content}"

    entries, _, _ = items_of(wordpress.read, written(*[post] * 9))

    texts = [entry.record.excerpt for entry in entries]
    assert len(set(texts)) == 1
    assert texts[0].startswith("a & b \u00a0 c \\&amp; a & b")
