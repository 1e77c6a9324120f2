from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.jobs.backup.keeping import kept, read_rule

NIGHTS = [datetime(2021, 1, 1, 3, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
instants = st.lists(
    st.datetimes(datetime(2020, 1, 1), datetime(2023, 1, 1)), min_size=1
)


def days(taken):
    return [f"{instant:%m-%d}" for instant in sorted(taken)]


def test_number_alone_keeps_that_many():
    assert days(kept(NIGHTS, read_rule("3"))) == ["12-29", "12-30", "12-31"]


def test_last_of_each_day_week_and_month_stays():
    stay = days(kept(NIGHTS, read_rule("3d2w4m")))

    assert stay == ["09-30", "10-31", "11-30", "12-26", "12-29", "12-30", "12-31"]


def test_second_backup_of_a_day_takes_the_place_of_the_first():
    morning, evening = (datetime(2021, 1, 1, hour, tzinfo=UTC) for hour in (6, 18))

    assert kept([morning, evening], read_rule("7d")) == {evening}


@given(taken=instants, rule=st.sampled_from(["1", "14", "7d", "1m", "7d4w12m"]))
def test_newest_always_stays_and_a_second_look_keeps_the_same(taken, rule):
    stay = kept(taken, read_rule(rule))

    assert max(taken) in stay
    assert kept(stay, read_rule(rule)) == stay


@pytest.mark.parametrize("text", ["", "0", "0d", "-1", "7 d", "7d4", "w", "4w7d", "7y"])
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_rule(text)
