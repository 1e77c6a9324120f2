"""A list of public entries as the database keeps it: in order, and counted.

The statements are written out, as every page for readers asks these: see along.py.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles import limits
from articles.models.moment import kept
from articles.models.shelving import EVERYTHING, is_of_site, of_tag
from articles.models.timeline import Timeline
from articles.models.watch import aware
from articles.periods import Period

INSTANT = timedelta(microseconds=1)  # no two instants are nearer to each other
LONG_AGO = datetime(limits.FIRST_YEAR - 1, 1, 1, tzinfo=UTC)
KEYS = """
    SELECT article_id FROM articles_shelved
    WHERE shelf = %s AND published_at >= %s AND published_at < %s
    ORDER BY published_at DESC, slug LIMIT %s OFFSET %s
"""
# What the newest entries have in common.
NEWEST = f"""
    SELECT article.id, article.site, newest.published_at
    FROM ({KEYS.replace("article_id", "*")}) AS newest
    JOIN articles_article AS article ON article.id = newest.article_id
    ORDER BY newest.published_at DESC, newest.slug
"""
INSTANTS_OF_NEWEST = KEYS.replace("article_id", "published_at")
SITES_OF_NEWEST = f"""
    SELECT article.site, count(*) FROM ({KEYS}) AS newest
    JOIN articles_article AS article ON article.id = newest.article_id
    GROUP BY article.site
"""
TAGS_OF_NEWEST = f"""
    SELECT tagging.tag_id, count(*) FROM ({KEYS}) AS newest
    JOIN articles_articletag AS tagging
    ON tagging.content_object_id = newest.article_id GROUP BY tagging.tag_id
"""
# Which of the newest entries of all stand on which of some shelves.
NEWEST_ON = f"""
    WITH last AS ({KEYS.replace("article_id", "published_at, slug")})
    SELECT shelf, article_id FROM articles_shelved
    WHERE shelf IN ({{names}}) AND published_at < %s
        AND published_at >= COALESCE((SELECT published_at FROM last), %s)
        AND NOT EXISTS (
            SELECT * FROM last WHERE last.published_at = articles_shelved.published_at
            AND last.slug < articles_shelved.slug
        )
"""
# {stretches}: a row for each stretch of time: (its number, its start, its end).
COUNTS = """
    WITH stretch (number, begins, ends) AS (VALUES {stretches})
    SELECT number, (
        SELECT count(*) FROM articles_shelved
        WHERE shelf = %s AND published_at >= begins AND published_at < ends
    ) FROM stretch
"""
EACH = """
    SELECT shelf, sum(articles) - (
        SELECT count(*) FROM articles_shelved AS later
        WHERE later.shelf = tally.shelf AND later.published_at >= %s
    ) AS public FROM articles_shelftally AS tally
    WHERE month = '' AND {which} GROUP BY shelf
"""
PUBLIC_COUNT = """
    (SELECT COALESCE(SUM(articles), 0) FROM articles_shelftally
        WHERE month = '' AND shelf = '#' || articles_tag.id)
    - (SELECT COUNT(*) FROM articles_shelved
        WHERE shelf = '#' || articles_tag.id AND published_at >= %s)
"""
OF_ALL = {"tag": "shelf >= '#' AND shelf < '$'", "source": "shelf >= '$'"}
MOST = 1_000  # stretches that are asked about in one go
TALLIES = """
    SELECT month, sum(articles) FROM articles_shelftally
    WHERE shelf = %s GROUP BY month ORDER BY month DESC
