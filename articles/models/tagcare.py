"""Tags that need care: what is spelled twice, hardly used, or never apart.

Plain statistics on what the digest holds. Each answer is bounded: at most `LOOKED_AT`
tags are compared, and of those that are always together `RARE` that few entries bear.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from articles.likeness import distance
from articles.models.tag import ArticleTag, Tag
from articles.models.tagdeed import TagDeed
from articles.words import find_words, stem

LOOKED_AT = 5_000  # tags, the most used
SHOWN = 30  # suggestions of a kind
STEMS = ("en", "de")
LONG = 5  # letters of a name whose spelling is compared
NEAR = 2  # edits between two names that share all but one letter
ALWAYS = range(3, 51)  # entries of a tag that may always be with another
RARE = 200  # such tags that are looked at


@dataclass(frozen=True)
class Suggestion:
    """What may be wrong with a tag; where it is about two, the less used is first."""

    kind: str  # "unused", "once", "plural", "spelling" or "together"
    tag: Tag  # with its `count`
    other: Tag | None = None

    @property
    def tags(self) -> list[Tag]:
        """The tags that it is about, in their order."""
        return [self.tag, self.other] if self.other else [self.tag]

    @property
    def key(self) -> tuple[str, tuple[int, ...]]:
        """What tells it from others, as TagDeed.objects.left() has it."""
        return self.kind, tuple(sorted(tag.pk for tag in self.tags))


def care(looked_at: int = LOOKED_AT) -> list[Suggestion]:
    """Return what needs care and is not left as it is, kind by kind; four queries.

    Only the most used tags are `looked_at`.

    A pair is named once: as singular and plural, else by its spelling, else as always
    together.
    """
    counted = Tag.objects.annotate(count=Count("uses"))
    tags = list(counted.order_by("-count", "name_key")[:looked_at])
    left = TagDeed.objects.left()
    told: set[Any] = set()
    found: list[Suggestion] = []
    for kind, pairs in (
        ("plural", plurals(tags)),
        ("spelling", near_spellings(tags)),
        ("together", always_together(tags)),
        ("once", [(tag,) for tag in tags if tag.count == 1]),
        ("unused", [(tag,) for tag in tags if not tag.count]),
    ):
        # The rarely used one first: it is what goes.
        both = (sorted(pair, key=lambda tag: tag.count) for pair in pairs)
        shown = 0
        for suggestion in (Suggestion(kind, *pair) for pair in both):
            about = frozenset(suggestion.tags)
            if about in told:
                continue
            told.add(about)
            if suggestion.key not in left and shown < SHOWN:
                found.append(suggestion)
                shown += 1
    return found


def plurals(tags) -> Iterable[tuple[Tag, Tag]]:
    """Return the pairs of `tags` whose words have the same stems, English or German."""
    alike = defaultdict(list)
    for tag in tags:
        words = [word.folded for word in find_words(tag.name)]
        for language in STEMS:
            stems = tuple(stem(word, language) for word in words)
            alike[language, stems].append(tag)
    return _pairs(alike.values(), lambda one, other: True)


def near_spellings(tags) -> Iterable[tuple[Tag, Tag]]:
    """Return the pairs of `tags` that differ by a letter, or by two that are swapped.

    Other digits are another thing: 2020 and 2021, GPT-3 and GPT-4.
    """
    alike = defaultdict(list)
    for tag in tags:
        name = "".join(word.folded for word in find_words(tag.name))
        if len(name) >= LONG:
            spellings = {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}
            for spelling in spellings:
                alike[spelling].append(tag)
    return _pairs(alike.values(), _is_near)


def _is_near(one, other):
    digits = [re.sub(r"\D", "", tag.name_key) for tag in (one, other)]
    return digits[0] == digits[1] and distance(one.name_key, other.name_key) <= NEAR


def _pairs(groups, is_pair):
    """Return the pairs of what stands together in a group, each once.

    Of a group the most used tag makes a pair with each of the others.
    """
    found = {}
    for first, *others in groups:
        for other in others:
            if other.pk != first.pk and is_pair(first, other):
                found.setdefault(frozenset((first.pk, other.pk)), (other, first))
    return found.values()


def always_together(tags) -> Iterable[tuple[Tag, Tag]]:
    """Return the pairs of `tags` of which the first never stands without the second.

    Of several that it always stands with the least used one tells the most.
    """
    rare = {tag.pk: tag for tag in tags if tag.count in ALWAYS}
    looked_at = list(rare)[:RARE]
    by_key = {tag.pk: tag for tag in tags}
    rows = ArticleTag.objects.filter(tag__in=looked_at).order_by()
    both = rows.values_list("tag", "content_object__taggings__tag")
    best: dict[int, Tag] = {}
    for pk, other, count in both.annotate(Count("pk")):
        candidate = by_key.get(other)
        if other == pk or candidate is None or count < rare[pk].count:
            continue
        if pk not in best or candidate.count < best[pk].count:
            best[pk] = candidate
    return [(rare[pk], other) for pk, other in best.items()]
