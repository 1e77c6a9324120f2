"""When an article was posted: periods of the archive, and what stands beside it."""

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncMonth
from django.utils import timezone

from articles.models.publication import PublicationQuerySet
from articles.models.timeline import Timeline
from articles.periods import Period

YEARS = 100  # that “on this day” looks back at most; each costs the database a look-up


class PostingQuerySet(PublicationQuerySet):
    """Questions about time, in the time zone of the site.

    Each compares `published_at` with instants, so that an index answers.
    """

    def newest_first(self):
        """Order as readers see it: at the same instant the smaller slug first."""
        return self.order_by("-published_at", "slug")

    def oldest_first(self):
        """The reverse of `newest_first()`."""
        return self.order_by("published_at", "-slug")

    def posted_in(self, period):
        """Keep what was posted in a year, a month or a day, a Period."""
        return self.filter(published_at__gte=period.start, published_at__lt=period.end)

    def posted_before(self, period):
        """Keep what was posted before a Period began."""
        return self.filter(published_at__lt=period.start)

    def posted_after(self, period):
        """Keep what was posted after a Period was over."""
        return self.filter(published_at__gte=period.end)

    def period_before(self, period):
        """Return the nearest earlier period of its kind with articles, or None."""
        earlier = self.posted_before(period).order_by("-published_at")
        return self._period_of_first(earlier, period)

    def period_after(self, period):
        """Return the nearest later period of its kind with articles, or None."""
        later = self.posted_after(period).order_by("published_at")
        return self._period_of_first(later, period)

    @staticmethod
    def _period_of_first(articles, period):
        instant = articles.values_list("published_at", flat=True).first()
        return period.like(instant) if instant else None

    def by_month(self):
        """Return the Timeline of these articles: one query."""
        rows = (
            self.order_by()
            .values_list(LocalMonth("published_at"))
            .annotate(models.Count("pk"))
        )
        return Timeline({Period(day.year, day.month): count for day, count in rows})

    def shown_after(self, instant, slug):
        """Keep what a list, newest first, shows after a place (`instant`, `slug`)."""
        after = models.Q(published_at__lt=instant) | models.Q(slug__gt=slug)
        return self.filter(after, published_at__lte=instant)

    def shown_before(self, instant, slug):
        """Keep what a list, newest first, shows before a place (`instant`, `slug`)."""
        before = models.Q(published_at__gt=instant) | models.Q(slug__lt=slug)
        return self.filter(before, published_at__gte=instant)

    def older_than(self, article):
        """Return the article that a list shows after this one, or None."""
        older = self.shown_after(article.published_at, article.slug)
        return older.order_by("-published_at", "slug").first()

    def newer_than(self, article):
        """Return the article that a list shows before this one, or None."""
        newer = self.shown_before(article.published_at, article.slug)
        return newer.order_by("published_at", "-slug").first()

    def first_year(self):
        """Return the year of the oldest, at most `YEARS` ago; None for none."""
        oldest = self.order_by("published_at").values_list("published_at", flat=True)
        first = oldest.first()
        this_year = Period.day_of(timezone.now()).year
        return first and max(Period.day_of(first).year, this_year - YEARS)

    def on_day_of(self, article, first_year):
        """Keep what was posted on the day and month of `article` in other years.

        From `first_year` (None: there are none) to this one; of the 29th of February,
        other leap years.
        """
        if first_year is None:  # the last was withdrawn just now
            return self.none()
        day = Period.day_of(article.published_at)
        years = range(first_year, Period.day_of(timezone.now()).year + 1)
        days = [same_day(day, year) for year in years if year != day.year]
        ranges = [(period.start, period.end) for period in days if period]
        return self.filter(WithinOneOf(ranges)) if ranges else self.none()


def same_day(day, year):
    """Return the day and month of `day` in `year`, or None where it has none."""
    try:
        return Period(year, day.month, day.day)
    except ValueError:
        return None


class WithinOneOf(RawSQL):
    """Whether an article was posted within one of `ranges`, pairs of instants.

    Written out: Django takes a while over each of a hundred conditions.
    """

    def __init__(self, ranges):
        column = "articles_article.published_at"
        one = f"({column} >= %s AND {column} < %s)"
        adapt = connection.ops.adapt_datetimefield_value
        ends = [adapt(instant) for pair in ranges for instant in pair]
        super().__init__(" OR ".join([one] * len(ranges)), ends, models.BooleanField())


class LocalMonth(TruncMonth):
    """The first day of the month of an instant, as the site's calendar has it."""

    def __init__(self, column):
        zone = timezone.get_default_timezone()
        super().__init__(column, tzinfo=zone, output_field=models.DateField())

    def as_sqlite(self, compiler, connection, **options):
        """Ask Python, as Django does, about instants near the end of a month only.

        In no time zone is it another month than in UTC from the 2nd to the 27th.
        """
        exact, params = super().as_sql(compiler, connection, **options)
        column, of_column = compiler.compile(self.lhs)
        return (
            f"CASE WHEN substr({column}, 9, 2) BETWEEN '02' AND '27'"
            f" THEN substr({column}, 1, 7) || '-01' ELSE {exact} END",
            (*of_column, *of_column, *params),
        )
