"""A passage of a text: how it is told, and how it is found again in a later one.

It is told as the W3C's TextQuoteSelector tells it: the words, and a little of what
stands before and after. https://www.w3.org/TR/annotation-model/#text-quote-selector
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from articles import limits
from articles.likeness import GROUPS, Span, distance, is_alike, nearest, same_start

AROUND = 32  # characters on each side; more where that tells no one place
CANDIDATES = 100  # whose surroundings are compared, at most; more are no hint
BLANK = re.compile(r"\s")


@dataclass(frozen=True)
class Selector:
    """The words of a passage, and what stands before and after."""

    quote: str
    prefix: str = ""
    suffix: str = ""


def find(selector: Selector, words: str) -> list[Span]:
    """Return where in `words` a passage is: one span where it is found.

    More than one, at most `GROUPS`: it may be any of them. None: it is nowhere. What
    counts, in turn: the words exactly, between their surroundings; exactly, once; at
    least 80 % of them, where they are most alike. Of equals that is taken which stands
    in the more like surroundings. A line break is a blank.
    """
    if not selector.quote.strip():
        return []
    selector, words = _blanks_alike(selector), BLANK.sub(" ", words)
    quote = selector.quote
    exact = list(_places(quote, words))
    between = [span for span in exact if _stands_between(span, selector, words)]
    if len(between) == 1 or len(exact) == 1:
        return between or exact
    near = exact or [s for s in nearest(quote, words) if s.of(words).strip()]
    return _by_surroundings(near, selector, words)


def follow(selector: Selector, words: str, span: Span, before: str) -> list[Span]:
    """Return where a passage is in `words`, as `find`, that was at `span` of `before`.

    Where one part of a text changed, and the passage is not in it, it stays with what
    stands around it, even if the same words stand elsewhere as well; and where the
    part is in the passage, if that is still 80 % alike. What was put in at its edges
    is no part of it.
    """
    carried = _carry(span, before, words)
    found = carried.of(words) if carried else ""
    if carried and found.strip() and is_alike(selector.quote, found):
        inner = list(_places(selector.quote, words[: carried.end], carried.start))
        return inner if len(inner) == 1 else [carried]
    return find(selector, words)


def around(span: Span, words: str) -> Selector:
    """Return the passage at `span` of `words`, with as much around it as tells it.

    Never more than `limits.PASSAGE` characters on either side.
    """
    length = AROUND
    while True:
        prefix = words[max(0, span.start - length) : span.start]
        suffix = words[span.end : span.end + length]
        places = islice(_places(prefix + span.of(words) + suffix, words), 2)
        if length >= limits.PASSAGE or len(list(places)) < 2:
            return Selector(span.of(words), prefix, suffix)
        length = min(2 * length, limits.PASSAGE)


def tells(selector: Selector, span: Span, words: str) -> bool:
    """Return whether a passage is told by its words, and leads to no other place."""
    if selector.quote != span.of(words):
        return False
    between = (
        s for s in _places(selector.quote, words) if _stands_between(s, selector, words)
    )
    return list(islice(between, 2)) == [span]


def meant(selector: Selector, words: str) -> list[Span]:
    """Return the places of `words` that an editor may mean who marked or typed them.

    Blanks do not count: a browser and a keyboard have others than the text.
    """
    squeezed = BLANK.sub("", words)
    quote = BLANK.sub("", selector.quote)
    if not quote:
        return []
    told = Selector(
        quote, BLANK.sub("", selector.prefix), BLANK.sub("", selector.suffix)
    )
    spans = list(_places(quote, squeezed))
    between = [span for span in spans if _stands_between(span, told, squeezed)]
    seen = [place for place, sign in enumerate(words) if not sign.isspace()]
    return [Span(seen[start], seen[end - 1] + 1) for start, end in between or spans]


def _blanks_alike(selector: Selector) -> Selector:
    parts = (selector.quote, selector.prefix, selector.suffix)
    return Selector(*(BLANK.sub(" ", part) for part in parts))


def _places(quote: str, words: str, start: int = 0) -> Iterator[Span]:
    start = words.find(quote, start)
    while start >= 0:
        yield Span(start, start + len(quote))
        start = words.find(quote, start + 1)


def _stands_between(span: Span, selector: Selector, words: str) -> bool:
    prefix, suffix = selector.prefix, selector.suffix
    before = max(0, span.start - len(prefix))
    return words[before : span.start] == prefix and words.startswith(suffix, span.end)


def _by_surroundings(spans: list[Span], selector: Selector, words: str) -> list[Span]:
    """Return the one of `spans` that stands where the passage stood, or all of them."""
    if len(spans) < 2 or len(spans) > CANDIDATES:
        return spans[:GROUPS]
    prefix, suffix = selector.prefix[-AROUND:], selector.suffix[:AROUND]
    edits = [
        distance(prefix, words[max(0, span.start - len(prefix)) : span.start])
        + distance(suffix, words[span.end : span.end + len(suffix)])
        for span in spans
    ]
    fewest = min(edits)
    if edits.count(fewest) > 1 or 2 * fewest > len(prefix) + len(suffix):
        return spans[:GROUPS]
    return [spans[edits.index(fewest)]]


def _carry(span: Span, before: str, after: str) -> Span | None:
    """Return where a span of `before` is in `after`, if one part changed and not it.

    Or if the part lies within it, to its edges at most.
    """
    same = same_start(before, after)
    if span.end <= same:
        return span
    ends_same = same_start(before[::-1], after[::-1])
    longer = len(after) - len(before)
    moved = Span(span.start + longer, span.end + longer)
    if span.start >= len(before) - ends_same:
        return moved
    ends_same = min(ends_same, min(len(before), len(after)) - same)
    if span.start <= same and span.end >= len(before) - ends_same:
        return Span(span.start, moved.end)
    return None
