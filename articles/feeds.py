"""The feeds of every list. An entry is known by the uid of its article for good."""

from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponsePermanentRedirect

from articles import links
from articles.formats.feeds import KINDS
from articles.fragments import fragment
from articles.listings import DEEP, Listing, NoSuchList

LENGTH = 30  # entries a page


@dataclass
class Shown:
    """A page of a list as a feed of a kind, with its `articles` and its neighbours."""

    listing: Listing
    kind: str
    page: int

    def __post_init__(self):
        start = LENGTH * (self.page - 1)
        found = self.listing.newest(LENGTH + 1, start) if self.page <= DEEP else []
        self.articles = found[:LENGTH]
        self.pages = {"first": self.address(1)}
        if self.page > 1:
            self.pages["previous"] = self.address(self.page - 1)
        if len(found) > LENGTH:
            self.pages["next"] = self.address(self.page + 1)

    def address(self, page):
        return absolute(self.listing.feed(self.kind, page) + self.listing.filter.query)


class ListingFeed(Feed):
    """A list as a feed, newest first: pages of it follow RFC 5005."""

    def __init__(self, listing):
        self.listing = listing

    def __call__(self, request, kind, page=1, **place):
        try:
            listing = self.listing(request.GET, **place)
        except NoSuchList as error:
            raise Http404 from error
        if page < 1:
            raise Http404
        address = listing.feed(kind, page)
        if request.path != unquote(address):
            return HttpResponsePermanentRedirect(address + listing.filter.query)
        response = super().__call__(request, listing, kind, page)
        # It goes by its ETag alone: a tag that is renamed changes it, and no date.
        del response["Last-Modified"]
        return response

    def get_object(self, request, listing, kind, page):
        shown = Shown(listing, kind, page)
        if page > 1 and not shown.articles:
            raise Http404
        return shown

    def feed_type(self, pages, kind, **feed):  # type: ignore[override]  # for many kinds
        return KINDS[kind](**feed, pages=pages)

    def feed_extra_kwargs(self, shown):
        return {"kind": shown.kind, "pages": shown.pages}

    def title(self, shown):
        title = shown.listing.title
        name = settings.SITE_NAME
        return title if title == name else f"{name}: {title}"

    def subtitle(self, shown):
        return shown.listing.description

    description = subtitle

    def link(self, shown):
        return absolute(shown.listing.address() + shown.listing.filter.query)

    def feed_guid(self, shown):
        return self.link(shown)

    def feed_url(self, shown):
        return shown.address(shown.page)

    def items(self, shown):
        return shown.articles

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return fragment("articles/feed_entry.html", article)

    def item_link(self, article):
        return absolute(article.get_absolute_url())

    def item_guid(self, article):
        return article.uid.urn

    item_guid_is_permalink = False

    def item_author_name(self, article):
        return article.credit or settings.SITE_NAME

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return max(article.updated_at, article.published_at)

    def item_categories(self, article):
        return [tag.name for tag in article.tag_list]

    def item_extra_kwargs(self, article):
        return {"source": links.href(article.url), "language": article.language}


def absolute(path):
    """Return `path` as an address of the site, whatever host the request named."""
    return settings.SITE_URL + path
