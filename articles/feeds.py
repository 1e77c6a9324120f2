"""The feeds of every list."""

from datetime import datetime
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import get_language
from django.views.generic import View

from articles import links
from articles.formats.feeds import KINDS, Part
from articles.fragments import fragment, keep_piece, kept_pieces
from articles.listings import DEEP, Listing, NoSuchList
from articles.models import Article

LENGTH = 30  # entries a page


class ListingFeedView(View):
    """A list as a feed of a kind, newest first: pages of it follow RFC 5005."""

    listing: type[Listing] = Listing

    def get(self, request, kind, page=1, **place):
        try:
            listing = self.listing(request.GET, **place)
        except NoSuchList as error:
            raise Http404 from error
        if page < 1:
            raise Http404
        address = listing.feed(kind, page)
        if request.path != unquote(address):
            return HttpResponsePermanentRedirect(address + listing.filter.query)
        keys = listing.newest(LENGTH * (page - 1), LENGTH + 1) if page <= DEEP else []
        if page > 1 and not keys:
            raise Http404
        feed = feed_of(listing, kind, page, is_last=len(keys) <= LENGTH)
        feed.parts = parts_at(keys[:LENGTH], KINDS[kind])
        response = HttpResponse(content_type=feed.content_type)
        feed.write(response, "utf-8")
        return response


def feed_of(listing, kind, page, *, is_last):
    """Return a page of a list as a feed of a kind, without its entries."""
    title, name = listing.title, settings.SITE_NAME
    home = absolute(listing.address() + listing.filter.query)

    def at(number):
        return absolute(listing.feed(kind, number) + listing.filter.query)

    pages = {"first": at(1)}
    if page > 1:
        pages["previous"] = at(page - 1)
    if not is_last:
        pages["next"] = at(page + 1)
    return KINDS[kind](
        title=title if title == name else f"{name}: {title}",
        link=home,
        description=listing.description,
        subtitle=listing.description,
        language=get_language(),
        feed_url=at(page),
        feed_guid=home,
        pages=pages,
    )


def parts_at(keys, feed):
    """Return the parts that public articles with these primary keys are of a feed.

    Only those are loaded that no feed of the kind has held since anything changed.
    """
    found = kept_pieces((feed, key) for key in keys)
    missing = [key for key in keys if found[feed, key] is None]
    shown = Article.objects.with_tags().with_public_notes()
    for article in shown.public_at(missing) if missing else ():
        part = feed.part(**item(article))
        made = f"{part.changed.isoformat()} {part.written}"
        keep_piece((feed, article.pk), made)
        found[feed, article.pk] = made
    pieces = [piece.partition(" ") for piece in found.values() if piece]
    return [Part(part, datetime.fromisoformat(changed)) for changed, _, part in pieces]


def item(article):
    """Return an article as an item of a feed; known by its uid for good."""
    return {
        "title": article.title,
        "link": absolute(article.get_absolute_url()),
        "description": fragment("articles/feed_entry.html", article),
        "unique_id": article.uid.urn,
        "unique_id_is_permalink": False,
        "pubdate": article.published_at,
        "updateddate": article.changed_at,
        "author_name": article.credit or settings.SITE_NAME,
        "categories": [tag.name for tag in article.tag_list],
        "source": links.href(article.url),
        "language": article.language,
    }


def absolute(path):
    """Return `path` as an address of the site, whatever host the request named."""
    return settings.SITE_URL + path
