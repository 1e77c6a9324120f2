"""How many entries each tag has in each month, of what the database keeps counted.

A month is written as 2021-11 here: there are as many counts as tags times months, and a
Period takes longer to make than each is worth.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from articles import limits
from articles.models.shelf import INSTANT, adapted, ask, in_parts, month_of
from articles.models.timeline import Timeline
from articles.models.watch import aware
from articles.periods import Period

Stretch = tuple[datetime, datetime]  # its start, and the first instant after it

TALLIES = """
    SELECT shelf, month, sum(articles) FROM articles_shelftally
    WHERE shelf >= '#' AND shelf < '$' AND month <> '' GROUP BY shelf, month
    ORDER BY shelf
"""
# {stretches}: a row for each stretch of time: (its start, its end).
TAGGED = """
    WITH stretch (begins, ends) AS (VALUES {stretches})
    SELECT tagging.tag_id, shelved.published_at
    FROM stretch JOIN articles_shelved AS shelved
        ON shelved.shelf = '' AND published_at >= begins AND published_at < ends
    JOIN articles_articletag AS tagging
        ON tagging.content_object_id = shelved.article_id
"""


END = datetime(limits.END_YEAR, 12, 31, tzinfo=UTC)  # after all that is dated


def months_of_tags() -> dict[int, dict[str, int]]:
    """Return the months of each tag that readers meet, by its primary key.

    The tallies are by months of UTC; what was posted between midnight there and that of
    the site is looked at, and what will be. Two queries, as long as that is not much.
    """
    counts: dict[int, dict[str, int]] = {}
    for shelf, rows in groupby(ask(TALLIES, []), key=itemgetter(0)):
        counts[int(shelf.removeprefix("#"))] = {m: int(count) for _, m, count in rows}
    months = {period_of(month) for month in set().union(*counts.values())}
    until = timezone.now() + INSTANT
    for tag, instant in tagged_in([*midnights(months, until), (until, END)]):
        counts[tag][month_of(instant)] -= 1
        if instant < until:
            month = written(Period.day_of(instant))
            counts[tag][month] = counts[tag].get(month, 0) + 1
    return {tag: of_tag for tag, of_tag in counts.items() if any(of_tag.values())}


def timelines_of_tags() -> dict[int, Timeline]:
    """Return the same as Timelines."""
    return {tag: timeline_of(months) for tag, months in months_of_tags().items()}


def timeline_of(months: dict[str, int]) -> Timeline:
    """Return a Timeline of some months."""
    return Timeline({period_of(month): count for month, count in months.items()})


def period_of(month: str) -> Period:
    """Return a month of UTC, written as 2021-11, as if it were one of the site."""
    return Period(*map(int, month.split("-")))


def written(period: Period) -> str:
    """Return the month of a Period, written as 2021-11."""
    return f"{period.year:04}-{period.month:02}"


def midnights(months: Iterable[Period], until: datetime) -> list[Stretch]:
    """Return what lies between the beginnings of each month, in UTC and on the site.

    And of the month after each, up to `until`.
    """
    begun = {month.months_earlier(back) for month in months for back in (0, -1)}
    found = []
    for month in sorted(begun):
        year, number = month.parts
        start = datetime(year, number, 1, tzinfo=UTC)
        begins, ends = min(start, month.start), max(start, month.start)
        if begins < min(ends, until):
            found.append((begins, min(ends, until)))
    return found


def tagged_in(stretches: Iterable[Stretch]) -> Iterator[tuple[int, datetime]]:
    """Yield (tag, instant) of each tagging of what is dated in `stretches`."""
    for part in in_parts(stretches):
        marks = ", ".join(["(%s, %s)"] * len(part))
        ends = [adapted(end) for stretch in part for end in stretch]
        for tag, instant in ask(TAGGED.format(stretches=marks), ends):
            yield tag, aware(instant)
