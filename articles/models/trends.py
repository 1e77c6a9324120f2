"""How the digest moves: topics that rise and fade, what goes together, the sources."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from articles.models.shelf import Shelf, count_all, pairs_of_tags
from articles.models.tag import Tag
from articles.models.tagmonths import months_of_tags, timeline_of, written
from articles.models.timeline import Timeline

STRETCH = 12  # months that are compared with as many before them
LEAST = 3  # articles of a tag in both together: fewer say nothing
MOVERS = 5  # tags that rise, and as many that fade
TOP = 4  # tags that have a chart of their own
TOGETHER = 8  # tags in the table of pairs
PAIRED = 5_000  # of the newest articles, among which pairs are counted
SOURCES = 10


@dataclass(frozen=True)
class Mover:
    """A tag, and its articles in the stretch before and in the newest one.

    The shares are per cent of all articles of that stretch.
    """

    tag: Tag
    before: int
    now: int
    share_before: float
    share_now: float
    timeline: Timeline

    @property
    def change(self) -> float:
        """By how many percentage points its share rose; below 0 where it fades."""
        return self.share_now - self.share_before


class Trends:
    """The figures of the page of trends, of all that readers see; some queries.

    Months are counted back from that of the newest article, not from today.
    """

    least = LEAST

    @cached_property
    def timeline(self):
        """The Timeline of all articles."""
        return Shelf().timeline()

    @cached_property
    def stretch_now(self):
        """The first and the last month of the newest stretch; None without articles."""
        return self._stretch(0)

    @cached_property
    def stretch_before(self):
        """The first and the last month of the stretch before it."""
        return self._stretch(STRETCH)

    def _stretch(self, back):
        last = self.timeline.last
        if last is None:
            return None
        return last.months_earlier(back + STRETCH - 1), last.months_earlier(back)

    @cached_property
    def total_now(self):
        """How many articles the newest stretch has."""
        return self.timeline.count_between(*self.stretch_now)

    @cached_property
    def total_before(self):
        """How many articles the stretch before it has."""
        return self.timeline.count_between(*self.stretch_before)

    @cached_property
    def _by_tag(self):
        """How many articles each tag has in each month: {pk: {"2021-11": 7}}."""
        return months_of_tags()

    @cached_property
    def _slugs(self):
        return dict(Tag.objects.values_list("pk", "slug"))

    @cached_property
    def _top_keys(self):
        """The keys of the most used tags, the most used first."""
        totals = {pk: sum(months.values()) for pk, months in self._by_tag.items()}
        ordered = sorted(totals, key=lambda pk: (-totals[pk], self._slugs[pk]))
        return ordered[:TOGETHER]

    @cached_property
    def _changes(self):
        """By how much the share of each tag rose: {pk: change}, by the slugs of tags.

        Of those with enough articles in both stretches.
        """
        if self.timeline.last is None or not self.total_before:
            return {}
        changes = {}
        for pk in sorted(self._by_tag, key=self._slugs.get):
            before, now = self._in_stretches(pk)
            if before + now >= LEAST:
                changes[pk] = now / self.total_now - before / self.total_before
        return changes

    @cached_property
    def _months(self):
        """The months of the stretch before, and of that now: two lists of “2021-11”."""
        return [
            [written(month.period) for month in self.timeline.between(*stretch)]
            for stretch in (self.stretch_before, self.stretch_now)
        ]

    def _in_stretches(self, pk):
        """Return how many articles a tag has in the stretch before, and in that now."""
        own = self._by_tag[pk]
        before, now = ([own.get(month, 0) for month in part] for part in self._months)
        return sum(before), sum(now)

    @cached_property
    def _moving(self):
        """The keys of the tags that rise most, and of those that fade most."""
        by_change = sorted(self._changes, key=self._changes.get)
        fading = [pk for pk in by_change if self._changes[pk] < 0]
        by_change.sort(key=self._changes.get, reverse=True)  # equals stay in order
        rising = [pk for pk in by_change if self._changes[pk] > 0]
        return rising[:MOVERS], fading[:MOVERS]

    @cached_property
    def _tags(self):
        """The tags that are shown: {pk: Tag}."""
        return Tag.objects.in_bulk({*self._top_keys, *chain(*self._moving)})

    @property
    def _top(self):
        """The most used tags."""
        return [self._tags[pk] for pk in self._top_keys]

    @cached_property
    def moving(self):
        """Two lists of Movers: whose share grew, and whose shrank, the most first."""
        return [[self._mover(pk) for pk in keys] for keys in self._moving]

    @property
    def rising(self):
        """The Movers whose share grew, the most first."""
        return self.moving[0]

    @property
    def fading(self):
        """The Movers whose share shrank, the most first."""
        return self.moving[1]

    def _mover(self, pk):
        before, now = self._in_stretches(pk)
        return Mover(
            self._tags[pk],
            before,
            now,
            100 * before / self.total_before,
            100 * now / self.total_now,
            timeline_of(self._by_tag[pk]),
        )

    @cached_property
    def topics(self):
        """The most used tags, each with its Timeline, the most used first."""
        return [(tag, timeline_of(self._by_tag[tag.pk])) for tag in self._top[:TOP]]

    @property
    def topics_by_year(self):
        """The same by year, newest first: [(year, [(tag, articles), ...])]."""
        topics = [
            (tag, {year.period: year.count for year in timeline.years})
            for tag, timeline in self.topics
        ]
        return [
            (year.period, [(tag, counts.get(year.period, 0)) for tag, counts in topics])
            for year in self.timeline.years
        ]

    @cached_property
    def together(self):
        """Tags as rows: [(tag, [(other tag, articles with both), ...])].

        Those of the most used that go together with another of them, among the newest
        PAIRED articles. The cell of a tag with itself counts all its articles there.
        """
        counts = pairs_of_tags(self._top_keys, PAIRED)
        paired = {one for one, two in counts if one != two}
        tags = [tag for tag in self._top if tag.pk in paired]
        return [
            (one, [(two, counts.get((one.pk, two.pk), 0)) for two in tags])
            for one in tags
        ]

    @property
    def paired(self):
        """How many articles the pairs are counted among; None for all."""
        return PAIRED if self.timeline.total > PAIRED else None

    @cached_property
    def sources(self):
        """The sites most quoted: [(site, articles, per cent of all)], most first."""
        total = self.timeline.total
        most = islice(count_all("source").items(), SOURCES)
        return [(site, count, 100 * count / total) for site, count in most]
