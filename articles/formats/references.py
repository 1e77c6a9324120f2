"""References of other tools become drafts, whatever the format they come in.

The abstract is the excerpt, keywords are tags, a note is a note. A work with several
addresses leads to the one the file calls its address; the others stand beside it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles import labels, links
from articles.formats import drafts, found
from articles.formats.reading import FormatError, Item, Source
from articles.formats.records import AddressRecord

CARRIED = tuple(
    "title url authors source_date excerpt tags notes addresses language".split()
)
FILE = 1 << 26  # bytes of a file that is held whole, at most
# A keyword in quotes (two of them stand for one), or up to a comma or a semicolon.
KEYWORD = re.compile(r'\s*+(?:"((?:[^"]|"")*+)"\s*+(?:[,;]|\Z)|([^,;]*+)(?:[,;]|\Z))')
EPRINT = re.compile(
    r"(?:arxiv:)?\s*([a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})(v[0-9]+)?",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Reference:
    """A reference as its file says it, in plain text."""

    title: Any = ""
    key: Any = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    addresses: list[Any] = field(default_factory=list)  # the main one first
    abstract: Any = ""
    keywords: list[str] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    language: Any = ""
    lost: list[str] = field(default_factory=list)


def draft(place: str, reference: Reference) -> Item:
    """Return a reference as a draft, or why it is none."""
    first, *others = distinct(reference.addresses) or [""]
    raw = drafts.Raw(
        title=reference.title,
        url=first,
        key=reference.key,
        tags=[word for words in reference.keywords for word in keywords_in(words)],
        quotes=[(reference.abstract, "")],
        words=reference.notes,
        authors=reference.authors,
        source_date=found.day(reference.date),
        language=reference.language,
        addresses=[AddressRecord(label=labels.guess(url), url=url) for url in others],
        lost=reference.lost,
    )
    return drafts.bookmark(place, raw)


def keyword(name: str) -> str:
    """Return a tag as it stands among others: in quotes where it would be parted."""
    is_plain = not (name.startswith('"') or set(name) & set(",;"))
    return name if is_plain else '"' + name.replace('"', '""') + '"'


def keywords_in(words: str) -> list[str]:
    """Return what commas or semicolons part in `words`; quotes keep what is in them.

    >>> keywords_in('bias; "naïve, comma", law')
    ['bias', 'naïve, comma', 'law']
    """
    found = [
        quoted.replace('""', '"') or plain.strip()
        for quoted, plain in KEYWORD.findall(words)
    ]
    return [word for word in found if word]


def distinct(addresses: Iterable[Any]) -> list[str]:
    """Return the web addresses among `addresses`, one of each work."""
    kept: dict[str, str] = {}
    for written in addresses:
        if url := found.address(written, ""):
            kept.setdefault(links.work_key(url), url)
    return list(kept.values())


def doi(value: Any) -> str:
    """Return the address of a DOI, "" where it is none."""
    return found.doi(value, "")


def arxiv(value: Any) -> str:
    """Return the address of a number of arXiv, bare or as arXiv:…, "" for any other."""
    number = EPRINT.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"https://arxiv.org/abs/{number[1]}" if number else ""


def unkept(names: Iterable[str]) -> list[str]:
    """Return the nouns of fields for which there is no place."""
    return [_("field “{name}”").format(name=found.line(name, 40)) for name in names]


def content_of(source: Source) -> bytes:
    """Return the bytes of a file. Raise FormatError past `FILE`."""
    with source.open() as stream:
        content = stream.read(FILE + 1)
    if len(content) > FILE:
        says = _("more than {most} bytes: cut the file in two")
        raise FormatError(says.format(most=FILE))
    return content
