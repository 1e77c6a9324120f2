"""A digest of any size, in the shape of the seed: the same one for the same size.

Records only, no database: both sites that are measured are filled from them.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from articles.formats import fixture
from articles.formats.records import ArticleRecord, NoteRecord, Record, TagRecord

START, YEARS = datetime(2014, 1, 1, tzinfo=UTC), 10
SPAN = timedelta(days=365 * YEARS)
RARE, RARE_ONES = "zyzzyva", 7  # a planted word, and how many entries have it
COMMON = "learning"  # most entries have it
OFTEN = (
    f"the of and to in a we for is on that {COMMON} with are this by our from data"
    " model network training performance bias limited vision language deep method"
    " result paper study studies large small"
).split()
SYLLABLES = [a + b for a in "bcdfghklmnprst" for b in "aeiou"]
WORDS, TAGS = 20_000, 300
TAG = "bias"  # the most common one


def records(entries: int) -> Iterator[Record]:
    """Yield the tags and then the articles of a digest of that many, oldest first."""
    chosen = random.Random(entries)
    tags = [TAG, "performance", *(f"topic-{n}" for n in range(3, TAGS + 1))]
    for tag in sorted(tags):
        yield TagRecord(slug=tag, name=tag)
    words = Words(chosen)
    weights = by_zipf(TAGS)
    rare = {entries * number // RARE_ONES for number in range(RARE_ONES)}
    for number in range(entries):
        drawn = dict.fromkeys(chosen.choices(tags, cum_weights=weights, k=12))
        yield article(
            number,
            posted=START + SPAN * ((number + chosen.random()) / entries),
            tags=list(drawn)[: chosen.randint(1, 4)],
            words=words,
            planted=RARE if number in rare else "",
        )


def write(path: Path, entries: int) -> dict[str, Any]:
    """Write a digest as a fixture to the file `path`; return what stands in it.

    {"entries", "tagged": those with TAG, "year": the last whole one, "posted": in it}.
    """
    tagged, years = 0, Counter[int]()

    def counted():
        nonlocal tagged
        for record in records(entries):
            if isinstance(record, ArticleRecord):
                tagged += TAG in record.tags
                years[record.published_at.year] += 1
            yield record

    with path.open("w", encoding="utf-8") as file:
        file.writelines(fixture.write(counted()))
    year = START.year + YEARS - 1
    return {"entries": entries, "tagged": tagged, "year": year, "posted": years[year]}


def article(number, posted, tags, words, planted):
    """Return one article; of two, one has a note."""
    posted = posted.replace(microsecond=0)
    excerpt = words.paragraphs(words.chosen.randint(80, 300))
    note = words.sentences(30)
    site = int(words.chosen.paretovariate(1)) % 300
    return ArticleRecord(
        uid=UUID(int=number + 1),
        slug=f"a-{number}",
        title=words.some(words.chosen.randint(3, 14)).capitalize(),
        url=f"https://s{site}.example.org/{number}",
        authors=[words.some(2).title()],
        excerpt=f"{excerpt} {planted}".strip(),
        language="en",
        status="published",
        published_at=posted,
        created_at=posted,
        updated_at=posted,
        tags=tags,
        notes=[NoteRecord(uid=UUID(int=2**64 + number), body=note)]
        if number % 2
        else [],
    )


class Words:
    """Words as they fall: few of them often, most of them seldom."""

    def __init__(self, chosen: random.Random):
        self.chosen = chosen
        seldom = [
            "".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4)))
            for _ in range(WORDS)
        ]
        self.words = OFTEN + seldom
        # Half of all words of a text are those that come often.
        often = by_zipf(len(OFTEN))
        rest = by_zipf(WORDS)
        scale = often[-1] / rest[-1]
        self.weights = often + [often[-1] + scale * one for one in rest]

    def some(self, count: int) -> str:
        return " ".join(
            self.chosen.choices(self.words, cum_weights=self.weights, k=count)
        )

    def sentences(self, count: int) -> str:
        """Return that many words, in sentences of about a dozen."""
        parts = [12] * (count // 12) + ([count % 12] if count % 12 else [])
        return " ".join(f"{self.some(part).capitalize()}." for part in parts)

    def paragraphs(self, count: int) -> str:
        """Return that many words, in one to three paragraphs."""
        parts = self.chosen.randint(1, 3)
        return "\n\n".join(self.sentences(count // parts) for _ in range(parts))


def by_zipf(count: int) -> list[float]:
    """Return the running sums of 1, 1/2, 1/3: what comes how often, by its rank."""
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
