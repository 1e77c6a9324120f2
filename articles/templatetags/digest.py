from django import template
from django.conf import settings
from django.urls import reverse

from articles import links
from articles.jobs.sharecards import article_card, site_card

register = template.Library()


@register.filter
def web_address(url):
    """Return `url` as a link holds it, "" if it leads nowhere: rows pass by forms."""
    return links.href(url)


@register.filter
def feed(listing, kind):
    """Return the address of a list as a feed of a kind, narrowed as the list is."""
    return listing.feed(kind) + listing.filter.query


@register.filter
def file(listing, ending):
    """Return the address of a list as a file, narrowed as the list is."""
    return listing.file(ending) + listing.filter.query


@register.simple_tag
def share_card(article=None):
    """Return the `address` of the card of an article, or of the site, and its `words`.

    Nothing is drawn: that is done when the address is first asked for.
    """
    if article:
        card = article_card(article)
        path = reverse("articles:article_card", args=[article.slug, card.key])
    else:
        card = site_card()
        path = reverse("articles:site_card", args=[card.key])
    words = " · ".join(part for part in (card.title, card.source, card.site) if part)
    return {"address": settings.SITE_URL + path, "words": words}
