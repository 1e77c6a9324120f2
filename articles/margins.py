"""Where a text is marked, and which notes stand beside which part of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from articles import text
from articles.likeness import Span

# A tag of sanitised HTML, a character that is spelled out, or any other.
PART = re.compile(r"""<(?:[^<>"]|"[^"]*")*>|&[A-Za-z0-9#]+;|.""", re.DOTALL)
NAME = re.compile("</?([a-z0-9]+)")
VOID = {"br", "hr"}
OURS = re.compile(r'<mark class="passage[^>]*>|</mark>|<a class="ref [^>]*>\d+</a>')


@dataclass
class Piece:
    """Whole blocks of HTML, and the numbers of the notes that stand beside them."""

    html: str = ""
    notes: list[int] = field(default_factory=list)


@dataclass
class _Part:
    """A tag, or a character, of which `place` counts those that are no blanks."""

    html: str
    name: str = ""  # of the element
    closes: bool = False
    place: int | None = None  # of a character; of a blank, of the one before it
    is_blank: bool = False
    parts_blocks: bool = False  # a blank between two blocks
    ends: list[int] = field(default_factory=list)  # numbers of passages, at our link


def draw(html: str, words: str, spans: list[Span]) -> list[Piece]:
    """Return `html` with the passages of its plain text `words` at `spans` marked.

    Passage n, from 1, is in `<mark class="passage at-n">`, as often as elements part
    it, and ends with a link to `#note-n`, which is `#passage-n`. In pieces: a block in
    which passages end is one of its own, with their notes. Joined, and without what
    was put in (see `undraw`), they are `html`; each is balanced.
    """
    places = _places_in(words, spans)
    pieces, depth = [Piece()], 0
    for part in _drawn(_parts(html), places):
        if part.name and not part.closes and depth == 0 and pieces[-1].notes:
            pieces.append(Piece())
        starts_block = part.name in text.BLOCKS and not part.closes and depth == 0
        if starts_block and pieces[-1].html:
            pieces.append(Piece())
        if part.name and part.name not in VOID:
            depth += -1 if part.closes else 1
        pieces[-1].html += part.html
        pieces[-1].notes += part.ends
    return list(_joined(pieces))


def undraw(pieces: Iterable[Piece]) -> str:
    """Return the HTML that was drawn on."""
    return OURS.sub("", "".join(piece.html for piece in pieces))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield `pieces`, those without notes that follow each other as one."""
    open_piece = Piece()
    for piece in pieces:
        if piece.notes:
            if open_piece.html:
                yield open_piece
            yield piece
            open_piece = Piece()
        else:
            open_piece.html += piece.html
    if open_piece.html:
        yield open_piece


def _places_in(words: str, spans: list[Span]) -> dict[int, tuple[int, int]]:
    """Return, by number, the first character of each passage and that after its last.

    Blanks are not counted: HTML has others than its plain text, and no other words.
    """
    seen = [0]
    for sign in words:
        seen.append(seen[-1] + (not sign.isspace()))
    ranges = ((seen[span.start], seen[span.end]) for span in spans)
    return {n: (a, b) for n, (a, b) in enumerate(ranges, start=1) if a < b}


def _parts(html: str) -> list[_Part]:
    parts, place = [], -1
    blanks: list[_Part] = []
    for found in PART.findall(html):
        if name := NAME.match(found):
            part = _Part(found, name[1], closes=found[1] == "/")
            if name[1] in text.BLOCKS:
                for blank in blanks:
                    blank.parts_blocks = True
                blanks = [_Part("", parts_blocks=True)]
        else:
            blank = found.isspace() or found == "&nbsp;"
            place += not blank
            part = _Part(found, place=place, is_blank=blank)
            if blank:
                part.parts_blocks = bool(blanks) and blanks[0].parts_blocks
                blanks.append(part)
            else:
                blanks = []
        parts.append(part)
    return parts


def _drawn(
    parts: list[_Part], places: Mapping[int, tuple[int, int]]
) -> Iterator[_Part]:
    """Yield `parts` with marks, and links to the notes, put in between."""
    ends: dict[int, list[int]] = {}
    for number, (_, end) in places.items():
        ends.setdefault(end - 1, []).append(number)
    starts = sorted(places, key=lambda number: places[number])
    inside: list[int] = []  # the numbers that the open mark is of
    active: list[int] = []
    due: list[int] = []  # passages that ended within a link, which holds no other
    in_link = False
    for part in parts:
        wanted: list[int] = []
        if part.place is not None and not part.parts_blocks:
            if not part.is_blank:
                while starts and places[starts[0]][0] <= part.place:
                    active.append(starts.pop(0))
                active = [n for n in active if places[n][1] > part.place]
            reach = part.place + part.is_blank
            wanted = [n for n in active if places[n][1] > reach]
        if inside and inside != wanted:
            yield _Part("</mark>")
            inside = []
        if part.name == "a":
            in_link = not part.closes
        if wanted and not inside:
            names = " ".join(f"at-{number}" for number in sorted(wanted))
            yield _Part(f'<mark class="passage {names}">')
            inside = wanted
        yield part
        if part.place is not None and not part.is_blank:
            due += ends.pop(part.place, [])
        if due and not in_link:
            if inside:
                yield _Part("</mark>")
                inside = []
            yield from map(_link, due)
            due = []


def _link(number: int) -> _Part:
    return _Part(
        f'<a class="ref at-{number}" id="passage-{number}" href="#note-{number}"'
        f' role="doc-noteref">{number}</a>',
        ends=[number],
    )
