"""Which articles belong beside one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, ArticleTag
from articles.models.related import NEWEST
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def related(article):
    return article.beside().related


def test_rarer_and_more_tags_in_common_come_first():
    article = make_article(tags=["ai", "bias", "rare"])
    common = make_article(tags=["ai", "z"])
    both = make_article(tags=["ai", "bias"])
    rare = make_article(tags=["rare"])
    for _ in range(3):
        make_article(tags=["bias", "y"])
    for _ in range(9):
        make_article(tags=["ai", "z"])
    make_article(tags=["z"])
    shown = related(article)

    assert shown[0] == rare
    assert shown[1] == both
    assert len(shown) == 5
    assert common not in shown
    assert related(make_article(tags=["nowhere else"])) == []
    assert related(make_article()) == []


def test_same_site_and_same_author_order_what_is_equally_near():
    article = make_article(
        tags=["ai"], url="https://a.example/1", authors=["Ann", "Bob"]
    )
    far = make_article(tags=["ai"], url="https://b.example/2", authors=["Cy"])
    site = make_article(tags=["ai"], url="https://a.example/3", authors=["Cy"])
    author = make_article(tags=["ai"], url="https://b.example/4", authors=["Bob"])
    nearer = make_article(tags=["ai", "x"], url="https://b.example/5")
    article.set_tags(["ai", "x"])

    assert related(article) == [nearer, author, site, far]


def test_newer_comes_first_where_all_else_is_equal():
    article = make_article(tags=["ai"])
    shown = [
        make_article(tags=["ai"], published_at=datetime(2020, 1, day, tzinfo=UTC))
        for day in (5, 4, 3)
    ]

    assert related(article) == shown


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "draft"},
        {"status": "review"},
        {"status": "withdrawn"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_not_related_and_makes_no_tag_less_rare(columns):
    article = make_article(tags=["rare", "b", "c", "often"])
    first = make_article(tags=["rare"])
    for name in ["b", "b", "c", "c", "often", "often", "often"]:
        make_article(tags=[name])
    before = related(article)
    for _ in range(9):
        make_article(tags=["rare", "b"], **columns)

    assert before[0] == first
    assert related(article) == before
    Article.objects.update(status="published", published_at=timezone.now())
    assert related(article) != before  # so they would have told


def test_what_it_follows_and_what_follows_it_have_a_place_of_their_own():
    earlier = make_article(tags=["ai"])
    article = make_article(tags=["ai"], follows=earlier)
    make_article(tags=["ai"], follows=article)
    other = make_article(tags=["ai"])

    assert related(article) == [other]


def test_no_more_than_the_newest_of_each_of_the_three_rarest_tags_are_looked_at():
    old = datetime(2020, 1, 1, tzinfo=UTC)
    article = make_article(tags=["a", "b", "c", "often"])
    for name in "abc":
        make_article(tags=[name])
    often = [make_article(tags=["often"]) for _ in range(3)]
    twin = make_article(tags=["a", "b", "c", "often"], published_at=old)

    assert related(article)[0] == twin
    assert not set(often) & set(related(article))

    tag = make_tag("lone")
    lone = make_article(tags=["lone"])
    near = make_article(tags=["lone"], published_at=old, authors=["Ann"])
    Article.objects.filter(pk=lone.pk).update(authors=["Ann"])
    lone.refresh_from_db()
    assert related(lone) == [near]
    crowd = [
        Article(
            slug=f"crowd-{number}",
            title="x",
            url=f"https://x.example/{number}",
            status="published",
            published_at=old + timedelta(days=1),
        )
        for number in range(NEWEST)
    ]
    for each in crowd:
        each.derive()
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=each, tag=tag, position=0)
        for each in Article.objects.bulk_create(crowd)
    )
    assert near not in related(lone)


@pytest.mark.parametrize("rows", [1, 11])
def test_more_articles_and_tags_cost_no_more_queries(
    rows, django_assert_max_num_queries
):
    names = [f"tag {number}" for number in range(rows)]
    for _ in range(rows):
        make_article(tags=names)
    make_article(tags=names, slug="one")
    article = Article.objects.with_tags().get(slug="one")

    with django_assert_max_num_queries(7):
        assert len(related(article)) == min(rows, 5)
