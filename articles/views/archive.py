from django.http import Http404
from django.shortcuts import render
from django.views.generic import TemplateView

from articles.listings import NoSuchList, Posted
from articles.models import Article, Shelf, kept
from articles.periods import Period
from articles.views.articles import ListingView
from articles.views.oldaddresses import lead_on


class ArchiveView(TemplateView):
    """Every year with entries, and its twelve months, with counts."""

    template_name = "archive/archive.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(timeline=Shelf().timeline(), **kwargs)


class PeriodView(ListingView):
    """The articles of a year, a month or a day, in the time zone of the site."""

    listing = Posted
    template_name = "archive/period_detail.html"

    def get(self, request, page=1, **place):
        try:
            period = Period(**place)
        except ValueError:  # no calendar has it
            return lead_on(request)
        try:
            return super().get(request, page, **place)
        except NoSuchList:
            return self.no_entries(period)

    def no_entries(self, period):
        """Answer for a period without entries, with the way to the nearest with some.

        An old address may look like one, and leads on as ever.
        """
        try:
            return lead_on(self.request)
        except Http404:
            context = beside(period, Article.objects.published())
            return render(self.request, "archive/no_entries.html", context, status=404)

    def context(self, listing, page, entries):
        def around():
            everywhen = listing.filter.filter_queryset(Article.objects.published())
            return beside(listing.period, everywhen)

        key = beside, listing.period
        found = kept(key, around) if listing.is_shelved else around()
        return super().context(listing, page, entries) | found


def beside(period, articles):
    """Return what every page of a period shows of it, and of those beside it."""
    return {
        "section": "archive",
        "period": period,
        "earlier": articles.period_before(period),
        "later": articles.period_after(period),
    }
