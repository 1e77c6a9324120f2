"""Blocks of words with plain marks: what HTML becomes on its way to Markdown.

Whatever stands in a block, the Markdown of it shows the same words. That is not hoped
for: each piece is read back, and where a mark would cost a sign, the mark goes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import TypeVar

from articles import limits, text
from articles.formats.markdown import behind, linked

T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """Words in one line with their marks, or the end of the line."""

    words: str
    marks: frozenset[str] = frozenset()  # of MARKS
    href: str = ""  # an absolute address
    is_picture: bool = False  # the link leads to a picture that stood here


BREAK = Run("\n")
MARKS = {"strong": "**", "em": "*"}  # and "code"
# What is kept, tried in this order until the words come through.
STYLES: tuple[frozenset[str], ...] = (
    frozenset({"strong", "em", "code", "href"}),
    frozenset({"href"}),
    frozenset(),
)


@dataclass
class Paragraph:
    """Runs of words, in lines."""

    runs: list[Run]


@dataclass
class Code:
    """Lines of which every blank counts."""

    words: str


@dataclass
class Rule:
    """A line across the page."""


@dataclass
class Quote:
    """A quotation."""

    blocks: list["Block"] = field(default_factory=list)


@dataclass
class Listing:
    """A list, numbered from `start` on where that is not None."""

    items: list[list["Block"]] = field(default_factory=list)
    start: int | None = None


Block = Paragraph | Code | Rule | Quote | Listing


def runs_of(blocks: Iterable[Block]) -> Iterator[Run]:
    """Yield the runs of words in `blocks`, in their order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Code):
            yield Run(block.words)
        else:
            yield from runs_of(_inside(block))


def words_of(blocks: Iterable[Block]) -> str:
    """Return the words of `blocks` as plain text in one line."""
    parts = (" ".join(run.words for run in runs_of([block])) for block in blocks)
    return text.one_line(" ".join(parts))


