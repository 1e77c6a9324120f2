"""How the digest moves: topics that rise and fade, what goes together, the sources."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q

from articles.models.posting import LocalMonth
from articles.models.tag import ArticleTag, Tag
from articles.models.timeline import Timeline
from articles.periods import Period

STRETCH = 12  # months that are compared with as many before them
LEAST = 3  # articles of a tag in both together: fewer say nothing
MOVERS = 5  # tags that rise, and as many that fade
TOP = 4  # tags that have a chart of their own
TOGETHER = 8  # tags in the table of pairs
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
    """The figures of the page of trends, of the articles given: six queries at most.

    Months are counted back from that of the newest article, not from today.
    """

    least = LEAST

    def __init__(self, articles):
        self.articles = articles
        self.taggings = ArticleTag.objects.filter(content_object__in=articles)

    @cached_property
    def timeline(self):
        """The Timeline of all articles."""
        return self.articles.by_month()

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
    def _top(self):
        """The most used tags, each with its `count`."""
        return list(self.articles.tags_in_use().order_by("-count", "slug")[:TOGETHER])

    @cached_property
    def _candidates(self):
        """Tags with enough articles in both stretches, with `before` and `now`."""
        if self.timeline.last is None or not self.total_before:
            return []
        start, middle = self.stretch_before[0].start, self.stretch_now[0].start
        recent = self.articles.filter(published_at__gte=start)
        is_new = Q(uses__content_object__published_at__gte=middle)
        return list(
            Tag.objects.filter(uses__content_object__in=recent)
            .annotate(now=Count("uses", filter=is_new), all=Count("uses"))
            .filter(all__gte=LEAST)
            .order_by("slug")
        )

    def _change(self, tag):
        before = (tag.all - tag.now) / self.total_before
        return tag.now / self.total_now - before

    @cached_property
    def _moving(self):
        """The tags that rise most, and those that fade most: two lists."""
        by_change = sorted(self._candidates, key=self._change)
        fading = [tag for tag in by_change if self._change(tag) < 0]
        by_change.sort(key=self._change, reverse=True)  # equals stay in their order
        rising = [tag for tag in by_change if self._change(tag) > 0]
        return rising[:MOVERS], fading[:MOVERS]

    @cached_property
    def moving(self):
        """Two lists of Movers: whose share grew, and whose shrank, the most first."""
        return [[self._mover(tag) for tag in tags] for tags in self._moving]

    @property
    def rising(self):
        """The Movers whose share grew, the most first."""
        return self.moving[0]

    @property
    def fading(self):
        """The Movers whose share shrank, the most first."""
        return self.moving[1]

    def _mover(self, tag):
        before = tag.all - tag.now
        return Mover(
            tag,
            before,
            tag.now,
            100 * before / self.total_before,
            100 * tag.now / self.total_now,
            self._timelines[tag.pk],
        )

    @property
    def topics(self):
        """The most used tags, each with its Timeline, the most used first."""
        return [(tag, self._timelines[tag.pk]) for tag in self._top[:TOP]]

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
    def _timelines(self):
        """{pk of a tag: its Timeline} of all tags that are drawn.

        That of a tag that only moves begins where the stretches do.
        """
        moving = [tag.pk for tags in self._moving for tag in tags]
        drawn = Q(tag__in=self._top[:TOP])
        if moving:
            start = self.stretch_before[0].start
            drawn |= Q(tag__in=moving, content_object__published_at__gte=start)
        counts = {pk: {} for pk in (*moving, *(tag.pk for tag in self._top[:TOP]))}
        month = LocalMonth("content_object__published_at")
        rows = self.taggings.filter(drawn).order_by()
        for tag, day, count in rows.values_list("tag", month).annotate(Count("pk")):
            counts[tag][Period(day.year, day.month)] = count
        return {pk: Timeline(months) for pk, months in counts.items()}

    @cached_property
    def together(self):
        """Tags as rows: [(tag, [(other tag, articles with both), ...])].

        Those of the most used that go together with another of them. The cell of a tag
        with itself counts all its articles.
        """
        top = [tag.pk for tag in self._top]
        other = "content_object__taggings__tag"
        pairs = self.taggings.filter(tag__in=top, **{f"{other}__in": top}).order_by()
        rows = pairs.values_list("tag", other).annotate(Count("pk"))
        counts = {(one, two): count for one, two, count in rows}
        paired = {one for one, two in counts if one != two}
        tags = [tag for tag in self._top if tag.pk in paired]
        return [
            (one, [(two, counts.get((one.pk, two.pk), 0)) for two in tags])
            for one in tags
        ]

    @cached_property
    def sources(self):
        """The sites most quoted: [(site, articles, per cent of all)], most first."""
        total = self.timeline.total
        rows = self.articles.order_by().values_list("site").annotate(count=Count("pk"))
        return [
            (site, count, 100 * count / total)
            for site, count in rows.order_by("-count", "site")[:SOURCES]
        ]
