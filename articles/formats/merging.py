"""Two edits of one article become one: a three-way merge of records, field by field."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, TypeVar

from articles.formats.changes import name_of_note
from articles.formats.records import ArticleRecord, CorrectionRecord, NoteRecord
from articles.formats.revisions import NO_CONTENT

T = TypeVar("T")
SETS = ("addresses", "tags", "notes", "corrections")


class Clash(NamedTuple):
    """A field that both changed, each to another value; of `note`, if of one."""

    field: str
    base: Any
    theirs: Any
    yours: Any
    note: NoteRecord | None = None

    @property
    def name(self) -> str:
        """The name of the field, as `changes.differences` says it."""
        return f"{name_of_note(self.note)}, {self.field}" if self.note else self.field


@dataclass
class Merge:
    """What two edits make together. Where they clash `record` holds yours."""

    record: ArticleRecord
    clashes: list[Clash]


def merge(base: ArticleRecord, theirs: ArticleRecord, yours: ArticleRecord) -> Merge:
    """Return what `theirs` and `yours`, two edits of `base`, make together.

    A field that one of them changed is the changed one. Addresses and tags are sets,
    and so are notes, by their uids; a note is merged by field, and one that one side
    deleted and the other changed stays.
    """
    clashes: list[Clash] = []
    names = [f.name for f in fields(base) if f.name not in (*SETS, *NO_CONTENT)]
    held = {}
    for name in names:
        old, their, your = (getattr(r, name) for r in (base, theirs, yours))
        held[name] = one_of(name, old, their, your, clashes)
    both = [at for at in (theirs.updated_at, yours.updated_at) if at is not None]
    record = replace(
        yours,
        **held,
        addresses=merge_sets(
            base.addresses, theirs.addresses, yours.addresses, key=lambda one: one
        ),
        tags=merge_sets(base.tags, theirs.tags, yours.tags, key=str),
        notes=merge_notes(base.notes, theirs.notes, yours.notes, clashes),
        corrections=merge_corrections(base, theirs, yours),
        updated_at=max(both, default=None),
    )
    return Merge(record, clashes)


def merge_apart(theirs: ArticleRecord, yours: ArticleRecord) -> Merge:
    """Return what two edits make together of which nobody knows where they began.

    Whatever differs clashes. Addresses, tags and notes of both stay.
    """
    clashes: list[Clash] = []
    held = {}
    for column in fields(theirs):
        name = column.name
        if name not in (*SETS, *NO_CONTENT):
            ours = getattr(yours, name)
            held[name] = one_of(name, None, getattr(theirs, name), ours, clashes)
    addresses = merge_sets([], theirs.addresses, yours.addresses, key=lambda one: one)
    tags = merge_sets([], theirs.tags, yours.tags, key=str)
    notes = merge_notes([], theirs.notes, yours.notes, clashes)
    held["updated_at"] = theirs.updated_at
    held["corrections"] = merge_corrections(
        replace(yours, corrections=[]), theirs, yours
    )
    record = replace(yours, **held, addresses=addresses, tags=tags, notes=notes)
    return Merge(record, clashes)


def merge_corrections(
    base: ArticleRecord, theirs: ArticleRecord, yours: ArticleRecord
) -> list[CorrectionRecord]:
    """Return the corrections of two edits, the oldest first, one an instant."""
    sides = (base.corrections, theirs.corrections, yours.corrections)
    merged = merge_sets(*sides, key=lambda told: (told.at, told.text))
    by_instant = {told.at: told for told in merged}
    return [by_instant[at] for at in sorted(by_instant)]


def one_of(
    name: str,
    base: Any,
    theirs: Any,
    yours: Any,
    clashes: list[Clash],
    note: NoteRecord | None = None,
) -> Any:
    """Return the value that was changed; yours, and a Clash in `clashes`, if both."""
    if theirs not in (base, yours) and yours != base:
        clashes.append(Clash(name, base, theirs, yours, note))
    return theirs if yours == base else yours


def merge_notes(
    base: list[NoteRecord],
    theirs: list[NoteRecord],
    yours: list[NoteRecord],
    clashes: list[Clash],
) -> list[NoteRecord]:
    """Return the notes of two edits; the fields that both changed go to `clashes`."""
    old, their, your = ({n.uid: n for n in side} for side in (base, theirs, yours))
    # What one side deleted and the other changed counts as new.
    changed = {
        uid
        for uid, note in old.items()
        if uid is not None
        for left, other in ((their, your), (your, their))
        if uid not in left and uid in other and other[uid] != note
    }
    known = [note for note in base if note.uid not in changed]
    merged = []
    for note in merge_sets(known, theirs, yours, key=key_of_note):
        if note.uid is None or not (note.uid in their and note.uid in your):
            merged.append(note)
            continue
        first, ours = old.get(note.uid), your[note.uid]
        held = {
            part.name: one_of(
                part.name,
                first and getattr(first, part.name),
                getattr(their[note.uid], part.name),
                getattr(ours, part.name),
                clashes,
                ours,
            )
            for part in fields(note)
        }
        merged.append(NoteRecord(**held))
    return merged


def key_of_note(note: NoteRecord) -> Hashable:
    """Return what makes two notes the same. One without a uid is like no other."""
    return note.uid or id(note)


def merge_sets(
    base: Sequence[T],
    theirs: Sequence[T],
    yours: Sequence[T],
    key: Callable[[T], Hashable],
) -> list[T]:
    """Return the members that both have, and those that one has added, each once.

    They stand in your order, unless they alone reordered what all three have; what
    the other side added stands after the member that it stood after there.
    """
    old, their, your = ({key(m): m for m in side} for side in (base, theirs, yours))
    stay = {k for k in {**their, **your} if (k in their and k in your) or k not in old}
    common = old.keys() & their.keys() & your.keys()
    moved = [k for k in their if k in common] != [k for k in old if k in common]
    lead, other = (their, your) if moved else (your, their)
    order = [k for k in lead if k in stay]
    place = 0
    for k in other:
        if k in stay:
            if k not in lead:
                order.insert(place, k)
            place = order.index(k) + 1
    return [your[k] if k in your else their[k] for k in order]
