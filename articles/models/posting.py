"""When an article was posted: periods of the archive, and what stands beside it."""

from django.db import models
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
        month = trunc_month("published_at")
        rows = self.order_by().values_list(month).annotate(models.Count("pk"))
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

    def on_day_of(self, article):
        """Keep what was posted on the day and month of `article` in other years.

        Of the 29th of February, other leap years. One query finds how far back to
        look; at most `YEARS` from now.
        """
        oldest = self.order_by("published_at").values_list("published_at", flat=True)
        first = oldest.first()
        if first is None:
            return self.none()
        day, now = Period.day_of(article.published_at), Period.day_of(timezone.now())
        first_year = max(Period.day_of(first).year, now.year - YEARS)
        ranges = models.Q(pk__in=[])
        for year in range(first_year, now.year + 1):
            if year != day.year and (period := same_day(day, year)):
                ranges |= models.Q(
                    published_at__gte=period.start, published_at__lt=period.end
                )
        return self.filter(ranges)


def same_day(day, year):
    """Return the day and month of `day` in `year`, or None where it has none."""
    try:
        return Period(year, day.month, day.day)
    except ValueError:
        return None


def trunc_month(column):
    """Return the first day of the month of `column`, as the site's calendar has it."""
    return TruncMonth(
        column,
        tzinfo=timezone.get_default_timezone(),
        output_field=models.DateField(),
    )
