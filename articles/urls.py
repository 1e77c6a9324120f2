import re

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles.feeds import LatestFeed, TagFeed
from articles.views.articles import ArticleView, LatestView
from articles.views.files import FILES, ArticleFileView
from articles.views.health import alive
from articles.views.oldaddresses import OldAddressView
from articles.views.pages import AboutView
from articles.views.tags import TagListView, TagView


class NameConverter(StringConverter):
    """A slug or a name of any script; a NUL is in none, and no database takes it."""

    regex = "[^/\x00]+"


class FileConverter(StringConverter):
    """The last part of the address of a file of an article."""

    regex = "|".join(re.escape(file) for file in FILES)


register_converter(NameConverter, "name")
register_converter(FileConverter, "file")

app_name = "articles"
urlpatterns = [
    path("", LatestView.as_view(), name="latest"),
    path("page/<int:page>/", LatestView.as_view(), name="latest"),
    path("feed.atom", LatestFeed(), name="latest_feed"),
    path("tags/", TagListView.as_view(), name="tags"),
    path("tags/<name:slug>/", TagView.as_view(), name="tag"),
    path("tags/<name:slug>/page/<int:page>/", TagView.as_view(), name="tag"),
    path("tags/<name:slug>/feed.atom", TagFeed(), name="tag_feed"),
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
