from django.conf import settings
from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern


class Loaded(URLResolver):
    """The addresses of a module with a namespace, loaded when one of them is asked for.

    Django loads all there are for any address that is written, the desk’s for each
    page that readers ask for first.
    """

    def _populate(self):
        """Leave them: what looks in a namespace asks for its `url_patterns`."""


def figures(request):
    """Answer with figures for Prometheus; what makes them is loaded then."""
    from digest import metrics

    return metrics.figures(request)


urlpatterns = [
    path("admin/", include("articles.accounts.urls")),
    Loaded(RoutePattern("admin/"), "digest.deskurls", None, "admin", "admin"),
    *([path("metrics", figures, name="metrics")] if settings.METRICS else []),
    path("", include("articles.urls")),
]
handler400 = "articles.views.errors.not_understood"
handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
