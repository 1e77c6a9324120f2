"""Figures over time: months counted, topics that rise and fade, pairs, sources."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Tag, Timeline, Trends
from articles.models.tagmonths import timelines_of_tags
from articles.periods import Period
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def post(month, count=1, tags=(), **columns):
    """Post that many articles in the middle of a month: "2021-11"."""
    at = datetime.fromisoformat(f"{month}-15").replace(tzinfo=UTC)
    return [make_article(published_at=at, tags=tags, **columns) for _ in range(count)]


def trends():
    return Trends()


def months(posted):
    return [(str(each.period), each.count) for each in posted]


def test_timeline_counts_each_month_from_the_first_to_the_last():
    post("2020-11", 2)
    post("2021-02")
    timeline = Article.objects.by_month()

    assert (timeline.total, str(timeline.first), str(timeline.last)) == (
        3,
        "November 2020",
        "February 2021",
    )
    assert months([timeline.busiest]) == [("November 2020", 2)]
    assert months(timeline.between(timeline.first, timeline.last)) == [
        ("November 2020", 2),
        ("December 2020", 0),
        ("January 2021", 0),
        ("February 2021", 1),
    ]
    assert [(year.period.year, year.count) for year in timeline.years] == [
        (2021, 1),
        (2020, 2),
    ]
    assert [month.count for month in timeline.years[1].months] == [0] * 10 + [2, 0]


def test_timeline_of_nothing_is_empty():
    timeline = Article.objects.by_month()

    assert (timeline.total, timeline.first, timeline.last) == (0, None, None)
    assert (timeline.busiest, timeline.years) == (None, [])


def test_of_several_busiest_months_the_first_is_told():
    timeline = Timeline({Period(2021, 3): 2, Period(2021, 1): 2, Period(2021, 2): 1})

    assert timeline.busiest.period == Period(2021, 1)


def test_long_life_is_told_by_year():
    timeline = Timeline({Period(1990, 3): 2, Period(1992, 1): 1, Period(1992, 5): 4})

    assert len(timeline.in_whole_years(1990, 1992, at_most=36)) == 36
    assert months(timeline.in_whole_years(1990, 1992, at_most=35)) == [
        ("1990", 2),
        ("1991", 0),
        ("1992", 5),
    ]


def movers(found):
    return [(str(mover.tag), mover.before, mover.now) for mover in found]


def test_tags_rise_and_fade_by_their_share_counted_back_from_the_newest_article():
    post("2018-12", 3, ["older"])
    post("2019-01", 2, ["fading", "steady"])
    post("2019-12", 2, ["fading", "steady", "rising"])
    post("2020-01", 4, ["rising", "steady"])
    post("2020-12", 4, ["rising", "steady", "fading"])
    found = trends()

    assert [str(month) for month in found.stretch_now] == [
        "January 2020",
        "December 2020",
    ]
    assert (found.total_before, found.total_now) == (4, 8)
    assert movers(found.rising) == [("rising", 2, 8)]
    assert movers(found.fading) == [("fading", 4, 4)]
    assert (found.rising[0].share_before, found.rising[0].share_now) == (50, 100)
    assert found.fading[0].change == -50
    assert found.fading[0].timeline.counts == {
        Period(2019, 1): 2,
        Period(2019, 12): 2,
        Period(2020, 12): 4,
    }


def test_what_moves_most_comes_first():
    post("2019-01", 4, ["down", "far down"])
    post("2019-01", 4, ["level"])
    post("2020-01", 2, ["down", "up"])
    post("2020-01", 6, ["far up"])

    assert [name for name, *_ in movers(trends().rising)] == ["far up"]
    assert [name for name, *_ in movers(trends().fading)] == [
        "far down",
        "level",
        "down",
    ]


def test_tag_of_too_few_articles_neither_rises_nor_fades():
    post("2020-01", 5, ["usual"])
    post("2021-01", 5, ["usual"])
    post("2021-01", 2, ["seldom"])

    assert movers(trends().rising) == []
    assert movers(trends().fading) == [("usual", 5, 5)]


def test_nothing_moves_while_there_is_nothing_to_compare_with():
    post("2019-01", 5, ["a"])
    post("2021-01", 5, ["a", "b"])

    assert trends().total_before == 0
    assert trends().moving == [[], []]


def test_topics_are_the_most_used_tags_with_all_their_months():
    post("2015-01", 1, ["a"])
    post("2021-01", 2, ["b", "a", "c"])
    post("2021-02", 1, ["b", "c", "d", "e"])
    shown = [(str(tag), timeline.counts) for tag, timeline in trends().topics]

    assert [name for name, _ in shown] == ["a", "b", "c", "d"]
    assert shown[0][1] == {Period(2015, 1): 1, Period(2021, 1): 2}
    by_year = [
        (str(year), [count for _, count in counts])
        for year, counts in trends().topics_by_year
    ]
    assert by_year == [("2021", [2, 3, 3, 1]), ("2015", [1, 0, 0, 0])]


def test_tags_that_go_together_are_counted_in_pairs():
    post("2021-01", 2, ["a", "b"])
    post("2021-02", 1, ["b", "c"])
    post("2021-03", 2, ["alone"])
    table = [
        (str(tag), [(str(other), count) for other, count in cells])
        for tag, cells in trends().together
    ]

    assert table == [
        ("b", [("b", 3), ("a", 2), ("c", 1)]),
        ("a", [("b", 2), ("a", 2), ("c", 0)]),
        ("c", [("b", 1), ("a", 0), ("c", 1)]),
    ]


def test_no_pair_no_table():
    post("2021-01", 2, ["a"])

    assert trends().together == []


def test_sources_are_told_by_their_share_the_most_quoted_first():
    for number in range(3):
        post("2021-01", url=f"https://b.example/{number}")
    post("2021-01", url="https://c.example/")
    post("2021-01", url="https://a.example/")

    assert trends().sources == [
        ("b.example", 3, 60),
        ("a.example", 1, 20),
        ("c.example", 1, 20),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "draft"},
        {"status": "review"},
        {"status": "withdrawn"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_in_no_figure(columns):
    post("2020-01", 3, ["a", "b"])
    post("2021-01", 3, ["a"])
    at = {"published_at": datetime(2021, 1, 15, tzinfo=UTC), **columns}

    def figures():
        found = trends()
        return (
            found.timeline.counts,
            movers(found.rising),
            movers(found.fading),
            [(tag, own.counts) for tag, own in found.topics],
            found.together,
            found.sources,
        )

    before = figures()
    for _ in range(4):
        make_article(tags=["a", "b", "c"], **at)
    assert figures() == before


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns"])
def test_months_of_tags_are_those_of_the_clocks_of_the_site(settings, zone):
    settings.TIME_ZONE = zone
    for day in (1, 2, 15, 30, 31):
        for hour in (0, 3, 6, 12, 20, 23):
            at = datetime(2021, 12, day, hour, 30, tzinfo=UTC)
            make_article(published_at=at, tags=["bias", f"hour {hour}"])
    make_article(published_at=timezone.now() + timedelta(days=1), tags=["bias"])

    found = timelines_of_tags()

    for tag in Tag.objects.all():
        expected = Article.objects.published().tagged(tag).by_month()
        assert found[tag.pk].counts == expected.counts


@pytest.mark.parametrize("rows", [1, 11])
def test_more_articles_and_tags_cost_no_more_queries(rows, django_assert_num_queries):
    for number in range(rows):
        post("2020-01", 3, [f"old {number}", "both"])
        post("2021-01", 3, [f"new {number}", "both"])
    found = trends()

    with django_assert_num_queries(8):
        assert found.rising
        assert found.fading
        assert found.topics
        assert found.together
        assert found.sources
