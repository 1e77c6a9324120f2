"""What stands beside an article: older and newer, related, the same day."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_article

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": status} for status in ("draft", "review", "withdrawn")]
HIDDEN += [{"published_at": timezone.now() + timedelta(days=1)}]


def post(instant, slug, **columns):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return make_article(**{"published_at": at, "slug": slug, **columns})


def links_in(answer, opening, closing):
    """Return the addresses of articles between two marks of a page; [] without it."""
    page = answer.content.decode()
    part = re.search(f"{opening}.*?{closing}", page, re.DOTALL)
    return re.findall('href="/articles/([^/]*)/"', part[0]) if part else []


def section(answer, name):
    return links_in(
        answer, f'<section class="section" aria-labelledby="{name}">', "</ul>"
    )


def beside(answer):
    return links_in(answer, '<nav class="beside"', "</nav>")


def test_article_leads_to_the_older_and_the_newer_one(client):
    post("2021-01-01", "old", title="שלום", language="he")
    post("2021-01-02", "middle")
    post("2021-01-03", "new")

    assert beside(client.get("/articles/middle/")) == ["old", "new"]
    assert beside(client.get("/articles/new/")) == ["middle"]
    assert beside(client.get("/articles/old/")) == ["middle"]
    assertContains(client.get("/articles/middle/"), 'dir="auto" lang="he">שלום</a>')


def test_article_leads_to_related_ones(client):
    post("2021-01-01", "one", tags=["ai", "bias"])
    post("2020-01-02", "near", tags=["ai", "bias"])
    post("2020-01-03", "nearly", tags=["ai"])
    post("2020-01-04", "far", tags=["speed"])

    assert section(client.get("/articles/one/"), "related") == ["near", "nearly"]
    assert section(client.get("/articles/far/"), "related") == []


def test_article_shows_what_was_posted_on_its_day_in_other_years(client):
    post("2021-11-13T12:00", "one")
    for year in range(2010, 2018):
        post(f"{year}-11-13T12:00", f"in-{year}")
    post("2020-11-14T12:00", "next-day")
    answer = client.get("/articles/one/")

    assertContains(answer, "On 13 November in other years")
    assert section(answer, "same-day") == [f"in-{y}" for y in range(2017, 2012, -1)]


def test_article_alone_shows_no_empty_frame(client):
    post("2021-01-01", "one", tags=["ai"])
    answer = client.get("/articles/one/")

    for words in ("Related", "other years", 'class="beside"'):
        assertNotContains(answer, words)


def test_follow_up_is_shown_in_its_own_place_and_not_as_related(client):
    first = post("2021-01-01", "first", tags=["ai"])
    post("2021-01-02", "second", tags=["ai"], follows=first)

    for slug in ("first", "second"):
        assert section(client.get(f"/articles/{slug}/"), "related") == []
    assert section(client.get("/articles/first/"), "later") == ["second"]


@pytest.mark.parametrize("columns", HIDDEN)
def test_what_is_not_public_stands_beside_nothing(client, columns):
    post("2021-11-13", "one", tags=["ai"])
    post("2019-05-05", "other", tags=["ai"])
    before = client.get("/articles/one/").content
    for instant in ("2020-11-13", "2021-11-14"):
        post(instant, f"unseen-{instant}", tags=["ai"], **columns)

    assert client.get("/articles/one/").content == before


@pytest.mark.parametrize("rows", [1, 11])
def test_fuller_page_of_an_article_costs_no_more_queries(
    client, rows, django_assert_num_queries
):
    names = [f"tag {number}" for number in range(rows)]
    article = post("2021-11-13", "one", tags=names)
    for number in range(rows):
        post(f"{2005 + number}-11-13", f"day-{number}", tags=names)
        post("2021-11-13", f"next-{number}", tags=names, follows=article)

    # article, tags, notes, addresses, follow-ups; older, newer; on the same day 2,
    # related 3
    with django_assert_num_queries(11):
        answer = client.get("/articles/one/")
    assert len(section(answer, "related")) == min(rows, 5)
