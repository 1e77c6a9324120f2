"""Two edits of any record become one, for content that is kept in two places.

As `merging` does at the desk; but where that settles something for an editor who looks
on, here nobody does: what would be lost without a word is a clash as well.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from articles.formats import merging
from articles.formats.merging import Clash
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)
from articles.formats.revisions import NO_CONTENT

Key = tuple[str, str]  # a kind, and what tells a record from others of it

NAMES: dict[type, str] = {
    ArticleRecord: "uid",
    TagRecord: "slug",
    PageRecord: "slug",
    OldAddressRecord: "path",
}
ORDERED: dict[str, Callable[[Any], Hashable]] = {  # lists of articles, and their keys
    "tags": str,
    "addresses": lambda address: address,
    "notes": merging.key_of_note,
}


def key_of(record: Record) -> Key:
    """Return what makes two records ones of the same thing. An article has its uid."""
    kind = type(record)
    return kind.__name__, str(getattr(record, NAMES[kind]))


def is_same(one: Record, other: Record) -> bool:
    """Return whether two records say the same, whenever they were written."""
    return _timeless(one) == _timeless(other)


def _timeless(record: Any) -> Any:
    return replace(record, updated_at=None) if hasattr(record, "updated_at") else record


def merge(base: Any, theirs: Any, yours: Any) -> tuple[Any, list[Clash]]:
    """Return what two edits of a record `base` make together, and where they clash.

    `base` is None where nobody knows it. In a field that clashes the record is yours.
    """
    if not isinstance(theirs, ArticleRecord):
        return _merge_fields(base, theirs, yours)
    if base is None:
        merged = merging.merge_apart(theirs, yours)
        return merged.record, merged.clashes
    merged = merging.merge(base, theirs, yours)
    settled = (*_moved(base, theirs, yours), *_gone(base, theirs, yours))
    return merged.record, [*merged.clashes, *settled]


def _merge_fields(base: Any, theirs: Any, yours: Any) -> tuple[Any, list[Clash]]:
    clashes: list[Clash] = []
    held: dict[str, Any] = {}
    for column in fields(yours):
        name = column.name
        old, their, your = (getattr(r, name, None) for r in (base, theirs, yours))
        if isinstance(your, list):
            held[name] = merging.merge_sets(old or [], their or [], your, key=str)
        elif name not in NO_CONTENT:
            held[name] = merging.one_of(name, old, their, your, clashes)
    return replace(yours, **held), clashes


def _moved(
    base: ArticleRecord, theirs: ArticleRecord, yours: ArticleRecord
) -> Iterator[Clash]:
    """Yield the lists that both put into another order, each into its own."""
    for name, key in ORDERED.items():
        sides = [getattr(record, name) for record in (base, theirs, yours)]
        keys = [[key(item) for item in side] for side in sides]
        common = set.intersection(*map(set, keys))
        orders = {tuple(one for one in side if one in common) for side in keys}
        if len(orders) == 3:
            yield Clash(name, *sides)


def _gone(
    base: ArticleRecord, theirs: ArticleRecord, yours: ArticleRecord
) -> Iterator[Clash]:
    """Yield what one deleted and the other changed: notes; and of corrections, both."""
    sides = (base, theirs, yours)
    for _uid, old, their, your in _changed(
        [{n.uid: n for n in r.notes} for r in sides]
    ):
        if their is None or your is None:
            was, there, here = (note and note.body for note in (old, their, your))
            yield Clash("body", was, there, here, their or your)
    told = [{one.at: one.text for one in record.corrections} for record in sides]
    for _at, was, their, your in _changed(told):
        yield Clash("corrections", was, their, your)


def _changed(sides: Sequence[Mapping[Any, Any]]) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield what each of two sides made something else of, with its key."""
    base, theirs, yours = sides
    for key in {**base, **theirs, **yours}:
        old, their, your = (side.get(key) for side in sides)
        if old != their != your != old:
            yield key, old, their, your
