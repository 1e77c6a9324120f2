"""Atom feeds (RFC 4287). An entry is known by the uid of its article for good."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString

from articles.models import Article, Tag

# Characters that XML 1.0 cannot hold, and Unicode can.
NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")


class EntryFeed(Atom1Feed):
    """Atom with the whole entry as its content, and its source as a link."""

    content_type = "application/atom+xml; charset=utf-8"

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Digest")

    def add_item_elements(self, handler, item):
        content = item["description"]
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", content, {"type": "html"})
        handler.addQuickElement(
            "link", attrs={"rel": "related", "href": item["source"]}
        )


class LatestFeed(Feed):
    """The newest articles. An entry links to our page: our words are what we add."""

    feed_type = EntryFeed
    length = 30  # entries

    def feed_url(self, tag=None):
        return absolute(reverse("articles:latest_feed"))

    def title(self, tag=None):
        return settings.SITE_NAME

    def subtitle(self, tag=None):
        return settings.SITE_DESCRIPTION

    def link(self, tag=None):
        return absolute(reverse("articles:latest"))

    feed_guid = link

    def articles(self, tag=None):
        return Article.objects.published()

    def items(self, tag=None):
        articles = self.articles(tag).newest_first().with_tags().with_public_notes()
        return articles[: self.length]

    def item_title(self, article):
        return article.title.translate(NOT_IN_XML)

    def item_description(self, article):
        html = render_to_string("articles/feed_entry.html", {"article": article})
        return SafeString(html.translate(NOT_IN_XML))

    def item_link(self, article):
        return absolute(article.get_absolute_url())

    def item_guid(self, article):
        return article.uid.urn

    def item_author_name(self, article):
        return (article.credit or settings.SITE_NAME).translate(NOT_IN_XML)

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return max(article.updated_at, article.published_at)

    def item_categories(self, article):
        return [tag.name.translate(NOT_IN_XML) for tag in article.tag_list]

    def item_extra_kwargs(self, article):
        return {"source": article.url}


class TagFeed(LatestFeed):
    """The newest articles of one tag."""

    def get_object(self, request, slug):
        tag = Tag.objects.resolve(slug)
        if tag is None or not tag.is_public():
            raise Http404
        return tag

    def feed_url(self, tag):
        return absolute(reverse("articles:tag_feed", args=[tag.slug]))

    def title(self, tag):
        return f"{settings.SITE_NAME}: #{tag}".translate(NOT_IN_XML)

    def subtitle(self, tag):
        return tag.description.translate(NOT_IN_XML)

    def link(self, tag):
        return absolute(tag.get_absolute_url())

    feed_guid = link

    def articles(self, tag):
        return super().articles().tagged(tag)


def absolute(path):
    """Return `path` as an address of the site, whatever host the request named."""
    return settings.SITE_URL + path
