from django.views.generic import TemplateView

from articles.models import Trends


class TrendsView(TemplateView):
    """How the digest moved: entries a month, topics, what goes together, sources."""

    template_name = "trends/trends.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(trends=Trends(), **kwargs)