def filled(blocks: Iterable[Block]) -> list[Block]:
    """Return `blocks` without those that hold no words."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Quote):
            block = Quote(filled(block.blocks))
        elif isinstance(block, Listing):
            items = [inner for item in block.items if (inner := filled(item))]
            block = Listing(items, block.start)
        if isinstance(block, Rule) or letters(_raw_words(block)):
            kept.append(block)
    return kept


def _raw_words(block: Block) -> str:
    return "".join(run.words for run in runs_of([block]))


def _inside(block: Block) -> list[Block]:
    if isinstance(block, Quote):
        return block.blocks
    if isinstance(block, Listing):
        return [inner for item in block.items for inner in item]
    return []


# Markdown


def pieces(blocks: Iterable[Block], most: int = limits.TEXT) -> Iterator[str]:
    """Yield the Markdown of `blocks`, each piece of at most `most` characters.

    A piece is a block, or a part of one that is too long; it stands for itself.
    """
    for block in blocks:
        yield from _pieces(block, most)


def _pieces(block: Block, most: int) -> Iterator[str]:
    words = letters(_raw_words(block))
    is_too_long = len(words) > most
    for kept in () if is_too_long else STYLES:
        written = markdown_of(block, kept)
        is_too_long = len(written) > most
        if is_too_long:
            break
        if letters(text.to_plain(written)) == words:
            yield written
            return
    if smaller := _parts(block) if is_too_long else _inside(block):
        for part in smaller:
            yield from _pieces(part, most)
    elif words:
        yield text.escape_markdown(words)


def letters(words: str) -> str:
    """Return `words` without blanks and what no field takes: what must not be lost."""
    return "".join(text.UNSEEN.sub("", words).split())


def _parts(block: Block) -> list[Block]:
    """Return a block that is too long as several that are shorter."""
    if isinstance(block, Paragraph):
        return [Paragraph(runs) for runs in _halves(block.runs) if runs]
    if isinstance(block, Code):
        return [Code(words) for words in _cut_in_two(block.words, "\n") if words]
    if isinstance(block, Quote):
        inner = block.blocks
        halves = (
            _in_two(inner) if len(inner) > 1 else [[one] for one in _parts(inner[0])]
        )
        return [Quote(half) for half in halves]
    if isinstance(block, Listing) and len(block.items) > 1:
        first, second = _in_two(block.items)
        start = None if block.start is None else block.start + len(first)
        return [Listing(first, block.start), Listing(second, start)]
    return _inside(block)


def _in_two(parts: list[T]) -> tuple[list[T], list[T]]:
    return parts[: len(parts) // 2], parts[len(parts) // 2 :]


def _halves(runs: list[Run]) -> list[list[Run]]:
    if len(runs) > 1:
        return list(_in_two(runs))
    parts = _cut_in_two(runs[0].words, " ") if runs else []
    return [[replace(runs[0], words=words)] for words in parts]


def _cut_in_two(words: str, sign: str) -> list[str]:
    """Return the halves of `words`, cut at a `sign` where there is one near."""
    middle = len(words) // 2
    if middle == 0:
        return []
    place = words.rfind(sign, max(middle - limits.TEXT // 20, 1), middle)
    place = middle if place == -1 else place + 1
    return [words[:place], words[place:]]


def markdown_of(block: Block, kept: frozenset[str]) -> str:
    """Return the Markdown of a block with those of its marks that are `kept`."""
    if isinstance(block, Rule):
        return "***"
    if isinstance(block, Code):
        fence = _fence(block.words, 3)
        return f"{fence}\n{block.words}\n{fence}"
    if isinstance(block, Quote):
        inner = "\n\n".join(markdown_of(one, kept) for one in block.blocks)
        return "\n".join(behind("> ", line) for line in inner.split("\n"))
    if isinstance(block, Listing):
        return _listing(block, kept)
    return _paragraph(block.runs, kept)


def _listing(block: Listing, kept: frozenset[str]) -> str:
    is_tight = all(map(_is_tight, block.items))
    written = []
    for place, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{block.start + place}. "
        inner = ("\n" if is_tight else "\n\n").join(
            markdown_of(one, kept) for one in item
        )
        first, *others = inner.split("\n")
        lines = [mark + first, *(behind(" " * len(mark), line) for line in others)]
        written.append("\n".join(lines))
    return ("\n" if is_tight else "\n\n").join(written)


def _is_tight(item: list[Block]) -> bool:
    """Return whether no empty line is needed: a paragraph, and lists behind it.

    Within a paragraph a number opens a list only where it is 1.
    """
    first, *others = item
    return (
        isinstance(first, Paragraph)
        and all(
            isinstance(one, Listing) and one.start in (None, 1) for one in others[:1]
        )
        and len(others) < 2
    )


def _paragraph(runs: list[Run], kept: frozenset[str]) -> str:
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run == BREAK:
            lines.append([])
        else:
            lines[-1].append(
                replace(
                    run,
                    marks=run.marks & kept,
                    href=run.href if "href" in kept else "",
                )
            )
    return "\\\n".join(filter(None, (_line(line).strip() for line in lines)))


def _line(runs: list[Run]) -> str:
    written = ""
    for href, group in groupby(runs, key=lambda run: run.href):
        words = _marked(list(group), ["strong", "em"], is_label=bool(href))
        core = words.strip()
        if href and core:
            before, after = words.split(core, 1)
            if written.endswith("!") and not before:
                written = f"{written[:-1]}\\!"  # no picture
            words = f"{before}{linked(core, href)}{after}"
        written += words
    return written


def _marked(runs: list[Run], marks: list[str], *, is_label: bool) -> str:
    """Return runs as Markdown, the first of `marks` around those that have it."""
    if not marks:
        return _words(runs, is_label=is_label)
    mark, *others = marks
    written = ""
    for is_marked, group in groupby(runs, key=lambda run: mark in run.marks):
        words = _marked(list(group), others, is_label=is_label)
        core = words.strip()
        if is_marked and core:
            before, after = words.split(core, 1)
            words = f"{before}{MARKS[mark]}{core}{MARKS[mark]}{after}"
        written += words
    return written


def _words(runs: list[Run], *, is_label: bool) -> str:
    escape = text.escape_label if is_label else text.escape_markdown
    written = ""
    for is_code, group in groupby(runs, key=lambda run: "code" in run.marks):
        words = "".join(run.words for run in group)
        core = words.strip()
        if not core:
            written += words
            continue
        before, after = words.split(core, 1)
        written += before + (_code(core) if is_code else escape(core)) + after
    return written


def _code(words: str) -> str:
    fence = _fence(words, 1)
    pad = " " if "`" in (words[0], words[-1]) else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _fence(words: str, least: int) -> str:
    """Return backticks, more than stand side by side in `words`."""
    longest = max(map(len, re.findall("`+", words)), default=0)
    return "`" * max(least, longest + 1)


# Texts of a length that is taken


def pack(parts: Iterable[str], most: int = limits.TEXT) -> list[str]:
    """Return pieces of Markdown as texts of at most `most` characters, as few as fit.

    A piece is at most that long; an empty line stands between two.
    """
    texts: list[str] = []
    for part in parts:
        if texts and len(texts[-1]) + 2 + len(part) <= most:
            texts[-1] += f"\n\n{part}"
        else:
            texts.append(part)
    return texts


def cut(markdown: str, most: int = limits.TEXT) -> list[str]:
    """Return Markdown as texts of at most `most` characters, cut between its blocks.

    A block that is too long itself becomes its words, cut at blanks.
    """
    if len(markdown) <= most:
        return [markdown] if markdown.strip() else []
    lines = text.mend_newlines(markdown).split("\n")
    tokens = text.MARKDOWN.parse("\n".join(lines))
    starts = [token.map[0] for token in tokens if token.map and not token.level]
    places = sorted({0, len(lines), *starts})
    parts: list[str] = []
    for start, end in pairwise(places):
        part = "\n".join(lines[start:end]).strip("\n")
        parts += [part] if len(part) <= most else from_plain(part, most)
    return pack(filter(str.strip, parts), most)


def from_plain(words: str, most: int = limits.TEXT) -> list[str]:
    """Return plain text as pieces of Markdown that show it, a paragraph a piece."""
    paragraphs = text.normalise(text.UNSEEN.sub(_kept_blank, words)).split("\n\n")
    return [piece for part in paragraphs for piece in _escaped(part, most)]


def _kept_blank(found: re.Match[str]) -> str:
    return found[0] if found[0] in "\t\n\r" else " "


def _escaped(words: str, most: int) -> Iterator[str]:
    written = text.escape_markdown(words) if len(words) <= most else ""
    if 0 < len(written) <= most:
        yield written
        return
    for half in _cut_in_two(words, " "):
        yield from _escaped(half, most)
