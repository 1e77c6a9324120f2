"""WordPress: a file that its importer takes (WXR 1.2), a post an entry.

https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php and
https://github.com/WordPress/wordpress-importer. What it holds is read by `wordpress`.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles import links
from articles.formats import extension
from articles.formats.posthtml import html_of
from articles.formats.records import PublicRecord
from articles.formats.site import Site

VERSION = "1.2"
NAMESPACES = {
    "xmlns:excerpt": f"http://wordpress.org/export/{VERSION}/excerpt/",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:wp": f"http://wordpress.org/export/{VERSION}/",
    "xmlns:digest": extension.NAMESPACE,
}
# What was withdrawn is shown to nobody; WordPress makes `future` of `publish` itself.
STATUSES = {"published": "publish", "review": "pending"}


def write(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the text of a file, a post at a time, to be sent in UTF-8.

    Notes that readers may not see are not in it. Instants are in GMT.
    """
    file = StringIO()
    xml = SimplerXMLGenerator(file, "utf-8", short_empty_elements=False)
    xml.startDocument()
    xml.startElement("rss", AttributesImpl({"version": "2.0", **NAMESPACES}))
    xml.startElement("channel", AttributesImpl({}))
    channel = {
        "title": site.name(),
        "link": site.home(),
        "generator": "Digest",
        "wp:wxr_version": VERSION,
        "wp:base_site_url": site.home(),
        "wp:base_blog_url": site.home(),
    }
    add(xml, channel)
    for number, record in enumerate(records, start=1):
        item(xml, record, number, site)
        yield taken(file)
    xml.endElement("channel")
    xml.endElement("rss")
    yield taken(file)


def taken(file: StringIO) -> str:
    """Return what was written to `file` since it was asked last."""
    written = file.getvalue()
    file.seek(0)
    file.truncate()
    return written


def add(xml: SimplerXMLGenerator, elements: dict[str, str]) -> None:
    """Write elements, each a name and its words."""
    for name, words in elements.items():
        xml.addQuickElement(name, fit(words))
        xml.characters("\n")


def fit(words: str) -> str:
    """Return words without the characters that XML cannot hold."""
    return links.NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", words)


def item(
    xml: SimplerXMLGenerator, record: PublicRecord, number: int, site: Site
) -> None:
    """Write an entry as a post, with the number that it has in this file."""
    at = record.published_at or record.created_at
    xml.startElement("item", AttributesImpl({}))
    # A title is HTML to WordPress, as the name of a tag: a sign is no markup.
    title = escape(record.title, quote=False)
    add(xml, {"title": title, "link": site.address(record)})
    add(xml, {"pubDate": rfc2822_date(at)} if at else {})
    add(xml, {"dc:creator": record.credit})
    uid = record.uid.urn if record.uid else ""
    xml.addQuickElement("guid", uid, {"isPermaLink": "false"})
    add(
        xml,
        {
            "description": "",
            "content:encoded": html_of(record),
            "excerpt:encoded": "",
            "wp:post_id": str(number),
            "wp:post_date": clock(at),
            "wp:post_date_gmt": clock(at),
            "wp:post_modified": clock(record.updated_at),
            "wp:post_modified_gmt": clock(record.updated_at),
            "wp:comment_status": "closed",
            "wp:ping_status": "closed",
            "wp:post_name": record.slug,
            "wp:status": STATUSES.get(record.status, "draft"),
            "wp:post_parent": "0",
            "wp:menu_order": "0",
            "wp:post_type": "post",
            "wp:post_password": "",
            "wp:is_sticky": "0",
        },
    )
    ours = extension.told(record)
    add(xml, {f"digest:{name}": words for name, words in ours.items()})
    for slug, name in zip(record.tags, record.tag_names, strict=True):
        domain = {"domain": "post_tag", "nicename": fit(slug)}
        xml.addQuickElement("category", fit(escape(name, quote=False)), domain)
    xml.endElement("item")
    xml.characters("\n")


def clock(at: datetime | None) -> str:
    """Return an instant as WordPress writes it, in GMT."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else "0000-00-00 00:00:00"
