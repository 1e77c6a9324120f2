"""How a post of a blog becomes an entry: its source, its excerpt, its notes.

A link blog says of a page elsewhere why it is worth reading. Which words are the
page's and which the blogger's is not marked, but mostly can be told; see `post_of`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles import limits, links, text
from articles.errors import Refused
from articles.formats import htmlwords
from articles.formats.blocks import (
    Block,
    Listing,
    Paragraph,
    Quote,
    Run,
    filled,
    pack,
    pieces,
    runs_of,
)
from articles.formats.records import NoteRecord

# The whole label of a link that leads to the source, in English and German.
READ_MORE = re.compile(
    r"\W*(?:(?:read|continue|keep) "
    r"(?:more|on|reading|the (?:rest|full|whole|original))\b.{0,80}"
    r"|(?:via|source|quelle|weiter ?lesen|mehr lesen|zum artikel)\W*)",
    re.IGNORECASE,
)
# A last line before its only link: Source: Example Times.
CREDITED = re.compile(r"\W*(?:via|source|quelle)\s*:?\s*", re.IGNORECASE)


@dataclass
class Post:
    """What a post says, as the fields of a record."""

    url: str  # of its source; "": neither it nor a link in it has an address
    excerpt: str
    notes: list[NoteRecord] = field(default_factory=list)  # public
    lost: tuple[str, ...] = ()

    def first_words(self) -> str:
        """Return a title for a post without one. Raise Refused where it is empty."""
        texts = [self.excerpt, *(note.body for note in self.notes)]
        words = next((text.to_plain(one) for one in texts if one), "")
        if text.is_blank(words):
            raise Refused(_("it has neither a title nor words"))
        return text.first_words(words, limits.OPENING)


def permalinks(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return those that can lead on to us: one with a query is no place of its own."""
    parts = ((one, urlsplit(one)) for one in addresses)
    return tuple(
        dict.fromkeys(
            one for one, part in parts if part.path.strip("/") and not part.query
        )
    )


@dataclass
class _Link:
    href: str
    runs: list[Run]

    @property
    def label(self) -> str:
        return " ".join("".join(run.words for run in self.runs).split())


def post_of(
    html: str, address: str, base: str = "", *, lines: bool = False, source: str = ""
) -> Post:
    """Return the post that stood at `address` ("" where it is not known).

    The source is the one that is given, or where the last link leads that says “Read
    more”, “via” or the like; else the first link to another site; else it is the post
    itself. Quotations that stand for themselves are the excerpt, all other words a
    note. Without any, the words are a note where the source is given or is a link in
    passing, else the excerpt. The label of “Read more” is left out. What is too long
    for one text goes on in notes.

    `base` and `lines` are those of `htmlwords.to_markdown`. Raise Refused as it does.
    """
    blocks, lost = htmlwords.read(html, base or address, lines=lines)
    found = _links(blocks)
    more = next((link for link in reversed(found) if _is_more(link)), None)
    credited = _credited(blocks)
    other = next((link for link in found if not _is_within(link.href, address)), None)
    if more:
        blocks = filled(_without(blocks, {id(run) for run in more.runs}))
    linked = more or credited or other
    quoted: list[Block] = [
        inner for block in blocks if isinstance(block, Quote) for inner in block.blocks
    ]
    others: list[Block] = [block for block in blocks if not isinstance(block, Quote)]
    if not quoted and (more or credited or not (other or source)):
        quoted, others = others, []
    url = source or (linked.href if linked else address)
    return _post(url, quoted, others, lost)


def _post(
    url: str, quoted: Iterable[Block], others: Iterable[Block], lost: tuple[str, ...]
) -> Post:
    excerpt, *further = pack(pieces(quoted)) or [""]
    texts = [*further, *pack(pieces(others))]
    return Post(url, excerpt, [NoteRecord(body=body) for body in texts], lost)


def _links(blocks: Iterable[Block]) -> list[_Link]:
    runs = (run for run in runs_of(blocks) if not run.is_picture)
    grouped = groupby(runs, key=lambda run: run.href)
    return [_Link(href, list(group)) for href, group in grouped if href]


def _is_more(link: _Link) -> bool:
    return bool(READ_MORE.fullmatch(link.label))


def _credited(blocks: list[Block]) -> _Link | None:
    """Return the link of a last line that only names the source, or None."""
    if not blocks or not isinstance(blocks[-1], Paragraph):
        return None
    found = _links(blocks[-1:])
    before = "".join(run.words for run in runs_of(blocks[-1:]) if not run.href)
    return found[0] if len(found) == 1 and CREDITED.fullmatch(before) else None


def _is_within(href: str, address: str) -> bool:
    """Return whether a link leads to the site of the post itself."""
    return links.is_web_address(address) and links.site(href) == links.site(address)


def _without(blocks: Iterable[Block], gone: set[int]) -> list[Block]:
    """Return `blocks` without the runs of these ids."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            block = Paragraph([run for run in block.runs if id(run) not in gone])
        elif isinstance(block, Quote):
            block = Quote(_without(block.blocks, gone))
        elif isinstance(block, Listing):
            items = [_without(item, gone) for item in block.items]
            block = Listing(items, block.start)
        kept.append(block)
    return kept
