from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles.feeds import LatestFeed, TagFeed
from articles.sitemaps import sitemap, sitemap_section
from articles.views import sitefiles
from articles.views.articles import ArticleView, LatestView
from articles.views.health import alive
from articles.views.oldaddresses import OldAddressView
from articles.views.pages import AboutView
from articles.views.sharecards import ArticleCardView, SiteCardView
from articles.views.tags import TagListView, TagView


class NameConverter(StringConverter):
    """A slug or a name of any script; a NUL is in none, and no database takes it."""

    regex = "[^/\x00]+"


register_converter(NameConverter, "name")

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
        "articles/<name:slug>/card-<name:key>.png",
        ArticleCardView.as_view(),
        name="article_card",
    ),
    path("card-<name:key>.png", SiteCardView.as_view(), name="site_card"),
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
    re_path("^(?P<path>.*)$", OldAddressView.as_view(), name="old_address"),
]
