"""Tags as the API tells them."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.answers import SITE
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def names(page):
    return [tag["name"] for tag in page["tags"]]


def test_tags_are_told_by_name_with_counts_of_what_readers_see(ask):
    make_article(["Zebra", "C++"])
    make_article(["C++"])
    make_article(["C++", "secret"], status="draft")
    make_article(["C++"], published_at=timezone.now() + timedelta(days=1))
    make_tag("C++", description="Sharp & old.")
    make_tag("idle")

    assert ask.json("/tags/") == {
        "tags": [
            {
                "slug": "c-plus-plus",
                "name": "C++",
                "description": "Sharp & old.",
                "count": 2,
                "links": {
                    "articles": f"{SITE}/api/v1/articles/?tag=c-plus-plus",
                    "page": f"{SITE}/tags/c-plus-plus/",
                },
            },
            {
                "slug": "zebra",
                "name": "Zebra",
                "description": "",
                "count": 1,
                "links": {
                    "articles": f"{SITE}/api/v1/articles/?tag=zebra",
                    "page": f"{SITE}/tags/zebra/",
                },
            },
        ],
        "next": None,
    }


def test_link_of_a_tag_leads_to_its_articles(ask):
    make_article(["été & après"], slug="in")
    make_article(slug="out")
    (tag,) = ask.json("/tags/")["tags"]
    found = ask.json(tag["links"]["articles"].removeprefix(f"{SITE}/api/v1"))

    assert [article["slug"] for article in found["articles"]] == ["in"]


def test_pages_of_tags_hold_every_tag_once_whatever_is_added(ask):
    make_article(["a", "B", "c d", "Été", "étude", "日本"])
    pages, found = ask.pages("/tags/?limit=2"), []
    for number, page in enumerate(pages):
        found += names(page)
        make_article([f"a-{number}", f"zz-{number}"])

    there = [name for name in found if "-" not in name]
    assert there == ["a", "B", "c d", "étude", "Été", "日本"]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("MACH", ["machine learning", "machines"]),
        ("machine+l", ["machine learning"]),
        ("é", ["Été"]),
        ("%25", []),
        ("_", []),
        ("%5C", []),
        ("learning", []),
        ("", ["machine learning", "machines", "Été"]),
    ],
)
def test_tags_are_found_by_how_their_name_begins(ask, query, found):
    make_article(["machine learning", "machines", "Été"])

    assert names(ask.json(f"/tags/?q={query}")) == found


def cursor(words):
    return urlsafe_b64encode(words.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("q=%00", "q"),
        ("q=%0A", "q"),
        (f"q={'a' * 61}", "q"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        (f"cursor={cursor('newest 2021-01-01T12:00:00Z a')}", "cursor"),
        (f"cursor={cursor(chr(0))}", "cursor"),
        (f"cursor={cursor('name a' + chr(0))}", "cursor"),
        ("tag=a", "tag"),
        ("q=a&q=b", "q"),
    ],
)
def test_parameter_that_makes_no_sense_is_refused_by_name(ask, query, parameter):
    assert ask.refused(f"/tags/?{query}") == parameter


@pytest.mark.parametrize("rows", [1, 11])
def test_longer_list_costs_no_more_queries(ask, rows, django_assert_num_queries):
    make_article([f"tag-{number}" for number in range(rows)])

    with django_assert_num_queries(1):
        assert len(ask.json("/tags/")["tags"]) == rows
