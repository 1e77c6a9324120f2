from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter

from articles.feeds import LatestFeed, TagFeed
from articles.views.archive import ArchiveView, PeriodView
from articles.views.articles import ArticleView, LatestView
from articles.views.health import alive
from articles.views.oldaddresses import OldAddressView
from articles.views.pages import AboutView
from articles.views.tags import TagListView, TagView
from articles.views.trends import TrendsView


class NameConverter(StringConverter):
    """A slug or a name of any script; a NUL is in none, and no database takes it."""

    regex = "[^/\x00]+"


class YearConverter(IntConverter):
    """A year of four digits."""

    regex = "[0-9]{4}"

    def to_url(self, value):
        return f"{value:04}"


class TwoDigitsConverter(IntConverter):
    """A month or a day: two digits; one is understood, and redirected by its view."""

    regex = "[0-9]{1,2}"

    def to_url(self, value):
        return f"{value:02}"


register_converter(NameConverter, "name")
register_converter(YearConverter, "year")
register_converter(TwoDigitsConverter, "two")


def at_and_behind(route, name):
    """Return the patterns of a period: its list, and the older pages behind it."""
    routes = (route, f"{route}page/<int:page>/")
    return [path(each, PeriodView.as_view(), name=name) for each in routes]


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
    path("archive/", ArchiveView.as_view(), name="archive"),
    path("trends/", TrendsView.as_view(), name="trends"),
    *at_and_behind("<year:year>/", "year"),
    *at_and_behind("<year:year>/<two:month>/", "month"),
    *at_and_behind("<year:year>/<two:month>/<two:day>/", "day"),
    path("about/", AboutView.as_view(), name="about"),
    path("healthz", alive, name="alive"),
    re_path("^(?P<path>.*)$", OldAddressView.as_view(), name="old_address"),
]
