"""Two entries become one, and that taken apart again: pure, on records."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from articles import labels, links
from articles.formats.merging import merge
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord

# What one chooses between the two, and the fields that it is about.
CHOICES = {
    "title": ("title",),
    "url": ("url",),
    "authors": ("authors",),
    "source_date": ("source_date",),
    "language": ("language",),
    "excerpt": ("excerpt",),
    "via": ("via_url", "via_name"),
    "credit": ("credit",),
    "published_at": ("published_at",),
}


def choices(stays: ArticleRecord, goes: ArticleRecord) -> list[str]:
    """Return the names of CHOICES in which the two differ."""
    return [
        name
        for name, fields in CHOICES.items()
        if any(getattr(stays, field) != getattr(goes, field) for field in fields)
    ]


def unite(
    stays: ArticleRecord,
    goes: ArticleRecord,
    taken: Collection[str] = (),
    follows: UUID | None = None,
) -> ArticleRecord:
    """Return what `stays` becomes when `goes` is merged into it.

    Of the choices `taken` it has what `goes` has. Tags, notes and addresses are united,
    first its own; a source that is not chosen is a further address, so its work counts
    as covered all the same. `follows` is what it follows then.
    """
    fields = [field for name in taken for field in CHOICES[name]]
    record = replace(stays, **{field: getattr(goes, field) for field in fields})
    record.follows = follows
    record.addresses = _addresses(record.url, stays, goes)
    record.tags = list(dict.fromkeys([*stays.tags, *goes.tags]))
    record.notes = [*stays.notes, *goes.notes]
    return record


def _addresses(
    url: str, stays: ArticleRecord, goes: ArticleRecord
) -> list[AddressRecord]:
    sources = [
        AddressRecord(label=labels.guess(record.url), url=record.url)
        for record in (stays, goes)
    ]
    seen, united = {links.canonical(url)}, []
    for address in [*stays.addresses, *goes.addresses, *sources]:
        spelling = links.canonical(address.url)
        if spelling not in seen:
            seen.add(spelling)
            united.append(address)
    return united


class Parted(NamedTuple):
    """Two entries that were one, and the fields of `stays` that are not as before."""

    stays: ArticleRecord
    goes: ArticleRecord
    kept: list[str]  # changed since, and left so


def part(
    before: ArticleRecord, after: ArticleRecord, now: ArticleRecord, goes: ArticleRecord
) -> Parted:
    """Take apart what `unite` made: `after`, of `before` and `goes`, which is `now`.

    What was changed since stays with `now`; a note of `goes` that was changed since
    comes back as it is told now.
    """
    theirs = {note.uid for note in goes.notes}
    made = {note.uid: note for note in after.notes}
    told = {note.uid: note for note in now.notes}
    notes = [_told(note, made.get(note.uid), told.get(note.uid)) for note in goes.notes]
    merged = merge(_without(theirs, after), before, _without(theirs, now))
    kept = [clash.name for clash in merged.clashes]
    return Parted(merged.record, replace(goes, notes=notes), kept)


def _without(uids: Collection[UUID | None], record: ArticleRecord) -> ArticleRecord:
    notes = [note for note in record.notes if note.uid not in uids]
    return replace(record, notes=notes)


def _told(
    note: NoteRecord, made: NoteRecord | None, now: NoteRecord | None
) -> NoteRecord:
    """Return `note` as its writer has it now; its passage is one of its own entry."""
    if now is None or now == made:
        return note
    return replace(note, body=now.body, public=now.public, credit=now.credit)
