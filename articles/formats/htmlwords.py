"""HTML of strangers as Markdown of ours: every word, plain marks, links to the web.

The HTML is read as a browser reads it (by nh3), and what then stands in it becomes
blocks; see `blocks`. A picture becomes a link to it, a heading a paragraph in bold.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import nh3
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles import limits, links, text
from articles.errors import Refused
from articles.formats import found
from articles.formats.blocks import (
    BREAK,
    Block,
    Code,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    filled,
    pack,
    pieces,
)

LONGEST = 2_000_000  # characters of HTML in one entry
# A reader of HTML copies the marks that are open into each block, and looks through
# the elements that are open at each new one: it is spared what was made to tire it.
COPIES = 1_000_000
LOOKS = 100_000_000

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PARTS = {"address", "article", "aside", "caption", "dd", "details", "div", "dl", "dt"}
PARTS |= {"fieldset", "figcaption", "figure", "footer", "form", "header", "legend"}
PARTS |= {"main", "nav", "p", "pre", "section", "summary", "table", "tr"}
CONTAINERS = {"blockquote": 1, "ol": 2, "ul": 2}  # levels of Markdown that each takes
BLOCKS = HEADINGS | PARTS | {"blockquote", "hr", "li", "ol", "ul"}
CELLS = {"td", "th"}
MARKS = {"b": "strong", "strong": "strong", "em": "em", "i": "em", "cite": "em"}
MARKS |= {"code": "code", "kbd": "code", "samp": "code", "tt": "code"}
MARKS |= dict.fromkeys(HEADINGS, "strong")
TAGS = BLOCKS | CELLS | MARKS.keys() | {"a", "br", "img"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "img": {"src", "alt"}}

PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)\Z", re.IGNORECASE)
OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
COPIED = set("a b big code em font i nobr s small strike strong tt u".split())
UNCLOSED = set(
    "br col dd dt embed hr img input li option p source td th tr wbr".split()
)
LOST = {  # by the element that held it
    "img": "picture",
    "svg": "picture",
    "video": "video",
    "audio": "recording",
    "iframe": "embedded page",
    "embed": "embedded page",
    "object": "embedded page",
    "table": "table",
    "form": "form",
    "math": "formula",
    "s": "struck text",
    "strike": "struck text",
    "del": "struck text",
}
BLANKS = re.compile(r"[ \t\n\r\f]+")
LINE_ENDS = re.compile(r"([ \t\r]*\n[ \t\r\n]*)")


@dataclass(frozen=True)
class Words:
    """What HTML said: pieces of Markdown, each a block, and what they do not hold."""

    pieces: tuple[str, ...]
    lost: tuple[str, ...]  # a noun each, as often as it was there

    @property
    def markdown(self) -> str:
        return "\n\n".join(self.pieces)

    def texts(self, most: int = limits.TEXT) -> list[str]:
        """Return it as texts of at most `most` characters, cut between blocks."""
        return pack(self.pieces, most)


def to_markdown(html: str, base: str = "", *, lines: bool = False) -> Words:
    """Return HTML as Markdown; addresses in it count from `base`.

    With `lines`, a line end breaks the line and an empty line parts paragraphs, as in
    what was typed into WordPress. Raise Refused for what is too long or too tangled.
    """
    blocks, lost = read(html, base, lines=lines)
    return Words(tuple(pieces(blocks)), lost)


def read(
    html: str, base: str = "", *, lines: bool = False
) -> tuple[list[Block], tuple[str, ...]]:
    """Return the blocks of HTML, and what they do not hold; see `to_markdown`."""
    if len(html) > LONGEST:
        says = _("its HTML has more than {most} characters; shorten it")
        raise Refused(says.format(most=number_format(LONGEST, force_grouping=True)))
    lost = _lost(html)
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    reader = _Blocks(base, lines=lines)
    reader.feed(re.sub(r"<pre>\n+", "<pre>", clean).lstrip("\ufeff"))
    reader.close()
    reader.end_block()
    return filled(reader.blocks), lost


def _lost(html: str) -> tuple[str, ...]:
    """Return what elements cannot be held. Raise Refused where they are too tangled."""
    lost: list[str] = []
    copied, opened = 0, 0
    most_copied, most_opened, count = 0, 0, 0
    for slash, name in OPEN_OR_CLOSE.findall(html):
        name = name.lower()
        step = -1 if slash else 1
        count += 1
        if name in COPIED:
            copied = max(copied + step, 0)
            most_copied = max(most_copied, copied)
        elif name not in UNCLOSED:
            opened = max(opened + step, 0)
            most_opened = max(most_opened, opened)
        if not slash and name in LOST:
            lost.append(LOST[name])
    if most_copied * count > COPIES or (most_opened + most_copied) * count > LOOKS:
        raise Refused(_("its HTML is nested too deep; close what is never closed"))
    return tuple(lost)


@dataclass
class _Frame:
    """An element that is open, and where the blocks in it go."""

    level: int
    blocks: list[Block]
    listing: Listing | None = None

    def add(self, block: Block) -> None:
        if self.listing is None:
            self.blocks.append(block)
        elif isinstance(block, Listing) and self.listing.items:
            self.listing.items[-1].append(block)  # not in an item, but meant so
        else:
            self.listing.items.append([block])


@dataclass
class _Link:
    """A link that is open, and what stands in it."""

    href: str
    has_words: bool = False
    has_picture: bool = False


class _Blocks(HTMLParser):
    """Builds blocks of HTML in which each element is closed."""

    def __init__(self, base: str, *, lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.lines = base, lines
        self.blocks: list[Block] = []
        self.frames = [_Frame(0, self.blocks)]
        self.runs: list[Run] = []  # of the paragraph that is open
        self.marks: Counter[str] = Counter()
        self.links: list[_Link] = []
        self.pres = 0  # that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.end_block()
        if tag in CONTAINERS or tag == "li":
            self.frames.append(self.frame(tag, values))
        elif tag in MARKS:
            self.marks[MARKS[tag]] += 1
        elif tag == "a":
            self.links.append(_Link(found.address(values.get("href"), self.base)))
        elif tag == "img":
            self.picture(values)
        elif tag in CELLS:
            self.add(" ")
        elif tag == "br":
            self.end_line()
        elif tag == "hr":
            self.frames[-1].add(Rule())
        elif tag == "pre":
            self.pres += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_block()
        if tag in CONTAINERS or tag == "li":
            self.frames.pop()
        elif tag in MARKS:
            self.marks[MARKS[tag]] -= 1
        elif tag == "a":
            self.end_link()
        elif tag == "pre":
            self.pres -= 1

    def frame(self, tag: str, values: dict[str, str]) -> _Frame:
        """Return where the blocks in a container go; around it where it is too deep."""
        outer = self.frames[-1]
        if tag == "li":
            if outer.listing is None:
                return outer
            item: list[Block] = []
            outer.listing.items.append(item)
            return _Frame(outer.level, item)
        level = outer.level + CONTAINERS[tag]
        if level > text.DEPTH:
            return outer
        if tag == "blockquote":
            quote = Quote()
            outer.add(quote)
            return _Frame(level, quote.blocks)
        listing = Listing(start=_start(values) if tag == "ol" else None)
        outer.add(listing)
        return _Frame(level, [], listing)

    def picture(self, values: dict[str, str]) -> None:
        """Put a link in the place of a picture: to it, also where a link is around it.

        That one stays beside it, with the words of the picture, or its own ones.
        """
        address = found.address(values.get("src"), self.base)
        name = text.one_line(unquote(PurePosixPath(urlsplit(address).path).name))
        words = text.one_line(values.get("alt", ""))
        link = self.links[-1] if self.links else None
        if not link or not link.href or not address:
            self.add(words or name, picture=address)
        elif PICTURE.search(urlsplit(link.href).path):  # the same one, larger
            link.has_words = True
            self.add(words or name, picture=link.href)
        else:
            self.add(f"{words} ")
            link.has_picture = True
            self.add(name, picture=address)

    def end_link(self) -> None:
        link = self.links[-1]
        if link.href and link.has_picture and not link.has_words:
            self.add(f" {links.site(link.href)}")
        self.links.pop()

    def handle_data(self, data: str) -> None:
        if not self.lines or self.pres:
            self.add(data)
            return
        for place, part in enumerate(LINE_ENDS.split(data)):
            if place % 2 == 0:
                self.add(part)
            elif part.count("\n") > 1:
                self.end_block()
            elif self.runs and self.runs[-1] != BREAK:
                self.runs.append(BREAK)

    def add(self, words: str, picture: str = "") -> None:
        words = text.UNSEEN.sub(_blank, words)
        if not self.pres:
            words = BLANKS.sub(" ", words)
        if not words or (not self.runs and words == " "):
            return
        marks = frozenset(mark for mark, count in self.marks.items() if count > 0)
        if picture:
            self.runs.append(Run(words, marks - {"code"}, picture, is_picture=True))
            return
        link = self.links[-1] if self.links else _Link("")
        link.has_words = link.has_words or bool(words.strip())
        self.runs.append(Run(words, marks, link.href))

    def end_line(self) -> None:
        """Break the line; where it is empty, end the paragraph."""
        if not self.pres and self.runs and self.runs[-1] == BREAK:
            self.end_block()
        elif self.runs or self.pres:
            self.runs.append(BREAK)

    def end_block(self) -> None:
        runs, self.runs = self.runs, []
        words = "".join(run.words for run in runs)
        if self.pres:
            self.frames[-1].add(Code(words.strip("\n")))
        else:
            self.frames[-1].add(Paragraph(runs))


def _blank(unseen: re.Match[str]) -> str:
    return unseen[0] if unseen[0] in "\t\n" else " "


def _start(values: dict[str, str]) -> int:
    """Return the first number of a list; Markdown takes nine digits at most."""
    given = values.get("start", "")
    return int(given) if re.fullmatch("[0-9]{1,8}", given, re.ASCII) else 1
