from django import template

from articles import links

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
