"""Atom feeds (RFC 4287). An entry is known by the uid of its article for good."""

from io import StringIO

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from articles import links
from articles.models import Article, Tag


class EntryFeed(Atom1Feed):
    """Atom with the whole entry as its content, and its source as a link."""

    content_type = "application/atom+xml; charset=utf-8"

    def write(self, outfile, encoding):
        xml = StringIO()
        super().write(xml, encoding)
        outfile.write(links.NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", xml.getvalue()))

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Digest")

    def add_item_elements(self, handler, item):
        content = item["description"]
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", content, {"type": "html"})
        if item["source"]:
            source = {"rel": "related", "href": item["source"]}
            handler.addQuickElement("link", attrs=source)


class ArticleFeed(Feed):
    """Articles, newest first. An entry links to our page: our words are what we add."""

    feed_type = EntryFeed
    length = 30  # entries

    def newest(self, articles):
        """Return what stands in the feed of `articles`, loaded with what it shows."""
        return articles.newest_first().with_tags().with_public_notes()[: self.length]

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return render_to_string("articles/feed_entry.html", {"article": article})

    def item_link(self, article):
        return absolute(article.get_absolute_url())

    def item_guid(self, article):
        return article.uid.urn

    def item_author_name(self, article):
        return article.credit or settings.SITE_NAME

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return max(article.updated_at, article.published_at)

    def item_categories(self, article):
        return [tag.name for tag in article.tag_list]

    def item_extra_kwargs(self, article):
        return {"source": links.href(article.url)}


class LatestFeed(ArticleFeed):
    """The newest articles of all."""

    def title(self):
        return settings.SITE_NAME

    def subtitle(self):
        return settings.SITE_DESCRIPTION

    def link(self):
        return absolute(reverse("articles:latest"))

    def feed_guid(self):
        return self.link()

    def feed_url(self):
        return absolute(reverse("articles:latest_feed"))

    def items(self):
        return self.newest(Article.objects.published())


class TagFeed(ArticleFeed):
    """The newest articles of one tag, by any of its names."""

    def get_object(self, request, slug):
        tag = Tag.objects.at(slug)
        if tag is None or not tag.is_public():
            raise Http404
        return tag

    def title(self, tag):
        return f"{settings.SITE_NAME}: #{tag}"

    def subtitle(self, tag):
        return tag.description

    def link(self, tag):
        return absolute(tag.get_absolute_url())

    def feed_guid(self, tag):
        return self.link(tag)

    def feed_url(self, tag):
        return absolute(reverse("articles:tag_feed", args=[tag.slug]))

    def items(self, tag):
        return self.newest(Article.objects.published().tagged(tag))


def absolute(path):
    """Return `path` as an address of the site, whatever host the request named."""
    return settings.SITE_URL + path
