from django.views.generic import TemplateView

from articles.models import Trends, kept


class TrendsView(TemplateView):
    """How the digest moved: entries a month, topics, what goes together, sources."""

    template_name = "trends/trends.html"

    def get_context_data(self, **kwargs):
        trends = kept(TrendsView, lambda: Trends().read())
        return super().get_context_data(trends=trends, **kwargs)
