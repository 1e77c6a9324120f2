"""How many entries each tag has in each month, of what the database keeps counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

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


def timelines_of_tags() -> dict[int, Timeline]:
    """Return the Timeline of each tag that readers meet, by its primary key.

    The tallies are by months of UTC; what was posted between midnight there and that of
    the site is looked at, and what will be. Two queries, as long as that is not much.
    """
    counts: dict[int, dict[Period, int]] = defaultdict(lambda: defaultdict(int))
    for shelf, month, articles in ask(TALLIES, []):
        counts[int(shelf.removeprefix("#"))][period_of(month)] += int(articles)
    months = {month for of_tag in counts.values() for month in of_tag}
    until = timezone.now() + INSTANT
    for tag, instant in tagged_in([*midnights(months, until), (until, END)]):
        counts[tag][period_of(month_of(instant))] -= 1
        if instant < until:
            counts[tag][Period(*Period.day_of(instant).parts[:2])] += 1
    found = {tag: Timeline(of_tag) for tag, of_tag in counts.items()}
    return {tag: timeline for tag, timeline in found.items() if timeline.total}


def period_of(month: str) -> Period:
    """Return a month of UTC, written as 2021-11, as if it were one of the site."""
    return Period(*map(int, month.split("-")))


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
