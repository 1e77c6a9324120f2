"""Hits of a search, marked in a text: <mark>, safe against any content."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from articles.words import Word, find_words, stem, stem_start

SIGNS = str.maketrans(dict.fromkeys("‘’“”„«»–—…·\xa0", " "))  # as in plain text
LETTER, NEVER = "[a-z0-9]", "(?!)"
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
SHOWN = 260  # characters of a snippet
BEFORE = 60  # of them before the first hit


@dataclass
class Wanted:
    """What is marked: words of the same stem, beginnings, and phrases, all folded."""

    language: str
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stems = {stem(word, self.language) for word in self.words}
        self.starts = tuple(stem_start(word, self.language) for word in self.words)
        # In plain letters: words that may be hits, and phrases.
        starts = map(re.escape, {*self.starts, *self.words, *self.open})
        begins = "|".join(starts) or NEVER
        self.may_be = re.compile(f"(?:{begins}){LETTER}*")
        apart = ("[^a-z0-9]+".join(phrase) for phrase in self.phrases)
        self.together = [re.compile(f"{phrase}(?!{LETTER})") for phrase in apart]

    def is_hit(self, word: str) -> bool:
        """Return whether a folded word is one that is wanted, or begins like one."""
        if word.startswith(tuple(self.open)) or word in self.words:
            return True
        return word.startswith(self.starts) and stem(word, self.language) in self.stems

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where hits stand in `text`: (start, end), in order, apart."""
        plain = text.lower().translate(SIGNS)
        is_plain = plain.isascii() and len(plain) == len(text)
        hits = self._in_letters(plain) if is_plain else self._in_any(text)
        spans: list[tuple[int, int]] = []
        for start, end in sorted(hits):
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def _in_letters(self, text: str) -> list[tuple[int, int]]:
        """Return the hits in a text of small ASCII letters: each is as it is folded."""
        words = _at_words(self.may_be, text)
        hits = [found.span() for found in words if self.is_hit(found[0])]
        for phrase in self.together:
            hits += [found.span() for found in _at_words(phrase, text)]
        return hits

    def _in_any(self, text: str) -> list[tuple[int, int]]:
        """Return the hits in a text of any letters."""
        found = list(find_words(text))
        hits = [(word.start, word.end) for word in found if self.is_hit(word.folded)]
        for phrase in self.phrases:
            hits += _phrases(found, phrase)
        return hits


def _at_words(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield where a pattern fits at the start of a word; matches may overlap.

    A pattern that looked behind itself would be tried at each letter: ten times slower.
    """
    start = 0
    while found := pattern.search(text, start):
        start = found.start() + 1
        if start == 1 or text[start - 2] not in LETTERS:
            yield found


def _phrases(found: list[Word], phrase: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    folded = [word.folded for word in found]
    for first in range(len(found) - len(phrase) + 1):
        if tuple(folded[first : first + len(phrase)]) == phrase:
            yield found[first].start, found[first + len(phrase) - 1].end


def mark(text: str, wanted: Wanted) -> str:
    """Return `text` as HTML with its hits marked."""
    return _marked(text, wanted.spans(text), 0, len(text))


def snippet(text: str, wanted: Wanted) -> str:
    """Return the part of plain text around its first hits as HTML, hits marked.

    Its start where there is no hit. An ellipsis stands where it was cut.
    """
    text = " ".join(text.split())
    spans = wanted.spans(text)
    start = max(_densest(spans) - BEFORE, 0)
    if start > 0:
        start = text.find(" ", start) + 1 or start
    end = min(start + SHOWN, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
        end = end if end > start else start + SHOWN
    shown = _marked(text, spans, start, end)
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def _densest(spans: list[tuple[int, int]]) -> int:
    """Return where the stretch begins that holds the most hits."""
    best, most = 0, 0
    for first, (start, _) in enumerate(spans):
        count = sum(
            end <= start + SHOWN - BEFORE for _, end in spans[first : first + 30]
        )
        if count > most:
            best, most = start, count
    return best


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    parts, place = [], start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            parts += [
                escape(text[place:first]),
                f"<mark>{escape(text[first:last])}</mark>",
            ]
            place = last
    return "".join([*parts, escape(text[place:end])])
