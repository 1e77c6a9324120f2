"""The calendar of what appears, and how mixed its weeks are."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from articles.models import Article, weeks_of
from articles.models import calendar as module
from articles.periods import Period
from tests.factories import make_article

pytestmark = pytest.mark.django_db

MONTH = Period(2100, 2)  # from a Monday to a Sunday


def make(title, *at, **columns):
    return make_article(title=title, published_at=datetime(*at, tzinfo=UTC), **columns)


def days(month=MONTH):
    """Return {day: titles} of the days of a month that hold any."""
    weeks, _ = weeks_of(month, Article.objects.with_tags())
    return {
        str(day.date): [entry.title for entry in day.entries]
        for week in weeks
        for day in week.days
        if day.entries
    }


def test_weeks_are_whole_and_hold_the_month():
    weeks, is_cut = weeks_of(Period(2100, 1), Article.objects.all())

    found = [day for week in weeks for day in week.days]
    assert {len(week.days) for week in weeks} == {7}
    assert (found[0].date, found[-1].date) == (date(2099, 12, 28), date(2100, 1, 31))
    assert [day.is_outside for day in found] == [True] * 4 + [False] * 31
    assert [week.number for week in weeks] == [53, 1, 2, 3, 4]
    assert not is_cut


def test_entries_stand_on_their_days_in_their_order():
    make("Later", 2100, 2, 1, 9)
    make("First", 2100, 2, 1, 8)
    make("Before", 2100, 1, 31, 23, 59)
    make("After", 2100, 3, 1)
    make("Draft", 2100, 2, 2, status="draft")
    make("Last", 2100, 2, 28, 23, 59)

    assert days() == {"2100-02-01": ["First", "Later"], "2100-02-28": ["Last"]}


def test_days_are_those_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    make("In February there", 2100, 1, 31, 23)
    make("In March there", 2100, 2, 28, 23)

    assert days() == {"2100-02-01": ["In February there"]}


def test_topics_and_sources_of_a_week_are_counted_and_what_is_much_is_marked():
    for number in range(3):
        make("a", 2100, 2, 1 + number, tags=["bias", f"t{number}"])
    make("b", 2100, 2, 7, tags=["ethics"], url="https://arxiv.org/abs/2101.00001")
    make("c", 2100, 2, 8, tags=["ethics"])

    first, second, *_ = weeks_of(MONTH, Article.objects.with_tags())[0]

    assert [(one.name, one.count, one.is_much) for one in first.topics] == [
        ("bias", 3, True),
        ("ethics", 1, False),
        ("t0", 1, False),
        ("t1", 1, False),
        ("t2", 1, False),
    ]
    assert [(one.name, one.count, one.is_much) for one in first.sources] == [
        ("example.org", 3, True),
        ("arxiv.org", 1, False),
    ]
    assert (first.count, second.count) == (4, 1)
    assert [one.is_much for one in second.topics] == [False]


def test_today_is_known():
    today = timezone.localdate()
    weeks, _ = weeks_of(Period(today.year, today.month), Article.objects.all())

    found = [day for week in weeks for day in week.days]
    assert [day.date for day in found if day.is_today] == [today]
    assert all(day.is_over == (day.date < today) for day in found)


def test_long_month_is_cut_and_costs_two_queries(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(module, "MOST", 2)
    for hour in range(3):
        make(str(hour), 2100, 2, 1, hour, tags=["a"])

    with django_assert_num_queries(2):
        weeks, is_cut = weeks_of(MONTH, Article.objects.with_tags())
        assert weeks[0].topics[0].count == 2
    assert is_cut
