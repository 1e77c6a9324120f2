"""Years, months and days by the clocks of the site: what an archive is made of."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from articles import limits
from articles.paths import path_of

WRITTEN = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
KINDS = {  # by the number of parts: its name, and how it is written
    1: ("year", "Y"),
    2: ("month", "YEAR_MONTH_FORMAT"),
    3: ("day", "DATE_FORMAT"),
}


@dataclass(frozen=True, order=True)
class Period:
    """A year, a month of it, or a day of that, in the time zone of the site.

    Raise ValueError for what no calendar has, and for years out of our limits. Some
    on each side are known: where clocks go behind, an instant in the first second of
    `FIRST_YEAR` lies in the year before, and trends look two years further back.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not limits.FIRST_YEAR - 3 <= self.year <= limits.END_YEAR:
            raise ValueError(f"No year of an archive: {self.year}")
        if self.month is None and self.day is not None:
            raise ValueError("A day without its month")
        date(*self._first)

    @classmethod
    def read(cls, text: str) -> "Period | None":
        """Return the period that is written as 2021, 2021-11 or 2021-11-13, or None."""
        found = WRITTEN.fullmatch(text)
        if not found or not limits.FIRST_YEAR <= int(found[1]) < limits.END_YEAR:
            return None
        try:
            return cls(*(int(part) for part in found.groups() if part))
        except ValueError:
            return None

    @classmethod
    def day_of(cls, instant: datetime) -> "Period":
        """Return the day that holds `instant` (aware)."""
        day = timezone.localdate(instant, timezone.get_default_timezone())
        return cls(day.year, day.month, day.day)

    def like(self, instant: datetime) -> "Period":
        """Return the period of the kind of this one that holds `instant` (aware)."""
        return Period(*Period.day_of(instant).parts[: len(self.parts)])

    @property
    def parts(self) -> tuple[int, ...]:
        """The numbers that it has: the year, the month, the day."""
        if self.month is None:
            return (self.year,)
        if self.day is None:
            return (self.year, self.month)
        return (self.year, self.month, self.day)

    @property
    def _first(self) -> tuple[int, int, int]:
        year, month, day = (*self.parts, 1, 1)[:3]
        return year, month, day

    @property
    def kind(self) -> str:
        """What this is: "year", "month" or "day"."""
        return KINDS[len(self.parts)][0]

    @property
    def first_day(self) -> date:
        """The day it begins with."""
        return date(*self._first)

    @property
    def next_day(self) -> date:
        """The day after its last one."""
        if self.month is None:
            return date(self.year + 1, 1, 1)
        if self.day is None:
            year, month = divmod(self.year * 12 + self.month, 12)
            return date(year, month + 1, 1)
        return self.first_day + timedelta(days=1)

    @property
    def start(self) -> datetime:
        """Its first instant, aware; where a clock skips midnight, the next there is."""
        return _midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first instant after it, aware."""
        return _midnight(self.next_day)

    @property
    def parent(self) -> "Period | None":
        """The month of a day, the year of a month, None for a year."""
        parts = self.parts[:-1]
        return Period(*parts) if parts else None

    def months_earlier(self, months: int) -> "Period":
        """Return the month that many before this one, which is a month."""
        year, month = divmod(self.year * 12 + self._first[1] - 1 - months, 12)
        return Period(year, month + 1)

    def __str__(self) -> str:
        return _written(self, get_language())

    def get_absolute_url(self) -> str:
        """Return where its entries are listed: /2021/, /2021/11/ or /2021/11/13/."""
        return path_of(self.kind, *self.parts)


@lru_cache(10_000)
def _written(period: Period, _language: str | None) -> str:
    return date_format(period.first_day, KINDS[len(period.parts)][1])


def _midnight(day: date) -> datetime:
    zone = timezone.get_default_timezone()
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight.astimezone(UTC)  # one that comes twice equals nothing else


def spread(
    count: int, first: date, at: time, *, days: int = 0, a_day: int = 0
) -> list[datetime]:
    """Return `count` instants, spread evenly from the day `first` on: aware, in UTC.

    Either over that many `days`, or so many `a_day`; each at the time `at` by the
    clocks of the site. Raise ValueError where they would go past our limits.
    """
    if bool(days) == bool(a_day) or min(days, a_day) < 0:
        raise ValueError("Either so many days, or so many a day")
    places = [
        number // a_day if a_day else number * days // count for number in range(count)
    ]
    room = date(limits.END_YEAR - 1, 12, 31) - first
    if first.year < limits.FIRST_YEAR or (places and places[-1] > room.days):
        raise ValueError(f"No room for {count} after {first}")
    return [on_clock(first + timedelta(days=place), at) for place in places]


def on_clock(day: date, at: time) -> datetime:
    """Return the instant when the clocks of the site show `at` on `day`, in UTC.

    A time that comes twice is the first; one that is skipped is as much later.
    """
    zone = timezone.get_default_timezone()
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC)
