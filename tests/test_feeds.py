"""The feeds, read by a parser of XML."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from articles.models import Article, Tag
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://digest.example.org"


@pytest.fixture
def read(client, settings):
    """A function that returns the root element of a feed."""
    settings.SITE_URL = SITE

    def read_feed(address="/feed.atom"):
        answer = client.get(address, headers={"host": "localhost"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert b"localhost" not in answer.content
        return ElementTree.fromstring(answer.content)

    return read_feed


def entries(feed):
    return feed.findall(f"{ATOM}entry")


def link(element, rel):
    found = element.findall(f"{ATOM}link[@rel='{rel}']")
    assert len(found) <= 1
    return found[0].get("href") if found else None


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in entries(feed)]


def test_feed_is_that_of_the_site_whatever_host_the_request_named(read, settings):
    settings.SITE_NAME, settings.SITE_DESCRIPTION = "A & B", "<Papers>"
    make_article(updated_at=datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC))
    feed = read()

    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "A & B"
    assert feed.findtext(f"{ATOM}subtitle") == "<Papers>"
    assert feed.findtext(f"{ATOM}id") == f"{SITE}/"
    assert feed.findtext(f"{ATOM}updated") == "2021-03-04T05:06:07+00:00"
    assert link(feed, "self") == f"{SITE}/feed.atom"
    assert link(feed, "alternate") == f"{SITE}/"


def test_entry_says_what_it_is_and_keeps_its_id_when_it_moves(read):
    article = make_article(
        slug="été",
        title="AT&T’s <b>",
        credit="Ann & Bob",
        tags=["zebra", "C++"],
        url="https://example.org/?a=1&b=2",
        published_at=datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC),
        updated_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    (entry,) = entries(read())

    assert entry.findtext(f"{ATOM}title") == "AT&T’s <b>"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{article.uid}"
    assert entry.findtext(f"{ATOM}published") == "2021-01-02T03:04:05+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2021-01-02T03:04:05+00:00"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ann & Bob"
    categories = [element.get("term") for element in entry.iter(f"{ATOM}category")]
    assert categories == ["zebra", "C++"]
    assert link(entry, "alternate") == f"{SITE}/articles/%C3%A9t%C3%A9/"
    assert link(entry, "related") == "https://example.org/?a=1&b=2"
    Article.objects.update(slug="moved")
    assert entries(read())[0].findtext(f"{ATOM}id") == f"urn:uuid:{article.uid}"


def test_entry_that_nobody_signed_is_by_the_site(read, settings):
    settings.SITE_NAME = "The Digest"
    make_article(credit="")

    name = entries(read())[0].findtext(f"{ATOM}author/{ATOM}name")
    assert name == "The Digest"


def test_content_is_the_quotation_and_the_public_notes_in_their_order(read):
    article = make_article(
        excerpt="It *is* <b>.", url="https://example.org/?a=1&b=2", language="de"
    )
    make_note(article, "One.", credit="Ann <a>")
    make_note(article, "For us alone.", public=False)
    make_note(article, "Two.")
    (entry,) = entries(read())
    content = entry.find(f"{ATOM}content")
    html = content.text

    assert content.get("type") == "html"
    assert entry.find(f"{ATOM}summary") is None
    assert '<blockquote cite="https://example.org/?a=1&amp;b=2" lang="de"' in html
    assert "<p>It <em>is</em> &lt;b&gt;.</p>" in html
    assert "Note by Ann &lt;a&gt;" in html
    assert "For us alone." not in html
    assert 0 < html.index("</blockquote>") < html.index("One.") < html.index("Two.")


def test_entry_without_excerpt_and_note_still_leads_to_its_source(read):
    make_article(excerpt="", url="https://example.org/x")
    html = entries(read())[0].find(f"{ATOM}content").text

    assert "<blockquote" not in html
    assert 'href="https://example.org/x"' in html


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\U0001f600", "]]>"])
@pytest.mark.parametrize("address", ["/feed.atom", "/tags/a-b/feed.atom"])
def test_character_that_xml_cannot_hold_breaks_no_feed(read, address, sign):
    word = f"a{sign}b"
    make_tag(word, description=word)
    article = make_article(title=word, excerpt=word, credit=word, tags=[word])
    make_note(article, word, credit=word)

    shown = word.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert titles(read(address)) == [shown]


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_address_with_a_character_that_xml_cannot_hold_leads_where_it_led(read, sign):
    make_article(url=f"https://example.org/{sign}?b=%2F#c")

    there = f"https://example.org/{quote(sign)}?b=%2F#c"
    (entry,) = entries(read())
    assert link(entry, "related") == there
    assert f'href="{there}"' in entry.find(f"{ATOM}content").text


@pytest.mark.parametrize("bad", ["https://", "http://a b/"])
def test_address_that_leads_nowhere_is_no_link(read, bad):
    make_article()
    Article.objects.update(url=bad)
    (entry,) = entries(read())

    assert link(entry, "related") is None
    assert bad not in [element.get("href") for element in entry.iter()]
    assert "href" not in entry.find(f"{ATOM}content").text


def test_feed_holds_the_thirty_newest_the_newest_first(read):
    for day in range(1, 32):
        published_at = datetime(2021, 1, day, tzinfo=UTC)
        make_article(title=f"{day}", tags=["bias"], published_at=published_at)

    newest = [str(day) for day in range(31, 1, -1)]
    assert titles(read()) == titles(read("/tags/bias/feed.atom")) == newest


def test_feed_of_a_tag_holds_its_entries_and_its_addresses(read, settings):
    settings.SITE_NAME = "The Digest"
    make_article(title="In", tags=["C++"])
    make_article(title="Out", tags=["C"])
    make_tag("C++", description="Sharp & old.")
    feed = read("/tags/c-plus-plus/feed.atom")

    assert titles(feed) == ["In"]
    assert feed.findtext(f"{ATOM}title") == "The Digest: #C++"
    assert feed.findtext(f"{ATOM}subtitle") == "Sharp & old."
    assert feed.findtext(f"{ATOM}id") == f"{SITE}/tags/c-plus-plus/"
    assert link(feed, "self") == f"{SITE}/tags/c-plus-plus/feed.atom"
    assert link(feed, "alternate") == f"{SITE}/tags/c-plus-plus/"


@pytest.mark.parametrize("name", ["ml", "ML", "Machine%20Learning"])
def test_feed_that_was_followed_by_another_name_goes_on(client, read, name):
    make_article(title="In", tags=["machine-learning"])
    make_tag("machine-learning").set_aliases(["ML"])
    old = f"/tags/{name}/feed.atom"

    assertRedirects(client.get(old), "/tags/machine-learning/feed.atom", 301)
    feed = read("/tags/machine-learning/feed.atom")
    assert titles(feed) == ["In"]
    assert link(feed, "self") == f"{SITE}/tags/machine-learning/feed.atom"


@pytest.mark.parametrize("address", ["/feed.atom", "/tags/bias/feed.atom"])
@pytest.mark.parametrize(
    "columns",
    [
        {"status": "draft"},
        {"status": "review"},
        {"status": "withdrawn"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_feed_holds_nothing_that_is_not_public(read, address, columns):
    make_article(title="Seen", tags=["bias"])
    make_article(title="Unseen", tags=["bias"], **columns)

    assert titles(read(address)) == ["Seen"]


def test_feed_of_an_empty_digest_is_a_feed(read):
    assert entries(read()) == []


def test_feed_of_a_tag_that_never_was_is_not_found(client):
    assert client.get("/tags/never-was/feed.atom").status_code == 404


def test_feed_that_did_not_change_is_not_sent_again(client):
    article = make_article()
    first = client.get("/feed.atom")
    known = {"if-none-match": first["ETag"]}

    assert client.get("/feed.atom", headers=known).status_code == 304
    article.withdraw("A hoax.")
    assert client.get("/feed.atom", headers=known).status_code == 200


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_feed_without_entries_is_not_sent_again(client, kind, time_machine):
    time_machine.move_to(datetime(2021, 5, 1, tzinfo=UTC))
    address = f"/search/feed.{kind}?q=zebra"
    known = {"if-none-match": client.get(address)["ETag"]}
    time_machine.shift(60)  # seconds

    assert client.get(address, headers=known).status_code == 304
    make_article(title="Zebra")
    assert client.get(address, headers=known).status_code == 200


def test_feed_is_known_by_its_tag_alone_as_a_name_changes_without_a_date(client):
    make_article(tags=["bias"])
    answer = client.get("/feed.atom")
    known = {"if-none-match": answer["ETag"]}

    assert "Last-Modified" not in answer
    Tag.objects.get().rename("Prejudice")
    assert client.get("/feed.atom", headers=known).status_code == 200


@pytest.mark.parametrize("address", ["/tags/", "/archive/", "/trends/", "/about/"])
def test_every_page_names_the_feed_of_the_site_in_its_headers(client, address):
    assert "/feed.atom>" in client.get(address)["Link"]
