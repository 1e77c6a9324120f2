"""Figures over time: how many articles each month has."""

from dataclasses import dataclass
from functools import cached_property

from articles.periods import Period


@dataclass(frozen=True)
class Posted:
    """How many articles were posted in a year or a month."""

    period: Period
    count: int


@dataclass(frozen=True)
class Year:
    """A year with articles, and its twelve months, January first."""

    period: Period
    count: int
    months: list[Posted]


class Timeline:
    """How many articles were posted in each month.

    `counts` gives them by month, a Period; a month without any need not be there.
    """

    def __init__(self, counts: dict[Period, int]) -> None:
        self.counts = {month: count for month, count in counts.items() if count}

    @cached_property
    def _as_text(self) -> str:
        return repr(sorted(self.counts.items()))

    def __repr__(self) -> str:
        """Return all that it tells: two that differ show it."""
        return self._as_text

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def first(self) -> Period | None:
        """The first month with articles."""
        return min(self.counts, default=None)

    @cached_property
    def last(self) -> Period | None:
        """The last month with articles."""
        return max(self.counts, default=None)

    @cached_property
    def busiest(self) -> Posted | None:
        """The month with the most articles; of several the first."""
        if not self.counts:
            return None
        month = min(self.counts, key=lambda month: (-self.counts[month], month))
        return Posted(month, self.counts[month])

    @cached_property
    def years(self) -> list[Year]:
        """The years with articles, newest first."""
        years = sorted({month.year for month in self.counts}, reverse=True)
        return [self._year(year) for year in years]

    def _year(self, year: int) -> Year:
        months = self.between(Period(year, 1), Period(year, 12))
        return Year(Period(year), sum(month.count for month in months), months)

    def between(self, first: Period, last: Period) -> list[Posted]:
        """Return every month from `first` to `last`, both included, in order."""
        length = (last.year - first.year) * 12 + (last.month or 1) - (first.month or 1)
        months = [last.months_earlier(back) for back in range(length, -1, -1)]
        return [Posted(month, self.counts.get(month, 0)) for month in months]

    def count_between(self, first: Period, last: Period) -> int:
        """Return how many articles there are from `first` to `last`, both included."""
        return sum(month.count for month in self.between(first, last))

    def in_whole_years(self, first: int, last: int, at_most: int) -> list[Posted]:
        """Return what was posted in each month of those years, both included.

        In each year instead, where the months are more than `at_most`.
        """
        if (last - first + 1) * 12 <= at_most:
            return self.between(Period(first, 1), Period(last, 12))
        years = {year.period.year: year.count for year in self.years}
        return [
            Posted(Period(year), years.get(year, 0)) for year in range(first, last + 1)
        ]
