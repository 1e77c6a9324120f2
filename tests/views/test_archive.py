"""The archive: all years, and the pages of a year, a month and a day."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import OldAddress
from tests.factories import make_article, make_tag
from tests.pages import Page

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": status} for status in ("draft", "review", "withdrawn")]
HIDDEN += [{"published_at": timezone.now() + timedelta(days=1)}]


def post(instant, **columns):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return make_article(published_at=at, **columns)


def titles(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return [entry.title for entry in Page(answer.content.decode()).entries]


def ways_on(answer):
    """Return the addresses that the page of a period offers, in their order."""
    nav = re.search(
        r'<nav class="links" aria-label="Archive">.*?</nav>',
        answer.content.decode(),
        re.DOTALL,
    )
    return re.findall('href="([^"]*)"', nav[0])


def months(client):
    """Return (address, words) of each month that leads somewhere."""
    return re.findall(
        r'<a href="(/[0-9]{4}/[0-9]{2}/)">.*?class="hidden-text">([^<]*)<',
        client.get("/archive/").content.decode(),
    )


def test_archive_counts_each_month_of_each_year_the_newest_year_first(client):
    for day in ("2019-05-01", "2021-11-13", "2021-11-30", "2021-02-01"):
        post(f"{day}T12:00")
    answer = client.get("/archive/")

    assertContains(answer, "4 entries since May 2019.")
    assert months(client) == [
        ("/2021/02/", "February 2021: 1 entry"),
        ("/2021/11/", "November 2021: 2 entries"),
        ("/2019/05/", "May 2019: 1 entry"),
    ]
    headings = re.findall(
        r'<a href="(/\d+/)">(\d+)</a><small>(.*?)</small>', str(answer.content)
    )
    assert headings == [
        ("/2021/", "2021", "3 entries"),
        ("/2019/", "2019", "1 entry"),
    ]
    assertContains(answer, 'class="months"', count=2)
    assertContains(answer, "<b>Jan</b>0", count=2)


def test_bar_of_the_fullest_month_is_the_highest_and_none_is_too_low_to_see(client):
    post("2021-01-01T12:00")
    for _ in range(200):
        post("2021-02-01T12:00")
    bars = re.findall(
        r'<rect y="(\d+)" width="3" height="(\d+)"/>',
        client.get("/archive/").content.decode(),
    )

    assert bars == [("118", "2"), ("0", "120")]


def test_archive_of_an_empty_digest_says_so(client):
    assertContains(client.get("/archive/"), "The archive is still empty")


def test_period_lists_what_was_posted_in_it(client):
    for instant in ("2020-12-31T23:59", "2021-11-12T12:00", "2021-11-13T08:00"):
        post(instant, title=instant)
    post("2021-10-31T23:59", title="october")

    assert titles(client, "/2021/") == [
        "2021-11-13T08:00",
        "2021-11-12T12:00",
        "october",
    ]
    assert titles(client, "/2021/11/") == ["2021-11-13T08:00", "2021-11-12T12:00"]
    assert titles(client, "/2021/11/13/") == ["2021-11-13T08:00"]
    answer = client.get("/2021/11/")
    assertContains(answer, "<h1>November 2021</h1>")
    assertContains(answer, "<title>November 2021 · ")
    assertContains(answer, "2 entries.")
    assertContains(client.get("/2021/11/13/"), "<h1>13 November 2021</h1>")


@pytest.mark.parametrize(
    ("zone", "year", "address"),
    [
        ("UTC", "2021", "/2021/12/31/"),
        ("Pacific/Auckland", "2022", "/2022/01/01/"),
        ("America/New_York", "2021", "/2021/12/31/"),
    ],
)
def test_last_evening_of_the_year_is_listed_where_the_clocks_of_the_site_say(
    client, settings, zone, year, address
):
    settings.TIME_ZONE = zone
    post("2021-12-31T23:30", title="Eve")
    other = "2022" if year == "2021" else "2021"

    assert titles(client, address) == titles(client, f"/{year}/") == ["Eve"]
    assert client.get(f"/{other}/").status_code == 404
    assert months(client) == [(address[:-3], months(client)[0][1])]
    assertContains(client.get("/archive/"), f'<a href="/{year}/">{year}</a>')


def test_period_leads_to_the_nearest_with_entries_and_to_what_it_is_part_of(client):
    for day in ("2018-05-05", "2021-11-01", "2021-11-13", "2022-01-01"):
        post(f"{day}T12:00")
    post("2020-06-01T12:00", status="draft")

    assert ways_on(client.get("/2021/")) == ["/2018/", "/2022/", "/archive/"]
    assert ways_on(client.get("/2021/11/")) == [
        "/2018/05/",
        "/2022/01/",
        "/2021/",
        "/archive/",
    ]
    assert ways_on(client.get("/2021/11/13/")) == [
        "/2021/11/01/",
        "/2022/01/01/",
        "/2021/11/",
        "/archive/",
    ]
    assert ways_on(client.get("/2018/")) == ["/2021/", "/archive/"]


def test_filter_narrows_a_period_and_goes_along_to_the_nearest(client):
    post("2019-01-01T12:00", tags=["bias"])
    post("2020-01-01T12:00")
    post("2021-11-01T12:00", title="Shown", tags=["bias"])
    post("2021-11-02T12:00")
    answer = client.get("/2021/11/?tag=bias")

    assert titles(client, "/2021/11/?tag=bias") == ["Shown"]
    assert ways_on(answer)[0] == "/2019/01/?tag=bias"
    assertContains(answer, "1 entry.")
    assertContains(client.get("/2020/01/?tag=bias"), "No entry matches")


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/2021/1/", "/2021/01/"),
        ("/2021/1/5/", "/2021/01/05/"),
        ("/2021/01/5/?tag=bias&x=y", "/2021/01/05/?tag=bias"),
        ("/2021/1/page/2/", "/2021/01/page/2/"),
        ("/2021/01", "/2021/01/"),
    ],
)
def test_each_period_has_one_address(client, asked, address):
    post("2021-01-05T12:00", tags=["bias"])

    assertRedirects(
        client.get(asked), address, status_code=301, fetch_redirect_response=False
    )


@pytest.mark.parametrize(
    "address",
    "/0000/ /0996/ /9001/ /2021/00/ /2021/13/ /2021/02/30/ /2021/02/29/ /2021/04/31/"
    " /2021/01/00/ /2021/01/32/ /2021/99/99/ /21/ /02021/ /2021/001/ /2021/1x/ /-2021/"
    " /٢٠٢١/ /2021/13/page/2/".split(),
)
def test_time_that_no_calendar_has_is_not_found(client, address):
    post("2021-01-01T12:00")

    answer = client.get(address)

    assert answer.status_code == 404
    assertContains(answer, "Nothing at this address", status_code=404)


def test_period_without_entries_leads_to_the_nearest_that_have_some(client):
    post("2018-05-05T12:00")
    post("2022-02-01T12:00")
    answer = client.get("/2021/11/")

    assertContains(answer, "November 2021: no entries", status_code=404)
    assert ways_on(answer) == ["/2018/05/", "/2022/02/", "/archive/"]
    assert ways_on(client.get("/2021/1/1/")) == [
        "/2018/05/05/",
        "/2022/02/01/",
        "/archive/",
    ]


def test_empty_digest_has_no_period_to_lead_to(client):
    answer = client.get("/2021/")

    assertContains(answer, "still empty", status_code=404)
    assert ways_on(answer) == ["/archive/"]


@pytest.mark.parametrize("columns", HIDDEN)
def test_period_whose_entries_are_not_public_answers_as_if_it_had_none(client, columns):
    post("2021-02-01T12:00")
    before = client.get("/2021/11/").content, client.get("/archive/").content
    at = datetime(2021, 11, 1, tzinfo=UTC)
    make_article(**{"published_at": at, **columns})

    assert (
        client.get("/2021/11/").content,
        client.get("/archive/").content,
    ) == before


@pytest.mark.parametrize("path", ["/2021/11/", "/2021/02/30/"])
def test_old_address_that_looks_like_a_period_leads_on(client, path):
    article = post("2020-01-01T12:00", slug="here")
    OldAddress.objects.leave(path, article)

    assertRedirects(client.get(path), "/articles/here/", status_code=301)
    post("2021-11-01T12:00")
    if path == "/2021/11/":
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("address", "mark"),
    [("/archive/", "page"), ("/2021/", "true"), ("/2021/01/", "true")],
)
def test_masthead_says_that_this_is_the_archive(client, address, mark):
    post("2021-01-01T12:00")
    current = f'<a href="/archive/" aria-current="{mark}">Archive</a>'

    assertContains(client.get(address), current)
    assertNotContains(client.get("/"), 'href="/archive/" aria-current')


def test_tag_page_shows_when_the_tag_was_used(client):
    for day in ("2019-03-01", "2021-11-01", "2021-11-02"):
        post(f"{day}T12:00", tags=["C++"])
    post("2022-01-01T12:00")
    make_tag("C++")
    answer = client.get("/tags/c-plus-plus/")

    assertContains(
        answer,
        "C++: 3 entries from March 2019 to November 2021;"
        " most in a month: 2, November 2021",
    )
    seen = re.findall(r'<dd><a href="([^"]*)">([^<]*)<', answer.content.decode())
    assert seen == [
        ("/2019/03/?tag=c-plus-plus", "March 2019"),
        ("/2021/11/?tag=c-plus-plus", "November 2021"),
    ]
    for address, _ in seen:
        assertContains(client.get(address), 'class="entry"')
    assertContains(answer, '<th scope="row"><a href="/2021/11/?tag=c-plus-plus">')
    assertNotContains(answer, "/2022/")
