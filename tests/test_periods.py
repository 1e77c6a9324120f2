"""Years, months and days: their ends in the time zone of the site, their addresses."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.periods import Period, spread

IMPOSSIBLE = [
    (0,),
    (996,),
    (9001,),
    (2021, 0),
    (2021, 13),
    (2021, 2, 29),
    (2021, 2, 30),
    (2021, 4, 31),
    (2021, 1, 0),
    (2021, None, 5),
]
PERIODS = st.dates(date(999, 1, 1), date(9000, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [(day.year,), (day.year, day.month), (day.year, day.month, day.day)]
    )
)


@pytest.mark.parametrize("parts", IMPOSSIBLE)
def test_time_that_no_calendar_has_is_no_period(parts):
    with pytest.raises(ValueError):  # noqa: PT011
        Period(*parts)


@pytest.mark.parametrize(
    ("parts", "address", "name"),
    [
        ((2021,), "/2021/", "2021"),
        ((999, 1), "/0999/01/", "January 0999"),
        ((2021, 11), "/2021/11/", "November 2021"),
        ((2024, 2, 29), "/2024/02/29/", "29 February 2024"),
    ],
)
def test_period_has_a_name_and_one_address(parts, address, name):
    assert Period(*parts).get_absolute_url() == address
    assert str(Period(*parts)) == name


@pytest.mark.parametrize(
    ("zone", "parts", "start", "end"),
    [
        ("UTC", (2021,), "2021-01-01T00:00", "2022-01-01T00:00"),
        ("UTC", (2024, 2), "2024-02-01T00:00", "2024-03-01T00:00"),
        ("UTC", (2021, 12), "2021-12-01T00:00", "2022-01-01T00:00"),
        ("Pacific/Auckland", (2022,), "2021-12-31T11:00", "2022-12-31T11:00"),
        ("America/New_York", (2021,), "2021-01-01T05:00", "2022-01-01T05:00"),
        # The clocks go forward, and back: a day of 23 hours, and one of 25.
        ("America/New_York", (2021, 3, 14), "2021-03-14T05:00", "2021-03-15T04:00"),
        ("America/New_York", (2021, 11, 7), "2021-11-07T04:00", "2021-11-08T05:00"),
        # They skip midnight, or show it twice.
        ("America/Sao_Paulo", (2018, 11, 4), "2018-11-04T03:00", "2018-11-05T02:00"),
        ("America/Havana", (2021, 11, 7), "2021-11-07T04:00", "2021-11-08T05:00"),
    ],
)
def test_period_lies_between_two_midnights_of_the_site(
    settings, zone, parts, start, end
):
    settings.TIME_ZONE = zone
    period = Period(*parts)

    assert period.start == datetime.fromisoformat(f"{start}+00:00")
    assert period.end == datetime.fromisoformat(f"{end}+00:00")


def test_day_of_an_instant_is_that_of_the_clocks_of_the_site(settings):
    eve = datetime(2021, 12, 31, 23, 30, tzinfo=UTC)

    assert Period.day_of(eve) == Period(2021, 12, 31)
    settings.TIME_ZONE = "Pacific/Auckland"
    assert Period.day_of(eve) == Period(2022, 1, 1)
    assert Period(1999, 5).like(eve) == Period(2022, 1)


@given(PERIODS)
def test_period_holds_its_first_and_its_last_instant_and_no_other(parts):
    period = Period(*parts)
    instant = timedelta(microseconds=1)

    assert period.like(period.start) == period
    assert period.like(period.end - instant) == period
    assert Period.day_of(period.start).first_day == period.first_day
    if period.year < 9000:
        assert period < period.like(period.end)
    if period.year > 999:
        assert period.like(period.start - instant) < period


@given(PERIODS)
def test_part_of_a_period_lies_within_it(parts):
    period = Period(*parts)
    whole = period.parent

    assert (whole is None) == (len(parts) == 1)
    if whole:
        assert whole.start <= period.start < period.end <= whole.end


@given(st.dates(date(1400, 1, 1), date(8000, 1, 1)), st.integers(0, 4000))
def test_going_back_months_comes_to_the_month_from_which_as_many_lead_here(day, back):
    month = Period(day.year, day.month)
    earlier = month.months_earlier(back)

    assert (month.year - earlier.year) * 12 + month.month - earlier.month == back
    assert earlier.months_earlier(0) == earlier


@pytest.mark.parametrize(
    ("count", "how", "days"),
    [
        (5, {"a_day": 2}, [1, 1, 2, 2, 3]),
        (5, {"days": 3}, [1, 1, 2, 2, 3]),
        (2, {"days": 4}, [1, 3]),
        (3, {"days": 1}, [1, 1, 1]),
        (0, {"days": 7}, []),
    ],
)
def test_instants_are_spread_evenly_over_days(count, how, days):
    found = spread(count, date(2030, 6, 1), time(9, 30), **how)

    assert found == [datetime(2030, 6, day, 9, 30, tzinfo=UTC) for day in days]


def test_instants_are_spread_by_the_clocks_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Berlin"  # its clocks go ahead on the 31st of March

    found = spread(3, date(2030, 3, 30), time(2, 30), a_day=1)

    assert found == [
        datetime(2030, 3, 30, 1, 30, tzinfo=UTC),
        datetime(2030, 3, 31, 1, 30, tzinfo=UTC),  # half past two is skipped
        datetime(2030, 4, 1, 0, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize("how", [{}, {"days": 1, "a_day": 1}, {"days": -1}])
def test_spread_needs_one_measure(how):
    with pytest.raises(ValueError, match="Either"):
        spread(2, date(2030, 1, 1), time(9), **how)


def test_spread_stays_within_the_limits():
    assert len(spread(2, date(8999, 12, 30), time(9), a_day=1)) == 2
    with pytest.raises(ValueError, match="No room"):
        spread(3, date(8999, 12, 30), time(9), a_day=1)
