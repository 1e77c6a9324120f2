"""Drafts from other tools: what the dates of other tools mean."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.formats.drafts import when
from articles.formats.fixture import instant_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1358531607", "2013-01-18T17:53:27Z"),
        (1358531607, "2013-01-18T17:53:27Z"),
        (1388166091.5, "2013-12-27T17:41:31.500000Z"),
        ("1388166091504", "2013-12-27T17:41:31.504000Z"),
        (1388166091504001, "2013-12-27T17:41:31.504001Z"),
        ("2016-10-31T15:57:56Z", "2016-10-31T15:57:56Z"),
        ("2023-01-02 16:55:00+00:00", "2023-01-02T16:55:00Z"),
        ("2023-01-02 16:55:00 +0200", "2023-01-02T14:55:00Z"),
        ("2019-07-26T20:48:19.814Z", "2019-07-26T20:48:19.814000Z"),
        ("2021-07-01 10:00", "2021-07-01T08:00:00Z"),
        ("2021-07-01 10:00:00 UTC", "2021-07-01T10:00:00Z"),
        ("10/Oct/2000:13:55:36 +0300", "2000-10-10T10:55:36Z"),
        ("2021/07/01 10:00:00", "2021-07-01T08:00:00Z"),
        ("2021-07-01", "2021-07-01T10:00:00Z"),
        ("Fri, 13 Nov 2009 23:31:30 +0100", "2009-11-13T22:31:30Z"),
        ("-0001-11-30T00:00:00+00:00", None),
        ("0000-00-00 00:00:00", None),
        ("0", None),
        ("", None),
        (None, None),
        (True, None),
        ("soon", None),
        ("9" * 30, None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
    ids=repr,
)
def test_date_means_an_instant(written, means):
    found = when(written, BERLIN)

    assert (found and instant_text(found)) == means


@given(
    st.datetimes(
        datetime(1980, 1, 1),
        datetime(2200, 1, 1),
        timezones=st.integers(-14, 14).map(lambda h: timezone(timedelta(hours=h))),
    )
)
def test_instant_that_is_written_with_its_zone_is_read_back(moment):
    micro = round((moment - EPOCH) / timedelta(microseconds=1))

    assert when(moment.isoformat(), BERLIN) == moment
    assert when(str(micro), BERLIN) == moment
    assert when(micro // 1_000, BERLIN) == moment.replace(
        microsecond=moment.microsecond // 1_000 * 1_000
    )


@given(st.text(max_size=30) | st.integers() | st.floats() | st.text("0123456789-: T+Z"))
def test_any_other_value_means_nothing_or_an_instant_of_ours(written):
    found = when(written, BERLIN)

    assert found is None or 1000 <= found.year < 9000
