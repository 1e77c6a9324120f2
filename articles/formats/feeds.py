"""Feeds as readers of feeds take them: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1.

Each holds the whole content of an entry and its source. A feed that is one page of
several says where the others are (RFC 5005): its `pages` are {"next": address, ...}.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from textwrap import indent
from typing import Any, NamedTuple

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

from articles import links

Item = dict[str, Any]
JSON_FEED = "https://jsonfeed.org/version/1.1"

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Part(NamedTuple):
    """An entry of a feed as it is written there, and when it last changed (aware)."""

    written: str
    changed: datetime


class StableFeed(SyndicationFeed):
    """A feed that is the same as long as its entries are, also if there are none.

    It is made of `parts`, so that one that was written before is not written again.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parts: list[Part] = []

    @classmethod
    def part(cls, **item: Any) -> Part:
        """Return the part that an item is, with the arguments of `add_item`."""
        feed = cls(title="", link="", description="", pages={})
        feed.add_item(**item)
        return Part(feed.written(feed.items[0]), item["updateddate"])

    def written(self, item: Item) -> str:
        """Return an item as a feed of this kind holds it."""
        raise NotImplementedError("A kind of feed says how.")

    def latest_post_date(self) -> datetime:
        return max((part.changed for part in self.parts), default=NEVER)


class XmlFeed(StableFeed):
    """A feed in XML, without the characters that XML cannot hold."""

    def write(self, outfile: Any, encoding: str) -> None:
        outfile.write(in_xml(lambda xml: super(XmlFeed, self).write(xml, encoding)))

    def written(self, item: Item) -> str:
        def write(xml: StringIO) -> None:
            handler = SimplerXMLGenerator(xml, "utf-8", short_empty_elements=True)
            super(XmlFeed, self).write_items(handler)  # type: ignore[misc]  # of a kind

        return in_xml(write)

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        for part in self.parts:
            handler.ignorableWhitespace(part.written)  # as it is


def in_xml(write: Callable[[StringIO], None]) -> str:
    """Return what `write` writes, as far as XML can hold it."""
    xml = StringIO()
    write(xml)
    return links.NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", xml.getvalue())


class AtomFeed(XmlFeed, Atom1Feed):
    """Atom with the whole entry as its content, and its source as a link."""

    title = "Atom"
    media_type = "application/atom+xml"
    content_type = f"{media_type}; charset=utf-8"

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Digest")
        for rel, address in self.feed["pages"].items():
            handler.addQuickElement("link", attrs={"rel": rel, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        content = item["description"]
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", content, {"type": "html"})
        if item["source"]:
            source = {"rel": "related", "href": item["source"]}
            handler.addQuickElement("link", attrs=source)


class RssFeed(XmlFeed, Rss201rev2Feed):
    """RSS with the whole entry as its description, as most of its readers expect."""

    title = "RSS"
    media_type = "application/rss+xml"
    content_type = f"{media_type}; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            handler.addQuickElement("atom:link", attrs={"rel": rel, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        creator = item["author_name"]  # RSS's own element wants an address of mail
        super().add_item_elements(handler, {**item, "author_name": None})
        handler.addQuickElement("dc:creator", creator)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        if item["source"]:
            source = {"rel": "related", "href": item["source"]}
            handler.addQuickElement("atom:link", attrs=source)


class JsonFeed(StableFeed):
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""

    title = "JSON Feed"
    media_type = "application/feed+json"
    content_type = f"{media_type}; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": JSON_FEED,
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "next_url": self.feed["pages"].get("next"),
        }
        head = json.dumps(_filled(feed), ensure_ascii=False, indent=1)
        items = ",\n".join(part.written for part in self.parts)
        tail = f',\n "items": [\n{items}\n ]' if items else ""
        outfile.write(f"{head[:-2]}{tail}\n}}".encode(encoding))

    def written(self, item: Item) -> str:
        text = json.dumps(json_item(item), ensure_ascii=False, indent=1)
        return indent(text, "  ")


def json_item(item: Item) -> Item:
    """Return an entry as an item of a JSON Feed, without the dates that it lacks."""
    dates = {"date_published": item["pubdate"], "date_modified": item["updateddate"]}
    return _filled(
        {
            "id": item["unique_id"],
            "url": item["link"],
            "external_url": item["source"],
            "title": item["title"],
            "content_html": item["description"],
            **{name: rfc3339_date(at) for name, at in dates.items() if at},
            "authors": [{"name": item["author_name"]}] if item["author_name"] else [],
            "tags": list(item["categories"]),
            "language": item["language"],
        }
    )


def _filled(fields: Item) -> Item:
    return {name: value for name, value in fields.items() if value}


KINDS: dict[str, type[AtomFeed] | type[RssFeed] | type[JsonFeed]] = {
    "atom": AtomFeed,
    "rss": RssFeed,
    "json": JsonFeed,
}
