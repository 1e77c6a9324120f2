"""When articles were posted: periods of the archive, neighbours, the same day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.periods import Period
from tests.factories import make_article

pytestmark = pytest.mark.django_db

HIDDEN = [{"status": status} for status in ("draft", "review", "withdrawn")]
HIDDEN += [{"published_at": timezone.now() + timedelta(days=1)}]


def post(instant, **columns):
    at = datetime.fromisoformat(instant)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return make_article(published_at=at, **columns)


def public():
    return Article.objects.published()


@pytest.mark.parametrize(
    ("zone", "year"),
    [("UTC", 2021), ("Pacific/Auckland", 2022), ("America/New_York", 2021)],
)
def test_last_evening_of_the_year_belongs_where_the_clocks_of_the_site_say(
    settings, zone, year
):
    settings.TIME_ZONE = zone
    article = post("2021-12-31T23:30")
    day = Period.day_of(article.published_at)

    assert list(public().posted_in(Period(year))) == [article]
    assert list(public().posted_in(Period(*day.parts[:2]))) == [article]
    assert list(public().posted_in(Period(*day.parts))) == [article]
    assert not public().posted_in(Period(year - 1)).exists()
    assert not public().posted_in(Period(year + 1)).exists()
    assert public().by_month().counts == {Period(*day.parts[:2]): 1}


def test_period_begins_with_its_first_instant_and_ends_before_the_next():
    for instant in ("2021-10-31T23:59:59.999999", "2021-12-01T00:00:00"):
        post(instant)
    first, last = post("2021-11-01T00:00"), post("2021-11-30T23:59:59.999999")

    assert list(public().posted_in(Period(2021, 11)).newest_first()) == [last, first]
    assert list(public().posted_in(Period(2021, 11, 1))) == [first]
    assert list(public().posted_in(Period(2021, 11, 30))) == [last]


def test_time_that_no_calendar_has_is_refused():
    with pytest.raises(ValueError, match="day"):
        public().posted_in(Period(2021, 2, 30))


def test_first_and_last_year_that_there_can_be_are_periods(settings):
    first = post("1000-01-01T00:00")
    last = post("8999-12-31T23:59:59")
    settings.TIME_ZONE = "Pacific/Auckland"

    assert list(Article.objects.posted_in(Period(9000))) == [last]
    assert Article.objects.by_month().last == Period(9000, 1)
    settings.TIME_ZONE = "America/New_York"
    assert list(Article.objects.posted_in(Period(999))) == [first]
    assert Article.objects.by_month().first == Period(999, 12)


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        ((2020,), (2018,), (2021,)),
        ((2021,), (2018,), (2022,)),
        ((2018,), None, (2021,)),
        ((2022,), (2021,), None),
        ((2021, 3), (2018, 5), (2021, 11)),
        ((2021, 11, 13), (2021, 11, 1), (2022, 1, 1)),
    ],
)
def test_nearest_periods_are_those_that_have_articles(period, before, after):
    for day in ("2018-05-05", "2021-11-01", "2021-11-13", "2022-01-01"):
        post(f"{day}T12:00")
    for columns in HIDDEN:
        make_article(**{"published_at": datetime(2020, 6, 1, tzinfo=UTC), **columns})

    assert public().period_before(Period(*period)) == (before and Period(*before))
    assert public().period_after(Period(*period)) == (after and Period(*after))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/St_Johns"])
def test_months_are_counted_as_the_archive_lists_them(settings, zone):
    settings.TIME_ZONE = zone
    for day in (1, 2, 10, 27, 28, 30):
        for month in (1, 3, 10, 12):
            for hour in (0, 11, 23):
                post(f"2021-{month:02}-{day:02}T{hour:02}:30")
    timeline = public().by_month()

    assert timeline.total == 72
    for month, count in timeline.counts.items():
        assert public().posted_in(Period(*month.parts)).count() == count


def test_neighbours_are_those_of_the_list():
    for slug in ("b", "a-1", "é", "z"):
        post("2021-05-01T00:00", slug=slug)
    post("2021-04-01T00:00", slug="m")
    post("2021-06-01T00:00", slug="n")
    for columns in HIDDEN:
        make_article(**{"published_at": datetime(2021, 5, 1, tzinfo=UTC), **columns})
    shown = list(public().newest_first())

    newer = [article.beside().newer for article in shown]
    older = [article.beside().older for article in shown]
    assert newer == [[], *([article] for article in shown[:-1])]
    assert older == [*([article] for article in shown[1:]), []]


def on_day_of(article):
    return article.beside().same_day


def test_same_day_of_other_years_is_that_of_the_article_never_todays():
    article = post("2020-11-13T08:00")
    older, newer = post("2018-11-13T00:00"), post("2022-11-13T23:59")
    for instant in ("2020-11-13T09:00", "2021-11-12T23:59", "2021-11-14T00:00"):
        post(instant)
    post("2021-06-01T12:00")
    for columns in HIDDEN:
        make_article(**{"published_at": datetime(2019, 11, 13, tzinfo=UTC), **columns})
    with time_machine.travel(datetime(2024, 6, 1, tzinfo=UTC), tick=False):
        assert on_day_of(article) == [newer, older]


def test_same_day_of_what_is_hidden_meanwhile_has_none():
    assert on_day_of(make_article(**HIDDEN[0])) == []


def test_same_day_is_one_of_the_clocks_of_the_site(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    article = post("2021-12-31T23:30")  # the first of January 2022 there
    same = post("2019-12-31T23:30")  # of 2020
    post("2020-01-01T12:00")  # the second

    assert on_day_of(article) == [same]


def test_leap_day_meets_leap_days_alone():
    leap = post("2020-02-29T12:00")
    other = post("2016-02-29T12:00")
    for instant in ("2019-02-28T12:00", "2019-03-01T12:00", "2021-02-28T12:00"):
        post(instant)

    assert on_day_of(leap) == [other]


def test_same_day_looks_back_so_far_and_no_further():
    with time_machine.travel(datetime(2025, 6, 1, tzinfo=UTC), tick=False):
        article = post("2020-01-01T00:00")
        post("1000-01-01T00:00")
        post("1924-01-01T00:00")
        last = post("1925-01-01T00:00")

        assert on_day_of(article) == [last]


@pytest.mark.parametrize(
    "asked",
    [
        lambda: public().posted_in(Period(2021, 11)),
        lambda: public().filter(published_at__lt=Period(2021).start),
    ],
)
def test_index_answers_what_was_posted_when(asked):
    first = datetime(2020, 12, 25, tzinfo=UTC)
    rows = [
        Article(
            title="A paper",
            slug=f"paper-{number}",
            url=f"https://example.org/{number}",
            status=Article.Status.PUBLISHED,
            published_at=first + timedelta(days=number),
        )
        for number in range(400)
    ]
    for row in rows:
        row.derive()
    Article.objects.bulk_create(rows)
    if connection.vendor == "postgresql":  # a table as small as this it reads whole
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE articles_article")

    assert "article_newest_first" in asked().explain()
