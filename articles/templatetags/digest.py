import re
from functools import partial

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import links
from articles.fragments import made_of, piece
from articles.jobs.sharecards import article_card, site_card
from articles.models import Tag

register = template.Library()

MASTHEAD = ("latest", "tags", "archive", "trends", "about")
BYLINE = 3  # names
LONG_RUN = re.compile("[^ \t\n]{21,}")
NARROW = 17  # characters that fit beside an entry


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


@register.filter
def and_tag(tag, other):
    """Return where the articles are that bear both tags."""
    return Tag.address_together(tag.slug, other.slug)


@register.filter
def byline(authors):
    """Return the first of the names in one line, saying where there are more."""
    shown = ", ".join(authors[:BYLINE])
    return _("%(names)s and others") % {"names": shown} if authors[BYLINE:] else shown


@register.filter
def breakable(title):
    """Return a title; what no-break spaces bind may part where it is too long."""
    bound = title.split("\xa0") if LONG_RUN.search(title) else [title]
    return format_html_join(mark_safe("\xa0<wbr>"), "{}", ((part,) for part in bound))


@register.filter
def at_dots(site):
    """Return the name of a site; a long one may break behind its dots."""
    if len(site) <= NARROW:
        return site
    return format_html_join(mark_safe(".<wbr>"), "{}", ((p,) for p in site.split(".")))


@register.simple_tag(takes_context=True)
def here(context):
    """Return which page of the masthead this is, by its name: “archive”.

    “in archive” for a page that belongs to it; “” for all others.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match and match.url_name in MASTHEAD and not match.kwargs:
        return match.url_name
    return f"in {context['section']}" if "section" in context else ""


@register.simple_tag
def brief(entry):
    """Return an article in a line, as other pages show it."""
    line = partial(render_to_string, "articles/_brief.html", {"entry": entry})
    return piece((brief, entry.pk), line)


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


@register.tag
def kept(parser, token):
    """{% kept name of %} … {% endkept %}: made once, until readers could see a change.

    All that is between them goes by `of` (None: it is made each time). Without it, it
    is the same wherever it stands. {% kept name by this that %}: made once, for it
    shows `this` and `that`, and nothing else that changes.
    """
    _tag, name, *of = token.split_contents()
    by = of[1:] if of[:1] == ["by"] else []
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    if by:
        return KeptBy(name, list(map(parser.compile_filter, by)), nodes)
    return Kept(name, parser.compile_filter(*of or ["''"]), nodes)


class Kept(template.Node):
    """A part of a template that is kept: see `kept`."""

    def __init__(self, name, of, nodelist):
        self.name, self.of, self.nodelist = name, of, nodelist

    def render(self, context):
        of = self.of.resolve(context)
        if of is None:
            return self.nodelist.render(context)
        return piece((self.name, of), lambda: self.nodelist.render(context))


class KeptBy(template.Node):
    """A part of a template that is kept by what it shows: see `kept`."""

    def __init__(self, name, by, nodelist):
        self.name, self.by, self.nodelist = name, by, nodelist

    def render(self, context):
        shown = [each.resolve(context) for each in self.by]
        return made_of(self.name, shown, lambda: self.nodelist.render(context))
