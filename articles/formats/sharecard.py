"""A share card as a PNG: what a network shows where someone links to a page of ours.

One card for all readers, so its colours are those of the light scheme. Nothing on it
leaves its margins, whatever the title: a line is measured before it is drawn.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DRAWING = 1  # rises with every change of the look, so that old cards are not shown

WIDTH, HEIGHT = 1200, 630  # pixels
MARGIN = 96
ROOM = WIDTH - 2 * MARGIN
PAPER, INK, SOFT, ACCENT, RULE = "#fcfbf8", "#1b1c1f", "#55575e", "#a8321a", "#e4e0d6"
BAND = 14  # at the top
NAME_LINE, TITLE_TOP, TITLE_END, RULES, SOURCE_LINE = 104, 148, 488, (505, 511), 566
NAME_SIZE, SOURCE_SIZE = 38, 28
SIZES = ((76, 3), (58, 4), (46, 6))  # of the title, and how many lines fit
LEADING = 1.2
COLOURS = 64  # in the file: the paper, five more, and what lies between
MARKS = 4  # on one letter: no language stacks more

FONTS = Path(__file__).resolve().parent.parent / "fonts"
SYSTEM = Path("/usr/share/fonts")
# The faces of a collection differ in how they draw one and the same character.
COLLECTIONS = ("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc")
CJK = {"ja": 0, "ko": 1, "zh": 2, "zh-cn": 2, "zh-tw": 3, "zh-hant": 3, "zh-hk": 4}

# A line of Chinese or Japanese begins with none of these, and ends with none of those.
CLOSING = frozenset("、。，．・：；？！）」』】〕〉》”’％ー々…―")
OPENING = frozenset("（「『【〔〈《“‘")
BLANK = frozenset(("Cf", "Zs"))


@dataclass(frozen=True)
class ShareCard:
    """What stands on a card: the name of the site, a title, the source of the title."""

    site: str
    title: str
    source: str
    language: str  # of the title, BCP 47

    @property
    def key(self) -> str:
        """Twenty hexadecimal digits that change when anything on the card does."""
        drawn = json.dumps([DRAWING, *astuple(self)])
        return hashlib.sha256(drawn.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Face:
    """A font in a file; `index` counts the fonts of a collection."""

    file: Path
    index: int = 0

    def at(self, size: int) -> "FreeTypeFont":
        """Return this at `size` pixels. Raise OSError where the file is no font."""
        from PIL import ImageFont

        return ImageFont.truetype(self.file, size, self.index)

    def draws(self, words: str) -> bool:
        """Return whether this has a picture for every sign of `words`."""
        from PIL import ImageFont

        try:
            font = ImageFont.truetype(
                self.file, 20, self.index, layout_engine=ImageFont.Layout.BASIC
            )
        except OSError:
            return False
        missing = bytes(font.getmask("\U0010fffe"))  # never a character
        return all(bytes(font.getmask(sign)) != missing for sign in inked(words))


SERIF = Face(FONTS / "noto-serif-bold.ttf")
SANS = Face(FONTS / "noto-sans-regular.ttf")


def faces(language: str) -> Iterator[Face]:
    """Yield what a title may be drawn with, the best first; ours before the system's.

    Of Chinese, Japanese and Korean our own font knows the usual characters, in the
    forms of the mainland; the system's, where it has one, knows all.
    """
    yield SERIF
    code = language.lower()
    index = CJK.get(code, CJK.get(code.partition("-")[0], CJK["zh"]))
    for name in COLLECTIONS:
        yield from (Face(file, index) for file in sorted(SYSTEM.rglob(name)))
    yield Face(FONTS / "noto-serif-cjk-bold.woff2")
    for style in ("NotoSerif*-Bold.?tf", "NotoSans*-Bold.?tf"):
        yield from map(Face, sorted(SYSTEM.rglob(style)))


def inked(words: str) -> set[str]:
    """Return the signs of `words` of which something is seen."""
    return {
        sign
        for sign in words
        if unicodedata.category(sign) not in BLANK and not is_selector(sign)
    }


def is_selector(sign: str) -> bool:
    """Return whether `sign` only chooses between two pictures of the one before it."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def draw(card: ShareCard) -> bytes:
    """Return the PNG of `card`, 1200 by 630 pixels.

    A title of which no font has all letters is left out, for boxes say less than
    nothing; pictures in it (emoji) are left out before that.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, BAND - 1), ACCENT)
    for y in RULES:
        pen.rectangle((MARGIN, y - 1, WIDTH - MARGIN - 1, y), RULE)
    _source(pen, card.source)
    # Each on a layer of its own: no letter is so tall that it leaves its place.
    for top, end, write in ((BAND, TITLE_TOP, _name), (TITLE_TOP, TITLE_END, _title)):
        layer = image.crop((0, top, WIDTH, end))
        write(ImageDraw.Draw(layer), card)
        image.paste(layer, (0, top))
    out = BytesIO()
    image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _name(pen: "ImageDraw", card: ShareCard) -> None:
    """Write the name of the site, its last word in the accent."""
    words, face = legible(card.site, "")
    if face is None:
        return
    type_ = Type(face.at(NAME_SIZE), is_right_to_left(words))
    if type_.width(words) > ROOM:
        words = shortened(words, type_)
    first, blank, last = words.rpartition(" ")
    if needs_shaping(words):  # its last word may stand anywhere
        type_.write(pen, words, NAME_LINE, INK)
    else:
        type_.write(pen, first, NAME_LINE, INK)
        start = type_.font.getlength(first + blank)
        type_.write(pen, last, NAME_LINE, ACCENT, start)


def _title(pen: "ImageDraw", card: ShareCard) -> None:
    """Write the title in the largest size in which it fits, cut in the smallest."""
    words, face = legible(card.title, card.language)
    if face is None:
        return
    for size, most in SIZES:
        type_ = Type(face.at(size), is_right_to_left(words))
        lines = broken(words, type_)
        if len(lines) <= most:
            break
    else:
        end = " ".join(lines[most - 1 : most + 1])
        lines = [*lines[: most - 1], shortened(end, type_)]
    for number, line in enumerate(lines):
        type_.write(pen, line, size + round(size * LEADING) * number, INK)


def _source(pen: "ImageDraw", source: str) -> None:
    """Write the host of the source: ASCII, it may be long."""
    type_ = Type(SANS.at(SOURCE_SIZE))
    if type_.width(source) > ROOM:
        source = shortened(source, type_)
    type_.write(pen, source, SOURCE_LINE, SOFT)


def legible(words: str, language: str) -> tuple[str, Face | None]:
    """Return what of `words` can be drawn, in one line, and what draws it, or None."""
    from PIL import features

    words = " ".join(trimmed(words).split())
    without = "".join(s for s in words if unicodedata.category(s) not in ("So", "Sk"))
    for text in dict.fromkeys((words, " ".join(without.split()))):
        if not inked(text) or (needs_shaping(text) and not features.check("raqm")):
            continue
        for face in faces(language):
            if face.draws(text + "…"):
                return text, face
    return "", None


def needs_shaping(words: str) -> bool:
    """Return whether letters of `words` change shape or place by those around them."""
    return any(
        unicodedata.bidirectional(sign) in ("R", "AL", "AN")
        or (unicodedata.category(sign) in ("Mn", "Mc") and sign > "\u036f")
        for sign in words
        if not is_selector(sign)
    )


def is_right_to_left(words: str) -> bool:
    """Return whether the first letter of `words` runs from the right (UAX 9, P2)."""
    for sign in words:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


# How words are measured and broken


@dataclass(frozen=True)
class Type:
    """A font, and the way that its lines run."""

    font: "FreeTypeFont"
    right_to_left: bool = False

    def ends(self, line: str) -> tuple[float, float]:
        """Return where the ink of `line` begins and ends, in pixels from its start."""
        left, _, right, _ = self.font.getbbox(line, direction=self.way, anchor="ls")
        return left, right

    def width(self, line: str) -> float:
        """Return how many pixels the ink of `line` takes."""
        left, right = self.ends(line)
        return right - left

    def write(
        self, pen: "ImageDraw", line: str, y: int, colour: str, start: float = 0
    ) -> None:
        """Write `line` with its feet on `y`, its ink `start` pixels off the margin."""
        left, right = self.ends(line)
        x = (
            WIDTH - MARGIN - right - start
            if self.right_to_left
            else MARGIN - left + start
        )
        pen.text((x, y), line, colour, self.font, "ls", direction=self.way)

    @property
    def way(self) -> str | None:
        """The way of a line for Pillow; without its shaper it knows but one."""
        from PIL import features

        if not features.check("raqm"):
            return None
        return "rtl" if self.right_to_left else "ltr"


def clusters(words: str) -> list[str]:
    """Return the letters of `words`, each with the marks that belong to it."""
    found: list[str] = []
    for sign in words:
        joins = unicodedata.category(sign)[0] == "M" or sign == "\u200d"
        if found and (joins or found[-1][-1] == "\u200d"):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def trimmed(words: str) -> str:
    """Return `words` with at most MARKS marks on a letter."""
    return "".join(
        "".join(s for n, s in enumerate(letter) if s == letter[0] or n <= MARKS)
        for letter in clusters(words)
    )


def pieces(words: str) -> list[str]:
    """Return the parts between which a line may break; blanks end a part.

    After a blank, and on either side of a Chinese or Japanese character, but for the
    punctuation that stays with the one before or after it (JIS X 4051, in short).
    """
    found: list[str] = []
    for letter in clusters(words):
        last = found[-1][-1] if found else ""
        apart = last == " " or (
            (is_ideograph(last) or is_ideograph(letter[0]))
            and letter[0] not in CLOSING
            and last not in OPENING
        )
        if found and not (apart and letter != " "):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def is_ideograph(sign: str) -> bool:
    """Return whether lines break beside `sign`; Korean breaks at its blanks."""
    hangul = "\uac00" <= sign <= "\ud7a3"
    return bool(sign) and unicodedata.east_asian_width(sign) in "WF" and not hangul


def broken(words: str, type_: Type) -> list[str]:
    """Return `words` in lines that are no wider than there is room for.

    A part that is too wide for a line of its own is broken between its letters.
    """
    lines, line = [], ""
    for piece in pieces(words):
        if type_.width((line + piece).rstrip()) <= ROOM:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
            line = ""
        fits = type_.width(piece.rstrip()) <= ROOM
        for letter in [piece] if fits else clusters(piece):
            if line and type_.width((line + letter).rstrip()) > ROOM:
                lines.append(line.rstrip())
                line = ""
            line += letter
    return [*lines, line.rstrip()] if line.strip() else lines


def shortened(words: str, type_: Type) -> str:
    """Return the first of `words`, as many as fit in a line with an ellipsis after."""
    for parts in (pieces(words), clusters(words)):
        while parts and type_.width("".join(parts).rstrip() + "…") > ROOM:
            parts.pop()
        if parts:
            break
    return "".join(parts).rstrip() + "…"
