"""Feeds that were saved as files: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed 1.x.

An entry is cut out of the file and read by feedparser in a feed of its own, so that
one is held at a time. What an entry links to as `related`, `via` or external is its
source; else it is told from its words, see `posts.post_of`.
"""

import html
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from articles import limits
from articles.errors import Refused
from articles.formats import extension, found, jsonlist, posts, xmlparts
from articles.formats.instants import instant
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
    line_place,
)
from articles.formats.records import ArticleRecord

ENTRIES = {"item", "entry"}  # of RSS, of Atom
ROOTS = (b"<rss", b"<feed", b"<rdf:RDF", b"<RDF")
JSON_FEED = b"jsonfeed.org/version/1"
SOURCES = ("related", "via")  # links of an entry, the surest first
# What feedparser raises for XML that it did not foresee: a blank in the address of a
# namespace, which parts it in three, and its like.
UNFORESEEN = (ValueError, LookupError, TypeError, AttributeError)


@dataclass
class _Said:
    """What a feed says of an entry, not cleaned yet."""

    title: str  # HTML
    html: str
    address: str
    source: str = ""
    via: str = ""  # where the source was found
    key: str = ""
    author: str = ""
    language: str = ""
    tags: Iterable[str] = ()
    published: datetime | None = None
    updated: datetime | None = None
    files: int = 0  # that are enclosed
    lines: bool = False  # see `htmlwords.to_markdown`
    ours: dict[str, Any] = field(default_factory=dict)  # fields, see `extension`


# RSS and Atom


def recognises_xml(name: str, head: bytes) -> bool:
    return any(root in xmlparts.opening(head) for root in ROOTS)


def read_xml(source: Source, options: Options) -> Iterator[Item]:
    """Yield the entries of a feed in XML."""
    base = language = ""
    is_feed = False
    for part in xmlparts.parts(source):
        kind = xmlparts.name_of(part)
        is_feed = is_feed or kind in ENTRIES or kind == "title"
        if kind in ENTRIES:
            place = line_place(part.sourceline)
            try:
                said = _parsed(part, base, options.zone)
            except UNFORESEEN:
                yield Unreadable(place=place, why=_("its XML makes no sense"))
                continue
            said.language = said.language or language or _language(part.getparent())
            yield _item(place, said, base)
        elif kind == "language":
            language = (part.text or "").strip()
        elif kind == "link" and part.get("rel", "alternate") == "alternate":
            base = base or found.address(part.text or part.get("href"), "")
    if not is_feed:
        raise FormatError(_("no feed: it has neither entries nor a title"))


def _parsed(part: etree._Element, base: str, zone: tzinfo) -> _Said:
    """Return an entry as feedparser reads it."""
    import feedparser  # heavy, and few requests need it

    written = etree.tostring(part, encoding="unicode", with_tail=False)
    if xmlparts.name_of(part) == "entry":
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{written}</feed>'
    else:
        feed = f'<rss version="2.0"><channel>{written}</channel></rss>'
    parsed = feedparser.parse(
        io.BytesIO(f'<?xml version="1.0" encoding="utf-8"?>{feed}'.encode()),
        response_headers={
            "content-location": part.base or base,
            "content-type": "application/xml; charset=utf-8",
        },
        sanitize_html=False,  # that is ours to do, in one way for all formats
    )
    # A plain dict does not answer with the one date where the other is asked for.
    entry = dict(parsed.entries[0]) if parsed.entries else {}
    links = {link.get("rel"): link.get("href", "") for link in entry.get("links", ())}
    return _Said(
        title=_html(entry.get("title_detail")),
        html=_content(entry),
        address=entry.get("link", ""),
        source=next((links[rel] for rel in SOURCES if links.get(rel)), ""),
        via=links.get("via", "") if links.get("related") else "",
        key=entry.get("id", ""),
        author=entry.get("author_detail", {}).get("name") or entry.get("author", ""),
        language=entry.get("title_detail", {}).get("language") or "",
        tags=[html.unescape(tag.get("term") or "") for tag in entry.get("tags", ())],
        published=instant(entry.get("published", ""), zone),
        updated=instant(entry.get("updated", ""), zone),
        files=sum(link.get("rel") == "enclosure" for link in entry.get("links", ())),
    )


def _language(root: etree._Element) -> str:
    """Return the language that a feed of Atom gives all that is in it."""
    language: str = root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return language


