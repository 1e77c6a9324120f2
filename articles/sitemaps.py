"""Sitemaps (sitemaps.org, protocol 0.9): every public page, and when it last changed.

Up to 50,000 addresses stand in one file; past that it becomes an index of sections.
"""

from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Max
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property

from articles.models import Article, Page, Tag

PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
CHANGED = Greatest("updated_at", "published_at")  # one that was scheduled appears later


class Section:
    """A part of the sitemap: addresses of the site, whatever host was asked."""

    limit = 50_000  # addresses in a file, as the protocol has it

    def rows(self):
        """Return what the addresses are of: (slug or name, last change) of each."""
        raise NotImplementedError("A section says what its addresses are of.")

    def path(self, name):
        """Return the path of what `name` is the slug of, or the name."""
        raise NotImplementedError("A section says what its addresses are of.")

    @cached_property
    def paginator(self):
        return Paginator(self.rows(), self.limit)

    def addresses(self, page=1):
        """Yield (address, last change or None) of a page. Raise EmptyPage past them."""
        for name, changed in self.paginator.page(page):
            yield settings.SITE_URL + self.path(name), changed


class PageSection(Section):
    """The front page, all tags, the archive, the trends, what the digest is."""

    def rows(self):
        newest = Article.objects.published().aggregate(newest=Max(CHANGED))["newest"]
        about = Page.objects.filter(slug=Page.Slug.ABOUT).first()
        lists = ("latest", "tags", "archive", "trends")
        return [
            *((name, newest) for name in lists),
            ("about", about and about.updated_at),
        ]

    def path(self, name):
        return reverse(f"articles:{name}")


class SlugSection(Section):
    """Pages of one kind: their paths differ by a slug."""

    kind = ""

    @cached_property
    def around(self):
        # Each asked of the URL configuration took most of the time.
        return reverse(f"articles:{self.kind}", args=["slug"]).split("slug")

    def path(self, name):
        return iri_to_uri(name).join(self.around)


class TagSection(SlugSection):
    """The tags that readers can meet; one changes with its articles."""

    kind = "tag"

    def rows(self):
        newest = Greatest(
            "uses__content_object__updated_at", "uses__content_object__published_at"
        )
        public = Article.objects.published()
        tags = Tag.objects.filter(uses__content_object__in=public)
        tags = tags.annotate(changed=Max(newest))
        # A list, as to count them takes as long as to read them.
        return list(tags.order_by("pk").values_list("slug", "changed"))


class ArticleSection(SlugSection):
    """The articles that readers may see, in an order that new ones do not upset."""

    kind = "article"

    def rows(self):
        articles = Article.objects.published().order_by("pk")
        return articles.values_list("slug", CHANGED)


SECTIONS = {"pages": PageSection, "tags": TagSection, "articles": ArticleSection}


def sitemap(request):
    """Answer with all addresses, or with an index where they are too many."""
    sections = {name: section() for name, section in SECTIONS.items()}
    total = sum(section.paginator.count for section in sections.values())
    if total <= Section.limit:
        return answer(row for part in sections.values() for row in part.addresses())
    addresses = (
        settings.SITE_URL + reverse("articles:sitemap_section", args=[name, page])
        for name, section in sections.items()
        if section.paginator.count
        for page in section.paginator.page_range
    )
    return answer(((address, None) for address in addresses), "sitemapindex", "sitemap")


def sitemap_section(request, name, page):
    """Answer with the addresses of a part of the index."""
    try:
        return answer(SECTIONS[name]().addresses(page))
    except (KeyError, EmptyPage) as error:
        raise Http404 from error


def answer(addresses, root="urlset", entry="url"):
    """Answer with `addresses`, each with its last change (aware, or None).

    Written by hand, as fifty thousand of them are.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{root} xmlns="{PROTOCOL}">']
    lines += (
        f"<{entry}><loc>{escape(address)}</loc>{last_change(changed)}</{entry}>"
        for address, changed in addresses
    )
    lines += [f"</{root}>", ""]
    return HttpResponse("\n".join(lines), content_type="application/xml")


def last_change(instant: datetime | None) -> str:
    return f"<lastmod>{instant.isoformat()}</lastmod>" if instant else ""
