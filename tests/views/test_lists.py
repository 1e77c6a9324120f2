"""Lists: the front page, the pages behind it, what narrows them, what never shows."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import Article
from tests.factories import make_article, make_note, make_tag
from tests.pages import Page

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": status} for status in ("draft", "review", "withdrawn")]
HIDDEN += [{"published_at": timezone.now() + timedelta(days=1)}]


def titles(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return [entry.title for entry in Page(answer.content.decode()).entries]


def links(answer, mark):
    """Return the addresses of the links whose opening tag holds `mark`."""
    found = re.findall(r"<(?:a|link) [^>]*>", answer.content.decode())
    hrefs = [re.search('href="([^"]*)"', tag)[1] for tag in found if mark in tag]
    return [href.replace("&amp;", "&") for href in hrefs]


def test_front_page_shows_the_newest_first_and_at_one_instant_the_smaller_slug(client):
    for day, slug in [(2, "b"), (1, "oldest"), (2, "é"), (3, "newest"), (2, "a")]:
        make_article(
            title=slug, slug=slug, published_at=datetime(2021, 1, day, tzinfo=UTC)
        )

    assert titles(client, "/") == ["newest", "a", "b", "é", "oldest"]


@pytest.mark.parametrize("top", ["/", "/tags/bias/", "/2021/", "/2021/01/01/"])
def test_older_entries_stand_on_a_page_that_is_a_path(client, top):
    for number in range(21):
        make_article(title=f"{number}", slug=f"{number:02}", tags=["bias"])
    first, second = client.get(top), client.get(f"{top}page/2/")

    assert titles(client, top) == [str(number) for number in range(20)]
    assert titles(client, f"{top}page/2/") == ["20"]
    assert set(links(first, 'rel="next"')) == {f"{top}page/2/"}
    assert links(first, 'rel="prev"') == links(second, 'rel="next"') == []
    assert set(links(second, 'rel="prev"')) == {top}
    assert f"{top}page/2/" in links(client.get(f"{top}page/9/"), "href")


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("/page/1/", "/"),
        ("/page/1/?tag=bias&year=2021&utm_source=x", "/?tag=bias&year=2021"),
        ("/tags/bias/page/1/?source=example.org", "/tags/bias/?source=example.org"),
        ("/2021/01/page/1/?tag=bias&x=y", "/2021/01/?tag=bias"),
    ],
)
def test_page_one_is_the_list_itself_and_keeps_the_filter(client, address, first):
    make_article(tags=["bias"])

    assertRedirects(client.get(address), first, status_code=301)


@pytest.mark.parametrize(
    ("address", "last"),
    [
        ("/page/2/", "/"),
        ("/page/2/?source=example.org", "/?source=example.org"),
        ("/tags/bias/page/7/?tag=bias", "/tags/bias/?tag=bias"),
    ],
)
def test_page_past_the_end_leads_back(client, address, last):
    make_article(tags=["bias"])

    answer = client.get(address)

    assertContains(answer, f'<a href="{last}">Go to page 1</a>', status_code=404)


@pytest.mark.parametrize("list_at", ["/page/", "/tags/bias/page/", "/2021/01/page/"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "٣", "9" * 30, "9" * 5000])
def test_page_that_is_no_page_is_not_found(client, list_at, number):
    make_article(tags=["bias"])

    assert client.get(f"{list_at}{number}/").status_code == 404


@pytest.mark.parametrize("columns", HIDDEN)
def test_what_is_not_public_changes_no_page_and_no_feed(client, columns):
    make_article(slug="shown", tags=["bias"])
    addresses = (
        "/ /tags/ /tags/bias/ /?tag=bias /feed.atom /tags/bias/feed.atom"
        " /archive/ /trends/ /2021/ /articles/shown/"
    ).split()

    def answers():
        return [client.get(address).content for address in addresses]

    before = answers()
    make_note(make_article(tags=["bias", "unborn"], **columns))

    assert answers() == before
    assert client.get("/tags/unborn/").status_code == 404
    Article.objects.update(status="published", published_at=timezone.now())
    assert not set(answers()) & set(before)  # so the pages would have told


def test_scheduled_entry_appears_by_itself_at_its_instant(client):
    at = timezone.now() + timedelta(days=9)
    make_article(title="Later", published_at=at, tags=["bias"])

    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        assert titles(client, "/") == []
        assert client.get("/tags/bias/").status_code == 404
    with time_machine.travel(at, tick=False):
        assert titles(client, "/") == titles(client, "/tags/bias/") == ["Later"]


def test_list_shows_the_first_public_note_and_says_that_there_are_more(client):
    article = make_article(slug="noted")
    make_note(article, "For us alone.", public=False)
    make_note(article, "First.")
    one_note = client.get("/")
    make_note(article, "Second.")
    answer = client.get("/")

    assertContains(answer, "First.", count=1)
    assertNotContains(answer, "Second.")
    assertNotContains(answer, "For us alone.")
    assert "/articles/noted/#notes" in links(answer, "#notes")
    assert links(one_note, "#notes") == []


def make_shelf():
    old = datetime(2020, 12, 31, 23, tzinfo=UTC)
    make_article(title="both", slug="a", tags=["bias", "speed"])
    make_article(title="bias", slug="b", tags=["bias"], published_at=old)
    make_article(title="speed", slug="c", tags=["speed"], url="https://x.example/")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("tag=bias", ["both", "bias"]),
        ("tag=bias&tag=speed", ["both"]),
        ("source=x.example", ["speed"]),
        ("year=2020", ["bias"]),
        ("tag=speed&year=2021&source=example.org", ["both"]),
        ("tag=&source=&year=", ["both", "speed", "bias"]),
        ("tag=PREJUDICE", ["both", "bias"]),
    ],
)
def test_query_narrows_the_list(client, query, shown):
    make_shelf()
    make_tag("bias").set_aliases(["prejudice"])

    assert titles(client, f"/?{query}") == shown
    assertNotContains(client.get(f"/?{query}"), "Not understood")


def test_year_is_a_year_of_the_time_zone_of_the_site(client, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    make_shelf()

    assert titles(client, "/?year=2020") == []
    assertContains(client.get("/?year=2021&tag=bias"), "1 January 2021", count=2)


def test_each_chip_takes_off_its_part_and_no_other(client):
    make_shelf()
    answer = client.get("/?tag=bias&tag=speed&source=example.org&year=2021")

    assert links(answer, 'class="chip"') == [
        "/?tag=speed&source=example.org&year=2021",
        "/?tag=bias&source=example.org&year=2021",
        "/?tag=bias&tag=speed&year=2021",
        "/?tag=bias&tag=speed&source=example.org",
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=soon", "soon"),
        ("year=99999999999999999999", "99999999999999999999"),
        ("tag=nosuch", "nosuch"),
        ("tag=%3Cb%3E", "&lt;b&gt;"),
        ("tag=a%00b", "a\0b"),
        ("source=a%00b", "a\0b"),
    ],
)
def test_value_that_makes_no_sense_is_named_and_ignored(client, query, said):
    make_shelf()

    assert titles(client, f"/?{query}") == ["both", "speed", "bias"]
    assertContains(client.get(f"/?{query}"), f"ignored: “{said}”</p>")


@pytest.mark.parametrize("query", ["tag=nosuch&tag=bias", "tag=bias&tag=nosuch"])
def test_tag_that_makes_no_sense_takes_no_other_with_it(client, query):
    make_shelf()

    assertContains(client.get(f"/?{query}"), "ignored: “nosuch”</p>")
    assert titles(client, f"/?{query}") == ["both", "bias"]


def test_no_filter_tells_of_a_tag_that_only_drafts_bear(client):
    make_article()
    make_article(tags=["secret"], status="draft")

    hidden = client.get("/?tag=secret").content
    assert hidden.replace(b"secret", b"nosuch") == client.get("/?tag=nosuch").content


def test_empty_digest_says_what_comes_next(client):
    answer = client.get("/")

    assertContains(answer, "still empty")
    assert {"/feed.atom", "/about/"} <= set(links(answer, "href"))
    assertContains(client.get("/tags/"), "No tags yet")
    assertContains(client.get("/page/2/"), '"/">Go to page 1', status_code=404)


def test_filter_that_matches_nothing_offers_the_whole_list(client):
    make_article(tags=["bias"])
    answer = client.get("/tags/bias/?year=1999")

    assertContains(answer, "No entry matches")
    assert links(answer, 'href="/tags/bias/"') == ["/tags/bias/"] * 2  # chip, button


@pytest.mark.parametrize("rows", [1, 11])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # tallies 2, where the page begins, articles, their tags, notes, addresses;
        # facets: tags, their names, sources, months
        ("/", 11),
        ("/?year=2021&source=example.org&tag=bias", 10),
        ("/tags/bias/", 14),  # the tag, is there any; the last for its timeline
        ("/tags/", 1),
        # article, tags, notes, addresses, follow-ups; older, newer; on the same day 2,
        # related 4
        ("/articles/first/", 13),
        ("/archive/", 2),
        # tallies 2, of the month's end; those of tags 2, slugs, names; pairs, sources
        ("/trends/", 8),
        ("/2021/", 13),  # is there any, before, after; and what a list costs
        ("/2021/01/01/?tag=bias", 13),
        ("/feed.atom", 5),
        ("/tags/bias/feed.atom", 7),
    ],
)
def test_ten_more_rows_cost_no_more_queries(
    client, rows, address, queries, django_assert_max_num_queries
):
    names = ["bias", *(f"tag {number}" for number in range(rows))]
    first = make_article(slug="first", tags=names)
    for number in range(rows):
        make_note(first, f"Note {number}.")
        make_note(make_article(tags=names, follows=first))

    with django_assert_max_num_queries(queries):
        client.get(address)
