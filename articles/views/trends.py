from django.views.generic import TemplateView

from articles.models import Trends, snapshot


class TrendsView(TemplateView):
    """How the digest moved: entries a month, topics, what goes together, sources."""

    template_name = "trends/trends.html"

    def get(self, request, *args, **kwargs):
        # A tag that goes between two of its queries has months, and no name.
        with snapshot():
            return super().get(request, *args, **kwargs).render()

    def get_context_data(self, **kwargs):
        return super().get_context_data(trends=Trends(), **kwargs)
