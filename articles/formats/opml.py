"""OPML: the feeds that someone follows (https://opml.org/spec2.opml).

They are sources, not articles: each is named in the report, none is filed.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from articles.formats import found, xmlparts
from articles.formats.reading import (
    FormatError,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    line_place,
)

NAME = 200  # characters of a name that are shown
ROOT = b"<opml"


def recognises(name: str, head: bytes) -> bool:
    return ROOT in xmlparts.opening(head).lower()


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield each feed as left out; a heading that only holds others is none."""
    is_outline = False
    for part in xmlparts.parts(source):
        if xmlparts.name_of(part) == "body":
            is_outline = True
            for element in part.iter(etree.Element):
                if xmlparts.name_of(element) == "outline" and _address(element):
                    place = line_place(element.sourceline, _name(element))
                    yield LeftOut(place=place, what="source")
    if not is_outline:
        raise FormatError(_("no OPML: it has no body"))


def _address(outline: etree._Element) -> str:
    fields = {name.lower(): value for name, value in outline.attrib.items()}
    return found.address(fields.get("xmlurl") or fields.get("url"), "")


def _name(outline: etree._Element) -> str:
    name = outline.get("title") or outline.get("text")
    return found.line(name, NAME) or _address(outline)


FORMAT = ReadFormat(
    name="OPML",
    about="The feeds that a feed reader follows: they are told, not filed.",
    recognises=recognises,
    read=read,
    carries=(),
)
