"""Figures in the form of Prometheus, for the networks in METRICS.

Each process counts what it answers. They count together in the folder that the library
finds in PROMETHEUS_MULTIPROC_DIR; without it each tells of itself alone.
"""

import os

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from articles.models import Edition, Shelf, is_away
from articles.models.readiness import FIGURES, figures_lost
from digest.asked import NO_PAGE, Asked
from digest.middleware import parsed

BUCKETS = (0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5)  # seconds

disable_created_metrics()  # half of the lines, and nobody draws them
own = CollectorRegistry()
requests = Counter(
    "digest_requests", "Requests that were answered.", ["view", "status"], registry=own
)
seconds = Histogram(
    "digest_request_seconds",
    "How long it took until the answer was there.",
    ["view"],
    buckets=BUCKETS,
    registry=own,
)
pages = Counter(
    "digest_pages", "Pages that were kept in memory, or made.", ["page"], registry=own
)


class Content(Collector):
    """What the site holds, as the lists of the database tell it: nothing is counted.

    While the database is away it tells of nothing.
    """

    def collect(self):
        try:
            shelf, edition = Shelf(), Edition.objects.current()
            states = {"public": shelf.count, "scheduled": shelf.scheduled}
        except Error as error:
            if is_away(error):
                return
            raise
        articles = GaugeMetricFamily(
            "digest_articles", "Entries that readers see, or will.", labels=["state"]
        )
        for state, count in states.items():
            articles.add_metric([state], count)
        yield articles
        yield GaugeMetricFamily(
            "digest_edition",
            "It rises with every change that a reader could see.",
            edition,
        )


def note(request: Asked) -> None:
    """Count a request that was answered."""
    requests.labels(request.view, request.status).inc()
    seconds.labels(request.view).observe(request.seconds)
    if request.page != NO_PAGE:
        pages.labels(request.page).inc()


@never_cache
def figures(request):
    """Answer with all figures; raise Http404 for who is in none of the networks."""
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    if address is None or not any(address in network for network in settings.METRICS):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Content())
    if FIGURES in os.environ and not figures_lost():
        MultiProcessCollector(registry)
    else:
        registry.register(own)
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4
    )
