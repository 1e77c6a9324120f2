"""When an article was posted: periods of the archive, and what stands beside it."""

from django.db import models
from django.db.models.functions import TruncMonth
from django.utils import timezone

from articles.models.publication import PublicationQuerySet
from articles.models.timeline import Timeline
from articles.periods import Period


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
