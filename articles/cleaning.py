"""Pasted text without what a PDF or a page put in: only on request, and shown first."""

import re
from difflib import SequenceMatcher

from articles import text

LIGATURES = dict(
    zip("ﬀﬁﬂﬃﬄﬅﬆ", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")
UNSEEN = re.compile("\u00ad[ \t]*\n?[ \t]*|[\u200b\u2060\ufeff]")
# A word that is parted at the end of a line goes on in small letters in the next.
PARTED = re.compile(r"(?<=[^\W\d_])[-\u2010][ \t]*\n[ \t]*(?=([^\W\d_]))")
# Chinese and Japanese have no blanks between words; Korean has.
UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3001-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff9f\U00020000-\U0003ffff]"
)
# What opens a block of Markdown stands at the start of a line, and ends a line before.
BLOCK = re.compile(r"[ \t]*(?:[-+*>|#]|\d{1,9}[.)][ \t]|```|~~~|={3,}|$)|    |\t")
DOTS = re.compile(r"(?<![.…])(?:\[\s*(?:\.\s*\.\s*\.|…)\s*\]|\.\.\.)(?![.…])")


def clean(pasted: str) -> str:
    """Return text as it would have been typed: nothing but layout is changed.

    Soft hyphens and what has no width go, ligatures become letters, a word that a line
    end parts is one again, the lines of a paragraph are one line, cuts are “…”. What
    begins as a block of Markdown does, or ends in two blanks or a backslash, stays a
    line. Idempotent.
    """
    while True:
        cleaned = _clean(pasted)
        if cleaned == pasted:
            return cleaned
        pasted = cleaned


def _clean(pasted: str) -> str:
    words = UNSEEN.sub("", text.mend_newlines(pasted))
    words = LIGATURE.sub(lambda found: LIGATURES[found[0]], words)
    words = PARTED.sub(lambda found: "" if found[1].islower() else found[0], words)
    words = DOTS.sub("…", words)
    lines: list[str] = []
    for line in words.split("\n"):
        if lines and _goes_on(lines[-1], line):
            lines[-1] = _as_one(lines[-1].rstrip(), line.lstrip())
        else:
            lines.append(line)
    return "\n".join(lines)


def _as_one(line: str, following: str) -> str:
    """Return two lines as one, with a blank between, if their script has blanks."""
    ends = (line[-1:], following[:1])
    return line + ("" if all(map(UNSPACED.match, ends)) else " ") + following


def _goes_on(line: str, following: str) -> bool:
    """Return whether a line is broken for no reason but its length."""
    if line.endswith(("  ", "\\")) or not line.strip():
        return False
    return not BLOCK.match(line) and not BLOCK.match(following)


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of two texts, runs of them: [(kind, words)] in order.

    A kind is "same", "del" (in `before` alone) or "ins" (in `after` alone).
    """
    old, new = (re.findall(r"\s+|[^\s]+", words) for words in (before, after))
    parts: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2_000)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(old[start:end])))
            continue
        if end > start:
            parts.append(("del", "".join(old[start:end])))
        if last > first:
            parts.append(("ins", "".join(new[first:last])))
    return parts
