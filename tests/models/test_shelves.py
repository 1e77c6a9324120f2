"""Lists are kept by the database: in order and counted, whatever writes to it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, ArticleTag, Shelf, count_all, shelving
from articles.models.triggers import missing
from articles.periods import Period
from tests import engine
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2022, 1, 1, tzinfo=UTC)
CHANGES = {
    "published": lambda: Article.objects.filter(slug="draft").update(
        status="published", published_at=NEW_YEAR
    ),
    "withdrawn": lambda: Article.objects.filter(slug="one").update(status="withdrawn"),
    "moved": lambda: Article.objects.filter(slug="one").update(published_at=NEW_YEAR),
    "renamed": lambda: Article.objects.filter(slug="one").update(slug="other"),
    "of another site": lambda: Article.objects.filter(slug="one").update(site="b.org"),
    "all at once": lambda: Article.objects.update(published_at=NEW_YEAR),
    "deleted": lambda: Article.objects.get(slug="one").delete(),
    "all deleted": lambda: Article.objects.all().delete(),
    "tagged": lambda: ArticleTag.objects.create(
        content_object=Article.objects.get(slug="one"), tag=make_tag("c"), position=7
    ),
    "tag taken off": lambda: ArticleTag.objects.filter(tag__slug="a").delete(),
    "tag exchanged": lambda: ArticleTag.objects.filter(tag__slug="a").update(
        tag=make_tag("c")
    ),
    "tagging handed over": lambda: ArticleTag.objects.filter(
        tag__slug="b", content_object__slug="one"
    ).update(content_object=Article.objects.get(slug="draft")),
    "tags ordered": lambda: Article.objects.get(slug="one").set_tags(["b", "a"]),
    "nothing a list shows": lambda: Article.objects.update(title="Another"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_rows_and_tallies_follow(change):
    make_article(slug="one", url="https://a.org/1", tags=["a", "b"])
    make_article(slug="two", url="https://a.org/2", tags=["b"])
    make_article(slug="draft", status="draft", published_at=None, tags=["a"])
    assert shelving.wrong(9) == ([], False)

    change()

    assert shelving.wrong(9) == ([], False)


def test_what_is_wrong_is_found_and_mended():
    make_article(slug="one", tags=["a"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_shelved SET shelf = 'x' WHERE shelf = ''")
        cursor.execute("UPDATE articles_shelftally SET articles = articles + 1")

    keys, is_miscounted = shelving.wrong(9)
    assert (keys, is_miscounted) == ([Article.objects.get().pk], True)
    shelving.fill()
    assert shelving.wrong(9) == ([], False)
    assert missing() == []


instants = st.datetimes(datetime(2021, 10, 30), datetime(2022, 4, 2)).map(
    lambda instant: instant.replace(tzinfo=UTC)
)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns"])
@given(dates=st.lists(instants, max_size=12), until=instants)
def test_places_and_counts_are_those_of_the_content(zone, dates, until):
    Article.objects.all().delete()
    for number, date in enumerate(dates):
        make_article(slug=f"a-{number}", published_at=date, tags=["a"])
    tag = make_tag("a")
    with override_settings(TIME_ZONE=zone), pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: until)
        public = Article.objects.published().newest_first()
        expected = list(public.values_list("pk", flat=True))
        for shelf in (Shelf(), Shelf.of_tag(tag)):
            assert shelf.count == len(expected)
            for start in range(len(expected) + 2):
                assert shelf.keys(start, 3) == expected[start : start + 3]
        months = {Period(2021, 12), Period(2022, 1), Period(2022), Period(2022, 1, 1)}
        for period in months:
            within = [article.pk for article in public.posted_in(period)]
            shelf = Shelf(period=period)
            assert (shelf.count, shelf.exists()) == (len(within), bool(within))
            assert shelf.keys(0, 20) == within
            assert shelf.keys(1, 20) == within[1:]
        counts = counted(public, zone)
        assert Shelf().timeline().counts == counts
        assert Shelf().years() == by_year(counts)
        newest = by_year(counted(public[:3], zone))
        assert Shelf.of_tag(tag).years_of_newest(3) == newest
        assert count_all("tag") == ({tag.pk: len(expected)} if expected else {})


def counted(articles, zone):
    counts: dict[Period, int] = {}
    for article in articles:
        day = article.published_at.astimezone(ZoneInfo(zone))
        month = Period(day.year, day.month)
        counts[month] = counts.get(month, 0) + 1
    return counts


def by_year(counts):
    years: Counter[int] = Counter()
    for month, count in counts.items():
        years[month.year] += count
    return years


def test_scheduled_entry_appears_at_its_second():
    at = timezone.now() + timedelta(hours=1)
    make_article(published_at=at, tags=["a"])

    assert (Shelf().count, Shelf().keys(0, 9), count_all("tag")) == (0, [], {})


if engine.NAME == "postgresql":  # on SQLite one writes at a time
    PUBLISH = (
        "UPDATE articles_article SET status = 'published', published_at = now()"
        " WHERE slug = %s"
    )

    @pytest.fixture
    def two_writers():
        """Two connections besides that of the test, which wait five seconds at most."""
        where = connection.get_connection_params() | {"autocommit": True}
        for name in ("cursor_factory", "context", "prepare_threshold"):
            where.pop(name, None)
        with psycopg.connect(**where) as one, psycopg.connect(**where) as other:
            for each in (one, other):
                each.execute("SET statement_timeout = '5s'")
            yield one, other

    @pytest.mark.django_db(transaction=True)
    def test_two_who_publish_at_once_do_not_wait_and_both_count(two_writers):
        for slug in ("one", "two"):
            make_article(slug=slug, status="draft", published_at=None, tags=["a"])
        one, other = two_writers
        one.execute("BEGIN")
        one.execute(PUBLISH, ["one"])
        other.execute(PUBLISH, ["two"])
        one.execute("COMMIT")

        assert shelving.wrong(9) == ([], False)
        assert Shelf.of_tag(make_tag("a")).count == 2

    @pytest.mark.django_db(transaction=True)
    def test_entry_that_is_tagged_while_it_is_published_stands_on_the_shelf(
        two_writers,
    ):
        article = make_article(slug="one", status="draft", published_at=None)
        tag = make_tag("a")
        one, other = two_writers
        one.execute("BEGIN")
        one.execute(PUBLISH, ["one"])
        with ThreadPoolExecutor(1) as thread:
            tagged = thread.submit(
                other.execute,
                "INSERT INTO articles_articletag (content_object_id, tag_id, position)"
                " VALUES (%s, %s, 0)",
                [article.pk, tag.pk],
            )
            one.execute("COMMIT")
            tagged.result()

        assert shelving.wrong(9) == ([], False)
        assert Shelf.of_tag(tag).keys(0, 9) == [article.pk]

    @pytest.mark.django_db(transaction=True)
    def test_month_that_one_left_while_another_did_not_come_is_empty(two_writers):
        make_article(slug="one", site="a.org")
        make_article(slug="two", status="draft", published_at=None)
        one, other = two_writers
        one.execute("BEGIN")
        one.execute(PUBLISH, ["two"])
        other.execute("UPDATE articles_article SET status = 'draft' WHERE slug = 'one'")
        one.execute("ROLLBACK")

        assert shelving.wrong(9) == ([], False)
        assert Shelf().years() == {}
