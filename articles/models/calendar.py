"""The calendar of what appears, by the clocks of the site; how mixed each week is."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils import timezone

from articles.models.article import Article
from articles.models.tag import Tag
from articles.periods import Period, on_clock

MOST = 500  # entries of a calendar
TOLD = 6  # topics and sources of a week
MUCH = 3  # entries, and more than half of a week: then it is one-sided


@dataclass
class Day:
    """A day with what appears on it, in its order."""

    date: date
    is_outside: bool  # of the month
    is_today: bool
    is_over: bool
    entries: list[Article] = field(default_factory=list)


@dataclass
class Share:
    """How many entries of a week share a topic, or a source."""

    name: str
    count: int
    is_much: bool


@dataclass
class Week:
    """Seven days from a Monday on."""

    days: list[Day]

    @property
    def number(self) -> int:
        """Its number in the year, as ISO 8601 counts."""
        return self.days[0].date.isocalendar().week

    @property
    def count(self) -> int:
        """How many entries appear in it."""
        return sum(len(day.entries) for day in self.days)

    @property
    def topics(self) -> list[Share]:
        """The tags that most of its entries bear, and how many do."""
        counts: Counter[Tag] = Counter()
        for day in self.days:
            for entry in day.entries:
                counts.update(entry.tag_list)
        names = sorted(counts, key=lambda tag: (-counts[tag], tag.name_key))
        return [self._share(tag.name, counts[tag]) for tag in names[:TOLD]]

    @property
    def sources(self) -> list[Share]:
        """The sites that most of its entries are from, and how many are."""
        counts = Counter(entry.site for day in self.days for entry in day.entries)
        names = sorted(counts, key=lambda site: (-counts[site], site))
        return [self._share(site, counts[site]) for site in names[:TOLD]]

    def _share(self, name, count):
        return Share(name, count, count >= MUCH and 2 * count > self.count)


def weeks_of(month: Period, articles):
    """Return the weeks of a month, and whether it holds more than `MOST` of `articles`.

    They have what is published in them, now or later; two queries.
    """
    first = month.first_day - timedelta(days=month.first_day.weekday())
    last = month.next_day - timedelta(days=1)
    end = last + timedelta(days=7 - last.weekday())
    today = timezone.localdate()
    days = [
        Day(day, Period(day.year, day.month) != month, day == today, day < today)
        for day in (first + timedelta(days=n) for n in range((end - first).days))
    ]
    found = articles.filter(
        status=Article.Status.PUBLISHED,
        published_at__gte=on_clock(first, time.min),
        published_at__lt=on_clock(end, time.min),
    )
    found = list(found.order_by("published_at", "slug")[: MOST + 1])
    for article in found[:MOST]:
        day = timezone.localdate(article.published_at)
        days[(day - first).days].entries.append(article)
    weeks = [Week(days[n : n + 7]) for n in range(0, len(days), 7)]
    return weeks, len(found) > MOST
