from django.shortcuts import render
from django.views.generic import View

from articles.models import Trends, snapshot


class TrendsView(View):
    """How the digest moved: entries a month, topics, what goes together, sources."""

    def get(self, request):
        # Of one moment: a tag that goes between two queries has months, and no name.
        with snapshot():
            return render(request, "trends/trends.html", {"trends": Trends()})
