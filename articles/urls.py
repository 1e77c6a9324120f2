import re

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles.feeds import ListingFeed
from articles.formats.feeds import KINDS
from articles.formats.lists import FORMATS
from articles.views.articles import ArticleView, LatestView
from articles.views.files import FILES, ArticleFileView, ListingFileView
from articles.views.health import alive
from articles.views.oldaddresses import OldAddressView
from articles.views.pages import AboutView
from articles.views.search import SearchView
from articles.views.tags import TagListView, TagView


class NameConverter(StringConverter):
    """A slug or a name of any script; a NUL is in none, and no database takes it."""

    regex = "[^/\x00]+"


class FeedConverter(StringConverter):
    """A kind of feed."""

    regex = "|".join(KINDS)


class FileConverter(StringConverter):
    """The last part of the address of a file of an article."""

    regex = "|".join(map(re.escape, FILES))


class EndingConverter(StringConverter):
    """How the name of a file of a list ends."""

    regex = "|".join(map(re.escape, FORMATS))


register_converter(NameConverter, "name")
register_converter(FeedConverter, "feed")
register_converter(FileConverter, "file")
register_converter(EndingConverter, "ending")


def listed(prefix, view):
    """Return the addresses of a list under a path: its pages, its feeds, its files."""
    name, feed = view.listing.url_name, ListingFeed(view.listing)
    file = ListingFileView.as_view(listing=view.listing)
    return [
        path(prefix, view.as_view(), name=name),
        path(f"{prefix}page/<int:page>/", view.as_view(), name=name),
        path(f"{prefix}feed.<feed:kind>", feed, name=f"{name}_feed"),
        path(f"{prefix}page/<int:page>/feed.<feed:kind>", feed, name=f"{name}_feed"),
        path(f"{prefix}list.<ending:ending>", file, name=f"{name}_file"),
    ]


app_name = "articles"
urlpatterns = [
    *listed("", LatestView),
    *listed("search/", SearchView),
    path("tags/", TagListView.as_view(), name="tags"),
    *listed("tags/<name:slug>/", TagView),
    path("articles/<name:slug>/", ArticleView.as_view(), name="article"),
    path(
        "articles/<name:slug>/<file:file>",
        ArticleFileView.as_view(),
        name="article_file",
    ),
    path("about/", AboutView.as_view(), name="about"),
    path("healthz", alive, name="alive"),
    re_path("^(?P<path>.*)$", OldAddressView.as_view(), name="old_address"),
]