def _content(entry: Any) -> str:
    """Return the words of an entry as HTML: all of them, or else the summary."""
    details = [*entry.get("content", ()), entry.get("summary_detail")]
    return next(filter(None, map(_html, details)), "")


def _html(detail: Any) -> str:
    """Return a text of an entry as HTML."""
    value: str = (detail or {}).get("value", "")
    if (detail or {}).get("type") == "text/plain":
        return _escaped(value)
    return value


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


# JSON Feed


def recognises_json(name: str, head: bytes) -> bool:
    return JSON_FEED in head.replace(b"\\/", b"/")


def read_json(source: Source, options: Options) -> Iterator[Item]:
    """Yield the items of a JSON Feed."""
    try:
        with source.open() as stream:
            for value, line, fault in jsonlist.items_at(stream, "items"):
                place = line_place(line)
                if isinstance(value, dict):
                    yield _item(place, _of_json(value, options.zone), "")
                else:
                    why = fault or _("an item is an object")
                    yield Unreadable(place=place, why=why)
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error


def _of_json(item: dict[str, Any], zone: tzinfo) -> _Said:
    def get(name: str) -> str:
        value = item.get(name)
        return value if isinstance(value, str) else ""

    authors = item.get("authors") or item.get("author") or []
    first = authors[0] if isinstance(authors, list) and authors else authors
    tags = item.get("tags")
    plain = get("content_text") or get("summary")
    return _Said(
        title=_escaped(get("title")),
        html=get("content_html") or _escaped(plain),
        lines=not get("content_html"),
        address=get("url"),
        source=get("external_url"),
        key=get("id"),
        author=str(first.get("name") or "") if isinstance(first, dict) else "",
        language=get("language"),
        tags=[tag for tag in tags if isinstance(tag, str)]
        if isinstance(tags, list)
        else [],
        published=instant(get("date_published"), zone),
        updated=instant(get("date_modified"), zone),
        ours=extension.heard(item.get(extension.OBJECT)),
        files=len(item["attachments"])
        if isinstance(item.get("attachments"), list)
        else 0,
    )


# Both


def _item(place: str, said: _Said, base: str) -> Item:
    title = found.line(found.without_markup(said.title), limits.TITLE)
    place = f"{place} (“{title}”)" if title else place
    try:
        return _entry(place, title, said, base)
    except Refused as error:
        return Unreadable(place=place, why=str(error))


def _entry(place: str, title: str, said: _Said, base: str) -> Entry:
    address = found.address(said.address, base)
    source = found.address(said.source, address or base)
    post = posts.post_of(said.html, address, base, source=source, lines=said.lines)
    if not post.url:
        raise Refused(_("neither it nor a link in it has an address"))
    tags, untagged = found.tags(said.tags)
    record = ArticleRecord(
        title=title or post.first_words(),
        url=post.url,
        excerpt=post.excerpt,
        via_url=found.address(said.via, address or base) or post.via_url,
        via_name="" if said.via else post.via_name,
        language=found.language(said.language),
        status="published" if said.published or said.updated else "draft",
        published_at=said.published or said.updated,
        created_at=said.published or said.updated,
        updated_at=said.updated,
        credit=found.line(said.author, limits.NAME),
        tags=tags,
        notes=post.notes,
    )
    return Entry(
        place=place,
        record=replace(record, **said.ours),
        key=said.key or address,
        permalinks=posts.permalinks([address]),
        lost=(*post.lost, *["tag"] * untagged, *["enclosed file"] * said.files),
        stood_at=post.stood_at(address),
    )


CARRIES = (
    *("title", "url", "excerpt", "language", "status", "published_at", "created_at"),
    *("updated_at", "credit", "tags", "notes", "permalinks", "via_url", "via_name"),
)
FORMATS = {
    "feed": ReadFormat(
        name="RSS, Atom",
        about="A feed saved as a file: RSS 0.9x, 1.0 and 2.0, Atom.",
        recognises=recognises_xml,
        read=read_xml,
        carries=CARRIES,
    ),
    "jsonfeed": ReadFormat(
        name="JSON Feed",
        about="A feed saved as a file: JSON Feed 1.0 and 1.1.",
        recognises=recognises_json,
        read=read_json,
        carries=CARRIES,
    ),
}
