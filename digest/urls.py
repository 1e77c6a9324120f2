from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern


class Loaded(URLResolver):
    """The addresses of a module with a namespace, loaded when one of them is asked for.

    Django loads all there are for any address that is written, the desk’s for each
    page that readers ask for first.
    """

    def _populate(self):
        """Leave them: what looks in a namespace asks for its `url_patterns`."""


urlpatterns = [
    path("admin/", include("articles.accounts.urls")),
    Loaded(RoutePattern("admin/"), "digest.deskurls", None, "admin", "admin"),
    path("", include("articles.urls")),
]
handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
