"""How alike two texts are: the edits that make one the other.

An edit puts in, takes out or changes a character (Levenshtein). All of it is Myers'
bit-parallel algorithm, a column of the table in one long integer: a text of n and a
pattern of m characters take n steps, however often either repeats itself.
https://dl.acm.org/doi/10.1145/316542.316550
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

GRAM = 3  # characters; an edit spoils as many of a text's runs of that length
LONG = 1_000  # characters of a pattern that is looked for by its two ends
END = 250  # characters of such an end
GROUPS = 20  # passages equally near that are told, at most


class Span(NamedTuple):
    """A stretch of a text: the place of its first character, and after its last."""

    start: int
    end: int

    def of(self, words: str) -> str:
        """Return the characters of `words` that it spans."""
        return words[self.start : self.end]


def distance(one: str, other: str) -> int:
    """Return how many edits make `one` the other."""
    shorter = min(len(one), len(other))
    start = same_start(one, other)
    end = min(same_start(one[::-1], other[::-1]), shorter - start)
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    return _edits(one, other, anchored=True)[-1]


def same_start(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def is_alike(one: str, other: str) -> bool:
    """Return whether at least 80 % of two texts is the same.

    That is, the edits are a fifth of the longer one's characters at most.
    """
    return 5 * distance(one, other) <= max(len(one), len(other))


def nearest(pattern: str, words: str) -> list[Span]:
    """Return the passages of `words` that are most like `pattern`, and alike at all.

    They are in order, and all as many edits away; at most `GROUPS`. Where several that
    overlap are equally near, one stands for them: that which cuts no word, if any. A
    long pattern is where its two ends are, each in one place.
    """
    if len(pattern) > LONG:
        heads, tails = nearest(pattern[:END], words), nearest(pattern[-END:], words)
        spans = [Span(h.start, t.end) for h in heads[:1] for t in tails[:1]]
        alone = len(heads) == len(tails) == 1
        return [s for s in spans if alone and is_alike(pattern, s.of(words))]
    groups, edits = _groups(pattern, words)
    spans = [_best(pattern, words, group, edits) for group in groups[:GROUPS]]
    return [span for span in spans if is_alike(pattern, span.of(words))]


def _groups(pattern: str, words: str) -> tuple[list[list[int]], int]:
    """Return the ends of the nearest passages, those of one together, and the edits."""
    most = len(pattern) // 4  # a passage longer by a quarter is 80 % alike
    ends: dict[int, int] = {}
    for start, end in _regions(pattern, words, most):
        found = _edits(pattern, words[start:end], anchored=False)
        ends |= {start + e: d for e, d in enumerate(found) if d <= most}
    fewest = min(ends.values(), default=0)
    groups: list[list[int]] = []
    for end in (e for e, d in ends.items() if d == fewest):
        if not groups or end - groups[-1][0] > 2 * fewest:
            groups.append([])
        groups[-1].append(end)
    return groups, fewest


def _edits(pattern: str, words: str, *, anchored: bool) -> list[int]:
    """Return, for each length of a beginning of `words`, how far `pattern` is from it.

    From all of it where that is `anchored`; else from the end of it that is nearest.
    """
    length = len(pattern)
    if not length:
        return list(range(len(words) + 1)) if anchored else [0] * (len(words) + 1)
    where: dict[str, int] = {}
    for place, character in enumerate(pattern):
        where[character] = where.get(character, 0) | 1 << place
    every, last = (1 << length) - 1, 1 << (length - 1)
    more, less, edits = every, 0, length  # differences down the column; its foot
    result = [edits]
    for character in words:
        same = where.get(character, 0)
        across = (((same & more) + more) ^ more) | same
        upward = less | every & ~(across | more)
        downward = more & across
        edits += bool(upward & last) - bool(downward & last)
        result.append(edits)
        upward = upward << 1 | anchored
        straight = same | less
        more = (downward << 1 | ~(straight | upward)) & every
        less = upward & straight & every
    return result


def _regions(pattern: str, words: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of `words` that may hold a passage at most `most` edits away.

    Few of the pattern's short runs can be spoilt: where there are too few, none is.
    """
    needed = len(pattern) - (GRAM - 1) - GRAM * most
    width = len(pattern) + most
    if needed < 1:
        yield 0, len(words)
        return
    grams = {pattern[i : i + GRAM] for i in range(len(pattern) - GRAM + 1)}
    hits = (words[i : i + GRAM] in grams for i in range(len(words)))
    sums = list(accumulate(hits, initial=0))
    open_at, close_at = 0, 0
    for start in range(len(words)):
        if sums[min(start + width, len(words))] - sums[start] < needed:
            continue
        if start > close_at:
            if close_at:
                yield open_at, close_at
            open_at = start
        close_at = min(start + width, len(words))
    if close_at:
        yield open_at, close_at


def _best(pattern: str, words: str, ends: list[int], edits: int) -> Span:
    """Return the passage that ends at one of `ends`, `edits` away from `pattern`."""
    spans = []
    for end in ends[:GROUPS]:
        first = max(0, end - len(pattern) - edits)
        backwards = _edits(pattern[::-1], words[first:end][::-1], anchored=True)
        spans += [Span(end - n, end) for n, d in enumerate(backwards) if d == edits]
    return min(spans, key=lambda span: (cuts(span, words), _strain(span, pattern)))


def _strain(span: Span, pattern: str) -> int:
    return abs(span.end - span.start - len(pattern))


def cuts(span: Span, words: str) -> int:
    """Return how many words are cut by the ends of a span."""
    return sum(
        words[edge - 1 : edge].isalnum() and words[edge : edge + 1].isalnum()
        for edge in span
    )
