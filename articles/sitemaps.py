"""Sitemaps (sitemaps.org, protocol 0.9): every public page, and when it last changed.

Up to 50,000 addresses stand in one file; past that it becomes an index of sections.
"""

from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property

from articles.models import (
    Article,
    Page,
    Shelf,
    count_all,
    last_change,
    tags_with_last_change,
)

PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
CHANGED = Greatest("updated_at", "published_at")  # one that was scheduled appears later


class Section:
    """A part of the sitemap: addresses of the site, whatever host was asked."""

    limit = 50_000  # addresses in a file, as the protocol has it

    @cached_property
    def count(self):
        """How many addresses there are."""
        raise NotImplementedError("A section says how many addresses it has.")

    def rows(self, start, end):
        """Return what the addresses are of: (slug or name, last change) of each.

        From place `start` (0) up to `end`.
        """
        raise NotImplementedError("A section says what its addresses are of.")

    def path(self, name):
        """Return the path of what `name` is the slug of, or the name."""
        raise NotImplementedError("A section says what its addresses are of.")

    @property
    def pages(self):
        """The numbers of the files that have all of them: one, if there are none."""
        return range(1, max(-(-self.count // self.limit), 1) + 1)

    def addresses(self, page=1):
        """Yield (address, last change or None) of a page; nothing of one past them."""
        end = self.limit * page
        for name, changed in self.rows(end - self.limit, end):
            yield settings.SITE_URL + self.path(name), changed


class PageSection(Section):
    """The front page, all tags, the archive, the trends, what the digest is."""

    lists = ("latest", "tags", "archive", "trends")
    count = len(lists) + 1

    def rows(self, start, end):
        newest = last_change()
        about = Page.objects.filter(slug=Page.Slug.ABOUT).first()
        rows = [
            *((name, newest) for name in self.lists),
            ("about", about and about.updated_at),
        ]
        return rows[start:end]

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

    @cached_property
    def count(self):
        return len(count_all("tag"))

    def rows(self, start, end):
        return tags_with_last_change(start, end)


class ArticleSection(SlugSection):
    """The articles that readers may see, in an order that new ones do not upset."""

    kind = "article"

    @cached_property
    def count(self):
        return Shelf().count

    def rows(self, start, end):
        # Where they begin an index tells, which has not when they were posted.
        appear_later = Article.objects.scheduled().values("pk")
        shown = Article.objects.filter(status="published").exclude(pk__in=appear_later)
        first = shown.order_by("pk").values("pk")[start : start + 1]
        articles = Article.objects.published().filter(pk__gte=first).order_by("pk")
        return articles.values_list("slug", CHANGED)[: end - start]


SECTIONS = {"pages": PageSection, "tags": TagSection, "articles": ArticleSection}


def sitemap(request):
    """Answer with all addresses, or with an index where they are too many."""
    sections = {name: section() for name, section in SECTIONS.items()}
    if sum(section.count for section in sections.values()) <= Section.limit:
        return answer(row for part in sections.values() for row in part.addresses())
    addresses = (
        settings.SITE_URL + reverse("articles:sitemap_section", args=[name, page])
        for name, section in sections.items()
        if section.count
        for page in section.pages
    )
    return answer(((address, None) for address in addresses), "sitemapindex", "sitemap")


def sitemap_section(request, name, page):
    """Answer with the addresses of a part of the index."""
    section = SECTIONS[name]() if name in SECTIONS else None
    if section is None or page not in section.pages:
        raise Http404
    return answer(section.addresses(page))


def answer(addresses, root="urlset", entry="url"):
    """Answer with `addresses`, each with its last change (aware, or None).

    Written by hand, as fifty thousand of them are.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{root} xmlns="{PROTOCOL}">']
    lines += (
        f"<{entry}><loc>{escape(address)}</loc>{lastmod(changed)}</{entry}>"
        for address, changed in addresses
    )
    lines += [f"</{root}>", ""]
    return HttpResponse("\n".join(lines), content_type="application/xml")


def lastmod(instant: datetime | None) -> str:
    return f"<lastmod>{instant.isoformat()}</lastmod>" if instant else ""
