"""Records as few bytes."""

from dataclasses import replace
from random import Random
from uuid import UUID

from hypothesis import given, settings

from articles import limits
from articles.formats.records import ArticleRecord, NoteRecord
from articles.formats.revisions import (
    fingerprint,
    pack,
    pack_change,
    unpack,
    unpack_change,
)
from tests.formats.test_merging import records


def make(**columns):
    return ArticleRecord(**{"title": "T", "url": "https://example.org/", **columns})


@settings(deadline=None)
@given(records, records)
def test_record_comes_back_whole_or_as_a_change_of_another(base, record):
    assert unpack(pack(record)) == record
    if packed := pack_change(record, base):
        assert unpack_change(packed, base) == record
    assert (fingerprint(base) == fingerprint(record)) == (base == record)


def long_text(random):
    words = ["".join(random.choices("abcdefghij", k=6)) for _ in range(3_000)]
    return " ".join(words)[: limits.TEXT]


def test_changed_word_of_a_long_entry_costs_a_few_bytes():
    random = Random(1)
    notes = [
        NoteRecord(uid=UUID(int=number), body=long_text(random)) for number in (1, 2, 3)
    ]
    base = make(excerpt=long_text(random), notes=notes)
    changed = base
    for place in (100, 9_000, 19_000):
        words = f"{changed.excerpt[:place]}new{changed.excerpt[place + 3 :]}"
        note = replace(changed.notes[1], body=f"{changed.notes[1].body[:-9]} changed.")
        notes = [changed.notes[0], note, changed.notes[2]]
        changed = replace(changed, excerpt=words, notes=notes)

    packed = pack_change(changed, base)

    assert packed is not None
    assert len(packed) < 600 < len(pack(base)) / 50
    assert unpack_change(packed, base) == changed


def test_change_that_is_as_long_as_the_whole_is_none():
    random = Random(1)

    assert pack_change(make(excerpt=long_text(random)), make(excerpt="")) is None
