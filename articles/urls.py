import re

from django.urls import include, path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter

from articles.feeds import ListingFeedView
from articles.formats.exports import TAKEN
from articles.formats.feeds import KINDS
from articles.formats.lists import FORMATS
from articles.sitemaps import sitemap, sitemap_section
from articles.views import sitefiles
from articles.views.archive import ArchiveView, PeriodView
from articles.views.articles import ArticleView, LatestView
from articles.views.files import (
    FILES,
    ArticleFileView,
    ListingExportView,
    ListingFileView,
)
from articles.views.health import alive, ready
from articles.views.oldaddresses import OldAddressView
from articles.views.pages import AboutView
from articles.views.search import SearchView
from articles.views.sharecards import ArticleCardView, SiteCardView
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


class FeedConverter(StringConverter):
    """A kind of feed."""

    regex = "|".join(KINDS)


class FileConverter(StringConverter):
    """The last part of the address of a file of an article."""

    regex = "|".join(map(re.escape, FILES))


class EndingConverter(StringConverter):
    """How the name of a file of a list ends."""

    regex = "|".join(map(re.escape, FORMATS))


class ExportConverter(StringConverter):
    """How the name of a file of a list for other tools ends."""

    regex = "|".join(map(re.escape, TAKEN))


register_converter(NameConverter, "name")
register_converter(YearConverter, "year")
register_converter(TwoDigitsConverter, "two")
register_converter(FeedConverter, "feed")
register_converter(FileConverter, "file")
register_converter(EndingConverter, "ending")
register_converter(ExportConverter, "export")


def listed(prefix, view, name=""):
    """Return the addresses of a list under a path: its pages, its feeds, its files."""
    name = name or view.listing.url_name
    feed = ListingFeedView.as_view(listing=view.listing)
    file = ListingFileView.as_view(listing=view.listing)
    export = ListingExportView.as_view(listing=view.listing)
    exported = path(f"{prefix}list.<export:ending>", export, name=f"{name}_file")
    return [
        path(prefix, view.as_view(), name=name),
        path(f"{prefix}page/<int:page>/", view.as_view(), name=name),
        path(f"{prefix}feed.<feed:kind>", feed, name=f"{name}_feed"),
        path(f"{prefix}page/<int:page>/feed.<feed:kind>", feed, name=f"{name}_feed"),
        path(f"{prefix}list.<ending:ending>", file, name=f"{name}_file"),
        *([exported] if view.listing.exports else []),
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
    path(
        "articles/<name:slug>/card-<name:key>.png",
        ArticleCardView.as_view(),
        name="article_card",
    ),
    path("archive/", ArchiveView.as_view(), name="archive"),
    path("trends/", TrendsView.as_view(), name="trends"),
    *listed("<year:year>/", PeriodView, "year"),
    *listed("<year:year>/<two:month>/", PeriodView, "month"),
    *listed("<year:year>/<two:month>/<two:day>/", PeriodView, "day"),
    path("card-<name:key>.png", SiteCardView.as_view(), name="site_card"),
    path("api/", include("articles.api.urls")),
    path("about/", AboutView.as_view(), name="about"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:page>.xml", sitemap_section, name="sitemap_section"),
    path("robots.txt", sitefiles.robots, name="robots"),
    path("opensearch.xml", sitefiles.opensearch, name="opensearch"),
    path("manifest.webmanifest", sitefiles.manifest, name="manifest"),
    path("favicon.ico", sitefiles.icon, {"file": "icon-192.png"}, name="favicon"),
    path(
        "apple-touch-icon.png",
        sitefiles.icon,
        {"file": "apple-touch-icon.png"},
        name="touch_icon",
    ),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    re_path("^(?P<path>.*)$", OldAddressView.as_view(), name="old_address"),
]
