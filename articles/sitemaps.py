"""Sitemaps (sitemaps.org, protocol 0.9): every public page, and when it last changed.

Up to 50,000 addresses stand in one file; past that it becomes an index of sections.
"""

from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Max
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Article, Page

PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
NONE = AttributesImpl(dict[str, str]())
CHANGED = Greatest("updated_at", "published_at")  # one that was scheduled appears later


class Section(Sitemap):
    """A part of the sitemap. Its addresses are the site's, whatever host was asked."""

    limit = 50_000  # addresses in a file, as the protocol has it

    @cached_property
    def paginator(self):
        return Paginator(self.items(), self.limit)  # type: ignore[arg-type]

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2]

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0]


class PageSitemap(Section):
    """The front page, all tags, the archive, the trends, what the digest is."""

    def items(self):
        newest = Article.objects.published().aggregate(newest=Max(CHANGED))["newest"]
        about = Page.objects.filter(slug=Page.Slug.ABOUT).first()
        return [
            ("articles:latest", newest),
            ("articles:tags", newest),
            ("articles:archive", newest),
            ("articles:trends", newest),
            ("articles:about", about and about.updated_at),
        ]

    def location(self, item):
        return reverse(item[0])

    def lastmod(self, item):
        return item[1]


class TagSitemap(Section):
    """The tags that readers can meet; one changes with its articles."""

    def items(self):
        tags = Article.objects.published().tags_in_use().only("slug")
        newest = Greatest(
            "uses__content_object__updated_at", "uses__content_object__published_at"
        )
        return tags.annotate(changed=Max(newest)).order_by("pk")

    def lastmod(self, tag):
        return tag.changed


class ArticleSitemap(Section):
    """The articles that readers may see, in an order that new ones do not upset."""

    def items(self):
        articles = Article.objects.published().annotate(changed=CHANGED)
        return articles.only("slug").order_by("pk")

    def lastmod(self, article):
        return article.changed


SECTIONS = {"pages": PageSitemap, "tags": TagSitemap, "articles": ArticleSitemap}


def sitemap(request):
    """Answer with all addresses, or with an index where they are too many."""
    sections = {name: section() for name, section in SECTIONS.items()}
    total = sum(section.paginator.count for section in sections.values())
    if total <= Section.limit:
        return answer(url for part in sections.values() for url in part.get_urls())
    addresses = (
        settings.SITE_URL + reverse("articles:sitemap_section", args=[name, page])
        for name, section in sections.items()
        if section.paginator.count
        for page in section.paginator.page_range
    )
    index = ({"location": address, "lastmod": None} for address in addresses)
    return answer(index, root="sitemapindex", entry="sitemap")


def sitemap_section(request, name, page):
    """Answer with the addresses of a part of the index."""
    try:
        return answer(SECTIONS[name]().get_urls(page))
    except (KeyError, EmptyPage) as error:
        raise Http404 from error


def answer(urls, root="urlset", entry="url"):
    """Answer with `urls`, each a `location` and a `lastmod` (aware, or None).

    Written by hand, as a template takes twice the time over ten thousand of them.
    """
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": PROTOCOL}))
    for url in urls:
        xml.startElement(entry, NONE)
        xml.addQuickElement("loc", url["location"])
        if url["lastmod"]:
            xml.addQuickElement("lastmod", url["lastmod"].isoformat())
        xml.endElement(entry)
    xml.endElement(root)
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type="application/xml")
