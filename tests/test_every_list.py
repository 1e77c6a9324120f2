"""Every list is a feed in three kinds, read by an independent parser, and a file."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"


@pytest.fixture
def parse(client, settings):
    """A function that reads a feed with an independent parser, without complaint."""
    settings.SITE_URL = SITE

    def parse_feed(address):
        answer = client.get(address)
        assert answer.status_code == 200
        feed = feedparser.parse(answer.content)
        assert not feed.bozo
        return feed

    return parse_feed


def in_full(number=1):
    article = make_article(
        ["bias", "C++"],
        slug=f"entry-{number}",
        title=f"A < B & “C” {number}",
        excerpt=f"*Words* of <{number}>.",
        credit="Ann",
        published_at=datetime(2021, 1, 1, 12, tzinfo=UTC) + timedelta(days=number),
        updated_at=datetime(2022, 2, 2, tzinfo=UTC),
    )
    make_note(article, "Worth **it**.")
    make_note(article, "Secret.", public=False)
    return article


LISTS = [
    "/",
    "/tags/bias/",
    "/tags/bias+c-plus-plus/",
    "/2021/",
    "/2021/01/",
    "/search/",
]


@pytest.mark.parametrize("prefix", LISTS)
@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_of_every_list_is_read_without_loss(parse, prefix, kind):
    article = in_full()
    feed = parse(f"{prefix}feed.{kind}")

    (entry,) = feed.entries
    content = entry.content[0].value if kind == "atom" else entry.description
    assert entry.title == "A < B & “C” 1"
    assert entry.id == article.uid.urn
    assert entry.link == f"{SITE}/articles/entry-1/"
    assert [tag.term for tag in entry.tags] == ["bias", "C++"]
    assert "<em>Words</em> of &lt;1&gt;." in content
    assert "<strong>it</strong>" in content
    assert "Secret" not in content
    assert entry.author == "Ann"
    assert entry.published_parsed[:6] == (2021, 1, 2, 12, 0, 0)
    assert entry.updated_parsed[:6] == (2022, 2, 2, 0, 0, 0)
    assert {"rel": "self", "href": f"{SITE}{prefix}feed.{kind}"}.items() <= next(
        link for link in feed.feed.links if link.rel == "self"
    ).items()


@pytest.mark.parametrize("prefix", LISTS)
def test_json_feed_of_every_list_holds_the_same(client, settings, prefix):
    settings.SITE_URL = SITE
    article = in_full()
    answer = client.get(f"{prefix}feed.json")
    feed = json.loads(answer.content)

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{SITE}{prefix}"
    assert feed["feed_url"] == f"{SITE}{prefix}feed.json"
    (item,) = feed["items"]
    assert item["id"] == article.uid.urn
    assert item["url"] == f"{SITE}/articles/entry-1/"
    assert item["external_url"] == article.url
    assert item["title"] == "A < B & “C” 1"
    assert "<strong>it</strong>" in item["content_html"]
    assert "Secret" not in item["content_html"]
    assert item["date_published"] == "2021-01-02T12:00:00+00:00"
    assert item["date_modified"] == "2022-02-02T00:00:00+00:00"
    assert item["authors"] == [{"name": "Ann"}]
    assert item["tags"] == ["bias", "C++"]


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_pages_of_a_feed_hold_every_entry_once(client, settings, kind):
    settings.SITE_URL = SITE
    for number in range(61):
        in_full(number)
    address, ids = f"/search/feed.{kind}?q=words", []
    while address:
        answer = client.get(address)
        if kind == "json":
            feed = json.loads(answer.content)
            ids += [item["id"] for item in feed["items"]]
            following = feed.get("next_url")
        else:
            feed = feedparser.parse(answer.content)
            assert not feed.bozo
            ids += [entry.id for entry in feed.entries]
            links = {link.rel: link.href for link in feed.feed.links}
            assert links["first"] == f"{SITE}/search/feed.{kind}?q=words"
            following = links.get("next")
        address = following and following.removeprefix(SITE)

    assert len(ids) == len(set(ids)) == 61


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_feed_that_did_not_change_is_not_sent_again(client, kind):
    article = in_full()
    answer = client.get(f"/tags/bias/feed.{kind}")
    known = {"if-none-match": answer["ETag"]}

    again = client.get(f"/tags/bias/feed.{kind}", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    make_note(article, "Another.")
    changed = client.get(f"/tags/bias/feed.{kind}", headers=known)
    assert changed.status_code == 200


@pytest.mark.parametrize("ending", ["csv", "md", "bib", "ris", "csl.json"])
@pytest.mark.parametrize("prefix", LISTS)
def test_every_list_is_a_file(client, prefix, ending):
    in_full(1)
    in_full(2)
    answer = client.get(f"{prefix}list.{ending}")
    text = answer.getvalue().decode()

    assert answer["Content-Disposition"] == f'attachment; filename="list.{ending}"'
    assert text.count("entry-1") == text.count("entry-2") > 0
    assert text.index("entry-2") < text.index("entry-1")
    assert "Secret" not in text


@pytest.mark.parametrize("prefix", LISTS)
def test_every_list_is_a_file_of_bookmarks_of_the_sources(client, prefix):
    article = in_full()
    answer = client.get(f"{prefix}list.bookmarks.html")
    text = answer.getvalue().decode()

    assert answer["Content-Disposition"] == (
        'attachment; filename="list.bookmarks.html"'
    )
    assert f'HREF="{article.url}"' in text
    assert "A &lt; B &amp; “C” 1" in text
    assert "Secret" not in text


def test_file_of_a_list_is_narrowed_and_ordered_as_the_list(client):
    make_article(slug="a", title="Zebra")
    make_article(slug="b", title="Donkey")
    text = client.get("/search/list.csv?q=zebra").getvalue().decode()

    assert "Zebra" in text
    assert "Donkey" not in text


@pytest.mark.parametrize("prefix", LISTS)
def test_every_list_names_its_feeds(client, settings, prefix):
    settings.SITE_URL = SITE
    in_full()
    html = client.get(prefix).content.decode()

    header = client.get(prefix)["Link"]
    for kind in ("atom", "rss", "json"):
        assert f'<{SITE}{prefix}feed.{kind}>; rel="alternate"' in header
        assert f'href="{SITE}{prefix}feed.{kind}"' in html
    for ending in ("csv", "md", "bib", "ris", "csl.json", "bookmarks.html"):
        assert f'href="{prefix}list.{ending}"' in html
