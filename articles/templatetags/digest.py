from django import template

from articles import links

register = template.Library()


@register.filter
def web_address(url):
    """Return `url` if it leads to the web, "" if not: rows may come past every form."""
    return url if links.is_web_address(url) else ""
