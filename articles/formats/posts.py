"""How a post of a blog becomes an entry: its source, its excerpt, its notes.

A link blog says of a page elsewhere why it is worth reading. Which words are the
page's and which the blogger's is not marked, but mostly can be told; see `post_of`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile
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
    words_of,
)
from articles.formats.found import line
from articles.formats.records import NoteRecord

# The whole label of a link that leads to the source, in English and German.
READ_MORE = re.compile(
    r"\W*(?:(?:read|continue|keep) "
    r"(?:more|on|reading|the (?:rest|full|whole|original))\b.{0,80}"
    r"|(?:source|quelle|weiter ?lesen|mehr lesen|zum artikel)\W*)",
    re.IGNORECASE,
)
# A last line before its only link: Source: Example Times.
CREDITED = re.compile(r"\W*(?:via|source|quelle)\s*:?\s*", re.IGNORECASE)
# A link to where the blogger found it: its whole label, or the words before it.
VIA = re.compile(r"\W*(?:via|h/t|hat tip)\W*", re.IGNORECASE)
BEFORE_VIA = re.compile(
    r"(?:.*\W)?(?:via|h/t|hat tip to):? ?", re.IGNORECASE | re.DOTALL
)
BRACKETS = {"(": ")", "[": "]"}
# Characters: a post with more words of its own, and so many before its first link to
# another site, is an essay, and that link is in passing.
ESSAY, OPENING = 1_000, limits.OPENING
NEAR = 40  # characters before a link in which “via” is looked for


@dataclass
class Post:
    """What a post says, as the fields of a record."""

    url: str  # of its source; "": neither it nor a link in it has an address
    excerpt: str
    notes: list[NoteRecord] = field(default_factory=list)  # public
    lost: tuple[str, ...] = ()
    via_url: str = ""
    via_name: str = ""
    is_guess: bool = False  # the source is a link in passing

    def stood_at(self, address: str) -> str:
        """Return `address`, that of the post, where its source is a guess; else ""."""
        return address if self.is_guess else ""

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
    before: str  # the words before it, up to the link before

    @property
    def label(self) -> str:
        return " ".join("".join(run.words for run in self.runs).split())

    @property
    def is_label(self) -> bool:
        """Whether it says nothing but “via”."""
        return bool(VIA.fullmatch(self.label))

    @property
    def is_via(self) -> bool:
        return self.is_label or bool(BEFORE_VIA.fullmatch(self.before))

    @property
    def name(self) -> str:
        return links.site(self.href) if self.is_label else line(self.label, limits.NAME)


def post_of(
    html: str, address: str, base: str = "", *, lines: bool = False, source: str = ""
) -> Post:
    """Return the post that stood at `address` ("" where it is not known).

    The source is the one that is given, or where the last link leads that says “Read
    more”, “Source” or the like; else the first link to another site, unless the post is
    an essay; else it is the post itself. A link that says “via” names where the source
    was found; it is the source where there is no other.

    Quotations that stand for themselves are the excerpt, all other words a note.
    Without any, the words are a note where the source is given or is a link in passing,
    else the excerpt. The labels of “Read more” and “via” are left out. What is too long
    for one text goes on in notes.

    `base` and `lines` are those of `htmlwords.to_markdown`. Raise Refused as it does.
    """
    blocks, lost = htmlwords.read(html, base or address, lines=lines)
    links_in = _links(blocks)
    plain = [link for link in links_in if not link.is_via]
    more = next(
        (one for one in reversed(plain) if READ_MORE.fullmatch(one.label)), None
    )
    first = next((one for one in plain if not _is_within(one.href, address)), None)
    credited = _credited(blocks)
    via = next((one for one in links_in if one.is_via), None)
    if via and not (source or more or first):  # there is no other
        more = via if via.is_label else None
        first, via = via, None
    elif credited and credited.is_via:
        credited = None
    labels = [one for one in (more, via) if one and (one is more or one.is_label)]
    blocks = filled(_without(blocks, {id(run) for one in labels for run in one.runs}))
    if first and address and _is_essay(blocks, first):
        first = None
    linked = more or credited or first
    quoted: list[Block] = [
        inner for block in blocks if isinstance(block, Quote) for inner in block.blocks
    ]
    others: list[Block] = [block for block in blocks if not isinstance(block, Quote)]
    if not (quoted or source) and (more or credited or not first):
        quoted, others = others, []
    excerpt, *further = pack(pieces(quoted)) or [""]
    texts = [*further, *pack(pieces(others))]
    return Post(
        url=source or (linked.href if linked else address),
        excerpt=excerpt,
        notes=[NoteRecord(body=body) for body in texts],
        lost=lost,
        via_url=via.href if via else "",
        via_name=via.name if via else "",
        is_guess=first is not None and not (source or more or credited),
    )


def _links(blocks: Iterable[Block]) -> list[_Link]:
    runs = (run for run in runs_of(blocks) if not run.is_picture)
    found, before = [], ""
    for href, group in groupby(runs, key=lambda run: run.href):
        held = list(group)
        if href:
            found.append(_Link(href, held, before[-NEAR:]))
        before = "" if href else "".join(run.words for run in held)
    return found


def _credited(blocks: list[Block]) -> _Link | None:
    """Return the link of a last line that only names the source, or None."""
    if not blocks or not isinstance(blocks[-1], Paragraph):
        return None
    found = _links(blocks[-1:])
    before = "".join(run.words for run in runs_of(blocks[-1:]) if not run.href)
    return found[0] if len(found) == 1 and CREDITED.fullmatch(before) else None


def _is_essay(blocks: list[Block], link: _Link) -> bool:
    """Return whether the first link is in passing, amid long words of one’s own."""
    own = [block for block in blocks if not isinstance(block, Quote)]
    if len(words_of(own)) <= ESSAY:
        return False
    before = takewhile(lambda run: run is not link.runs[0], runs_of(own))
    return sum(len(run.words) for run in before) > OPENING


def _is_within(href: str, address: str) -> bool:
    """Return whether a link leads to the site of the post itself."""
    return links.is_web_address(address) and links.site(href) == links.site(address)


def _without(blocks: Iterable[Block], gone: set[int]) -> list[Block]:
    """Return `blocks` without the runs of these ids."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            block = Paragraph(_staying(block.runs, gone))
        elif isinstance(block, Quote):
            block = Quote(_without(block.blocks, gone))
        elif isinstance(block, Listing):
            items = [_without(item, gone) for item in block.items]
            block = Listing(items, block.start)
        kept.append(block)
    return kept


def _staying(runs: list[Run], gone: set[int]) -> list[Run]:
    """Return the runs that stay, without the brackets around one that goes."""
    kept: list[Run] = []
    is_behind = False
    for run in runs:
        if id(run) in gone:
            is_behind = True
            continue
        before = kept[-1].words.rstrip() if kept else ""
        closing = BRACKETS.get(before[-1:])
        if is_behind and closing and run.words.lstrip().startswith(closing):
            kept[-1] = replace(kept[-1], words=before[:-1].rstrip())
            run = replace(run, words=run.words.lstrip()[1:])
        is_behind = False
        kept.append(run)
    return kept
