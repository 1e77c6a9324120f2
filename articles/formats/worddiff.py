"""What differs between two texts, word by word."""

import difflib
import re
from collections import Counter
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
# A word with the blanks before it; a sign that stands alone; one sign of a script that
# is written without blanks.
UNSPACED = "\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
WORD = re.compile(rf"\s*(?:[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s])|\s+")
SENTENCE = re.compile(r"[^\n.!?。！？]*(?:[\n.!?。！？]+\s*|\Z)")
BUDGET = 40_000  # pairs of equal words that are looked at, all in all


class Part(NamedTuple):
    """A stretch of text: SAME in both, GONE from the first, or NEW in the second."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Part]:
    """Return the parts that the two texts are made of, in their order.

    SAME and GONE parts make up `before`, SAME and NEW parts `after`. Texts that are
    too long for that are compared by sentences first, and by words where these
    differ; what is too long even so is GONE as a whole. 100,000 characters against
    as many take less than a second.
    """
    budget = Budget()
    parts: list[Part] = []
    old, new = WORD.findall(before), WORD.findall(after)
    for kind, gone, added in steps(old, new, budget):
        if kind == "long":
            parts += by_sentences(gone, added, budget)
        else:
            parts += parts_of(kind, gone, added)
    return joined(parts)


def sides(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Return the parts of `before` and those of `after`, to stand side by side."""
    parts = word_diff(before, after)
    return (
        [part for part in parts if part.kind != NEW],
        [part for part in parts if part.kind != GONE],
    )


class Budget:
    """How many pairs of equal words may still be looked at."""

    def __init__(self) -> None:
        self.left = BUDGET

    def takes(self, old: list[str], new: list[str]) -> bool:
        """Return whether the two can be compared; what that costs is spent."""
        counts = Counter(new)
        cost = sum(counts[word] for word in old)
        if cost > self.left:
            return False
        self.left -= cost
        return True


Step = tuple[str, list[str], list[str]]


def steps(old: list[str], new: list[str], budget: Budget) -> list[Step]:
    """Return how `old` becomes `new`: "equal" and other pieces; "long": not compared.

    What they begin and end with is not looked at in detail.
    """
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = old[start : len(old) - end], new[start : len(new) - end]
    found: list[Step] = [("equal", old[:start], old[:start])]
    if budget.takes(*middle):
        matcher = difflib.SequenceMatcher(None, *middle, autojunk=False)
        found += [
            (kind, middle[0][a:b], middle[1][c:d])
            for kind, a, b, c, d in matcher.get_opcodes()
        ]
    else:
        found.append(("long", *middle))
    return [*found, ("equal", old[len(old) - end :], new[len(new) - end :])]


def by_sentences(old: list[str], new: list[str], budget: Budget) -> list[Part]:
    """Return the parts of words that are too many: sentences first, then words."""
    parts: list[Part] = []
    before, after = (SENTENCE.findall("".join(words)) for words in (old, new))
    for kind, gone, added in steps(before, after, budget):
        if kind != "replace":
            parts += parts_of(kind, gone, added)
            continue
        words, others = (WORD.findall("".join(held)) for held in (gone, added))
        for step in steps(words, others, budget):
            parts += parts_of(*step)
    return parts


def parts_of(kind: str, gone: list[str], added: list[str]) -> list[Part]:
    """Return the parts that a step is made of."""
    if kind == "equal":
        return [Part(SAME, "".join(gone))]
    return [Part(GONE, "".join(gone)), Part(NEW, "".join(added))]


def joined(parts: list[Part]) -> list[Part]:
    """Return `parts` without empty ones, and neighbours of one kind as one.

    Between two that are the same, what is gone stands before what is new.
    """
    out: list[Part] = []
    held = {SAME: "", GONE: "", NEW: ""}

    def let_go(*kinds: str) -> None:
        out.extend(Part(kind, held[kind]) for kind in kinds if held[kind])
        held.update(dict.fromkeys(kinds, ""))

    for kind, text in parts:
        if text:
            let_go(*((GONE, NEW) if kind == SAME else (SAME,)))
            held[kind] += text
    let_go(SAME, GONE, NEW)
    return out
