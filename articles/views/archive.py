from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from articles.models import Article
from articles.periods import Period
from articles.views.articles import ArticleListView
from articles.views.oldaddresses import lead_on


class ArchiveView(TemplateView):
    """Every year with entries, and its twelve months, with counts."""

    template_name = "archive/archive.html"

    def get_context_data(self, **kwargs):
        timeline = Article.objects.published().by_month()
        return super().get_context_data(timeline=timeline, **kwargs)


class PeriodView(ArticleListView):
    """The articles of a year, a month or a day, in the time zone of the site."""

    template_name = "archive/period_detail.html"

    def get(self, request, year, month=None, day=None, **kwargs):
        try:
            self.period = Period(year, month, day)
        except ValueError:  # no calendar has it
            return lead_on(request)
        if not self.articles().exists():
            return self.no_entries()
        if not request.path.startswith(self.address()):  # /2021/1/
            return self.moved()
        return super().get(request, **kwargs)

    def no_entries(self):
        """Answer for a period without entries, with the way to the nearest with some.

        An old address may look like one, and leads on as ever.
        """
        try:
            return lead_on(self.request)
        except Http404:
            context = self.beside(super().articles())
            return render(self.request, "archive/no_entries.html", context, status=404)

    def articles(self):
        return super().articles().posted_in(*self.period.parts)

    def address(self, page=1):
        parts = self.period.parts
        return reverse(
            f"articles:{self.period.kind}", args=[*parts, *([page] if page > 1 else [])]
        )

    def beside(self, articles):
        """Return the context of every page of a period."""
        return {
            "section": "archive",
            "period": self.period,
            "earlier": articles.period_before(self.period),
            "later": articles.period_after(self.period),
        }

    def get_context_data(self, **kwargs):
        everywhen = self.filter.filter_queryset(super().articles())
        return super().get_context_data(**self.beside(everywhen), **kwargs)