"""


class Shelf:
    """The entries that readers see of all, of a tag or of a site, newest first.

    Or those of them that were posted in a Period. Nothing here takes longer the more
    there are: what is counted in one go lies within a month.
    """

    def __init__(self, name: str = EVERYTHING, period: Period | None = None):
        self.name, self.period = name, period

    @classmethod
    def of_tag(cls, tag) -> "Shelf":
        """Return the shelf of a tag."""
        return cls(of_tag(tag.pk))

    def tagged(self, tag) -> "Shelf | None":
        """Return the shelf of those that bear a tag as well, or None: none has them."""
        name = of_tag(tag.pk)
        both = self.name in (EVERYTHING, name)
        return Shelf(name, self.period) if both else None

    def from_site(self, site: str) -> "Shelf | None":
        """Return the same of those whose source is on a site."""
        both = self.name in (EVERYTHING, site) and is_of_site(site)
        return Shelf(site, self.period) if both else None

    def posted_in(self, period: Period) -> "Shelf | None":
        """Return the same of those that were posted in a Period."""
        return Shelf(self.name, period) if self.period in (None, period) else None

    @property
    def is_everything(self) -> bool:
        """Whether this is of all entries there are."""
        return self.name == EVERYTHING and self.period is None

    @property
    def key(self):
        """What tells this shelf from all others."""
        return Shelf, self.name, self.period

    def keys(self, start: int, count: int) -> list[int]:
        """Return up to `count` primary keys of articles, from place `start` (0) on."""
        until, skipped = self._until(), start
        if start:
            skipped += self._from([until])[0]
            for month, articles in self._tallies().items():
                if skipped < articles:
                    until = end_of(month)
                    break
                skipped -= articles
            else:
                return []
        rows = ask(KEYS, [*self._values(until), count, skipped])
        return [key for (key,) in rows]

    def newest(self, most: int) -> list[tuple[int, str, datetime]]:
        """Return the key, the site and the instant of each of the newest `most`."""
        rows = ask(NEWEST, [*self._values(self._until()), most, 0])
        return [(key, site, aware(instant)) for key, site, instant in rows]

    def tags_of_newest(self, most: int) -> dict[int, int]:
        """Return how many of the newest `most` entries bear each tag: {pk: count}."""
        return dict(ask(TAGS_OF_NEWEST, [*self._values(self._until()), most, 0]))

    def sites_of_newest(self, most: int) -> dict[str, int]:
        """Return how many of them are from each site."""
        return dict(ask(SITES_OF_NEWEST, [*self._values(self._until()), most, 0]))

    def years_of_newest(self, most: int) -> dict[int, int]:
        """Return how many of them each year has, by the clocks of the site."""
        rows = ask(INSTANTS_OF_NEWEST, [*self._values(self._until()), most, 0])
        instants = [instant for (instant,) in reversed(rows)]  # as the database has it
        if not instants:
            return {}
        first, last = (Period.day_of(aware(instants[end])).year for end in (0, -1))
        years = range(first, last + 1)
        until = [bisect_left(instants, Period(y).end, key=aware) for y in years]
        return {
            year: end - begin
            for year, begin, end in zip(years, [0, *until], until, strict=False)
            if end > begin
        }

    def _values(self, until):
        return [self.name, adapted(self._since()), adapted(until)]

    def exists(self) -> bool:
        """Return whether there are any."""
        return bool(self.keys(0, 1))

    @property
    def count(self) -> int:
        """How many entries there are."""
        return kept((self.key, "count"), self._count)

    def _count(self):
        start, until = self._since(), max(self._until(), self._since())
        if self.period and self.period.kind == "day":
            return self._between([(start, until)])[0]
        first, after = self._from([start, until])
        return first - after

    @property
    def scheduled(self) -> int:
        """How many will stand here once their time has come."""
        return self._from([self._until()])[0]

    def timeline(self) -> Timeline:
        """Return how many entries each month has, by the clocks of the site."""
        return kept((self.key, "timeline"), self._timeline)

    def _timeline(self):
        months = {Period(*map(int, month.split("-"))) for month in self._tallies()}
        # By the clocks of the site an instant may lie in the month before or after.
        months |= {month.months_earlier(by) for month in months for by in (1, -1)}
        return Timeline(self._posted_in(months))

    def years(self) -> dict[int, int]:
        """Return how many entries each year has, by the same clocks."""
        years = {int(month[:4]) + by for month in self._tallies() for by in (-1, 0, 1)}
        posted = self._posted_in({Period(year) for year in years})
        return {period.year: count for period, count in posted.items() if count}

    def _posted_in(self, periods):
        """Return how many were posted in each of `periods`: {period: count}."""
        until = self._until()
        shown = [period for period in periods if period.start < until]
        starts = [period.start for period in shown]
        ends = [min(period.end, until) for period in shown]
        found = iter(self._from([*starts, *ends]))
        first = dict(zip(shown, found, strict=False))
        return {
            period: first[period] - after
            for period, after in zip(shown, found, strict=True)
        }

    def _since(self) -> datetime:
        """The first instant of which an entry is shown."""
        return self.period.start if self.period else LONG_AGO

    def _until(self) -> datetime:
        """The first instant after it of which none is shown."""
        now = timezone.now() + INSTANT
        return min(self.period.end, now) if self.period else now

    def _from(self, instants: list[datetime]) -> list[int]:
        """Return how many stand here that are dated at or after each of `instants`.

        The tallies tell of whole months; the others lie in the month of the instant.
        """
        tallies = self._tallies()
        months = sorted(tallies)
        later = [0, *accumulate(tallies.values())]  # in the last 0, 1, 2 … months
        found, parted = [], {}
        for number, instant in enumerate(instants):
            month = month_of(instant)
            found.append(later[len(months) - bisect_right(months, month)])
            if instant == start_of(month):
                found[-1] += tallies.get(month, 0)
            elif month in tallies:
                parted[number] = instant, end_of(month)
        for number, count in zip(parted, self._between(parted.values()), strict=True):
            found[number] += count
        return found

    def _between(self, stretches) -> list[int]:
        """Return how many are dated in each of `stretches`: (start, end)."""
        counts: dict[int, int] = {}
        for asked in in_parts(enumerate(stretches)):
            values = [
                value
                for number, (start, end) in asked
                for value in (number, adapted(start), adapted(end))
            ]
            rows = ", ".join(["(%s, %s, %s)"] * len(asked))
            counts |= dict(ask(COUNTS.format(stretches=rows), [*values, self.name]))
        return [count for _, count in sorted(counts.items())]

    def _tallies(self) -> dict[str, int]:
        """Return how many each month of UTC has, the latest first: {"2021-11": 7}."""
        return kept((Shelf, self.name, "tallies"), self._ask_tallies)

    def _ask_tallies(self):
        rows = ask(TALLIES, [self.name])
        return {month: int(articles) for month, articles in rows if month}


def pairs_of_tags(tags: list[int], most: int) -> Counter[tuple[int, int]]:
    """Return how many of the newest `most` entries bear both of two of `tags`.

    {(pk, other pk): count}, both ways, and of each with itself.
    """
    if not tags:
        return Counter()
    since, until = adapted(LONG_AGO), adapted(timezone.now() + INSTANT)
    sql = NEWEST_ON.format(names=", ".join(["%s"] * len(tags)))
    names = {of_tag(tag): tag for tag in tags}
    borne = defaultdict(list)
    for name, article in ask(
        sql, [EVERYTHING, since, until, 1, most - 1, *names, until, since]
    ):
        borne[article].append(names[name])
    return Counter(
        (one, other) for both in borne.values() for one in both for other in both
    )


def count_each(names: list[str]) -> dict[str, int]:
    """Return how many entries readers see on each of these shelves, where any are."""
    if not names:
        return {}
    return _counts(f"shelf IN ({', '.join(['%s'] * len(names))})", names)


class PublicCount(RawSQL):
    """How many entries readers see of a tag, as an expression on tags."""

    def __init__(self):
        now = adapted(timezone.now() + INSTANT)
        super().__init__(PUBLIC_COUNT, [now], models.BigIntegerField())


def count_all(kind: str) -> dict[str, int]:
    """Return the same of all shelves of a kind, “tag” or “source”: the fullest first.

    A tag is told by its primary key, a source by its site.
    """
    return kept((count_all, kind), lambda: _count_all(kind))


def _count_all(kind):
    counts = _counts(OF_ALL[kind])
    if kind == "tag":
        return {int(name.removeprefix("#")): count for name, count in counts.items()}
    return counts


def _counts(which, names=()):
    sql = f"SELECT * FROM ({EACH.format(which=which)}) AS each WHERE public > 0"
    rows = ask(sql, [adapted(timezone.now() + INSTANT), *names])
    return {name: int(count) for name, count in sorted(rows, key=fullest_first)}


def fullest_first(row):
    name, count = row
    return -count, name


def month_of(instant: datetime) -> str:
    """Return the month of UTC that holds an instant (aware), written as 2021-11."""
    return instant.astimezone(UTC).isoformat()[:7]


def start_of(month: str) -> datetime:
    """Return the first instant of a month of UTC, written as 2021-11."""
    year, number = map(int, month.split("-"))
    return datetime(year, number, 1, tzinfo=UTC)


def end_of(month: str) -> datetime:
    """Return the first instant after it."""
    year, number = map(int, month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)


def in_parts(rows):
    """Yield `rows` as lists of at most MOST."""
    rows = iter(rows)
    while part := list(islice(rows, MOST)):
        yield part


def adapted(instant: datetime):
    return connection.ops.adapt_datetimefield_value(instant)


def ask(sql: str, values: Iterable) -> list[tuple]:
    """Return the rows that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()
