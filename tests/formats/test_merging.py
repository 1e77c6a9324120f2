"""Two edits of one record, merged."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.formats.merging import merge, merge_apart, merge_sets
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
)

UIDS = [UUID(int=number) for number in range(1, 5)]
short = st.sampled_from("abcd")
tag_lists = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)
address_lists = st.lists(
    st.builds(
        AddressRecord,
        label=st.sampled_from(["pdf", "code"]),
        url=st.sampled_from(["https://example.org/1", "https://example.org/2"]),
    ),
    unique=True,
    max_size=3,
)
note_lists = st.lists(
    st.builds(NoteRecord, uid=st.sampled_from(UIDS), body=short, public=st.booleans()),
    unique_by=lambda note: note.uid,
    max_size=4,
)
corrections = st.dictionaries(st.integers(1, 9), short, max_size=3).map(
    lambda told: [told_on(day, told[day]) for day in sorted(told)]
)


def told_on(day, text):
    return CorrectionRecord(at=datetime(2021, 1, day, tzinfo=UTC), text=text)


records = st.builds(
    ArticleRecord,
    uid=st.just(UIDS[0]),
    title=short,
    url=st.just("https://example.org/"),
    excerpt=short,
    authors=st.lists(short, max_size=2),
    published_at=st.none() | st.just(datetime(2021, 1, 1, tzinfo=UTC)),
    addresses=address_lists,
    tags=tag_lists,
    notes=note_lists,
    corrections=corrections,
)


def make(**columns):
    return ArticleRecord(**{"title": "T", "url": "https://example.org/", **columns})


@settings(deadline=None)
@given(records, records)
def test_edit_against_none_is_that_edit(base, edit):
    for merged in (merge(base, edit, base), merge(base, base, edit)):
        assert merged.record == edit
        assert merged.clashes == []


@settings(deadline=None)
@given(records, records)
def test_same_edit_twice_is_that_edit(base, edit):
    merged = merge(base, edit, edit)

    assert (merged.record, merged.clashes) == (edit, [])


@settings(deadline=None)
@given(records, records, records)
def test_whatever_one_side_wrote_is_in_the_merge_or_in_a_clash(base, theirs, yours):
    merged = merge(base, theirs, yours)

    told = {clash.name: (clash.theirs, clash.yours) for clash in merged.clashes}
    for name in ("title", "excerpt", "authors", "published_at"):
        old, one, other = (getattr(r, name) for r in (base, theirs, yours))
        held = getattr(merged.record, name)
        if name in told:
            assert told[name] == (one, other)
            assert old not in (one, other)
            assert one != other
        else:
            assert held == (one if other == old else other)
    for edit in (theirs, yours):
        assert set(edit.tags) - set(base.tags) <= set(merged.record.tags)
        kept = {note.uid: note for note in merged.record.notes}
        for note in edit.notes:
            if note not in base.notes:
                assert note.uid in kept
                clashing = {c.field for c in merged.clashes if c.note} | {"public"}
                assert (
                    kept[note.uid].body == note.body
                    or clashing
                    or note.body in (n.body for n in base.notes)
                )
    gone = set(base.tags) - (set(theirs.tags) & set(yours.tags))
    assert not gone & set(merged.record.tags)


@settings(deadline=None)
@given(records, records, records)
def test_sides_clash_in_the_same_fields_whichever_is_yours(base, theirs, yours):
    one, other = merge(base, theirs, yours), merge(base, yours, theirs)

    assert {c.name for c in one.clashes} == {c.name for c in other.clashes}
    assert set(one.record.tags) == set(other.record.tags)
    assert {n.uid for n in one.record.notes} == {n.uid for n in other.record.notes}


@given(tag_lists, tag_lists, tag_lists)
def test_members_of_a_set_stand_in_your_order_or_in_theirs(base, theirs, yours):
    merged = merge_sets(base, theirs, yours, key=str)

    assert len(merged) == len(set(merged))
    orders = [[tag for tag in side if tag in merged] for side in (theirs, yours)]
    assert any([t for t in merged if t in order] == order for order in orders)


def test_edits_of_different_fields_make_one():
    base = make(title="Old", excerpt="Old words.", tags=["a", "b"])
    theirs = replace(base, title="Theirs", tags=["a", "b", "c"])
    yours = replace(base, excerpt="Your words.", tags=["d", "b"])

    merged = merge(base, theirs, yours)

    assert merged.clashes == []
    assert merged.record == make(
        title="Theirs", excerpt="Your words.", tags=["d", "b", "c"]
    )


def test_note_is_merged_by_field():
    note = NoteRecord(uid=UIDS[0], body="Old.", public=True, credit="Ada")
    base = make(notes=[note])
    theirs = make(notes=[replace(note, body="Theirs.", public=False)])
    yours = make(notes=[replace(note, body="Yours.", credit="Bob")])

    merged = merge(base, theirs, yours)

    assert merged.record.notes == [
        NoteRecord(uid=UIDS[0], body="Yours.", public=False, credit="Bob")
    ]
    (clash,) = merged.clashes
    assert clash.name == "note 00000000, body"
    assert (clash.base, clash.theirs, clash.yours) == ("Old.", "Theirs.", "Yours.")


def test_note_that_one_deleted_and_the_other_changed_stays():
    note = NoteRecord(uid=UIDS[0], body="Old.")
    base, changed = make(notes=[note]), make(notes=[replace(note, body="New.")])

    for theirs, yours in ((make(), changed), (changed, make())):
        assert merge(base, theirs, yours).record.notes == changed.notes
    assert merge(base, make(), base).record.notes == []


def test_new_notes_of_both_stay():
    base = make()
    theirs = make(notes=[NoteRecord(uid=UIDS[0], body="Theirs.")])
    yours = make(notes=[NoteRecord(body="Yours."), NoteRecord(body="Mine.")])

    merged = merge(base, theirs, yours)

    bodies = {note.body for note in merged.record.notes}
    assert bodies == {"Theirs.", "Yours.", "Mine."}


def test_where_nobody_knows_the_beginning_whatever_differs_clashes():
    theirs = make(title="Theirs", excerpt="Same.", tags=["a"])
    yours = make(title="Yours", excerpt="Same.", tags=["b"])

    merged = merge_apart(theirs, yours)

    assert [clash.name for clash in merged.clashes] == ["title"]
    assert merged.record.tags == ["a", "b"] or merged.record.tags == ["b", "a"]


def test_corrections_of_both_stand_in_the_order_of_time():
    first, second, third = told_on(1, "a"), told_on(2, "b"), told_on(3, "c")
    base = make(corrections=[second])

    merged = merge(
        base, make(corrections=[second, third]), make(corrections=[first, second])
    )

    assert merged.record.corrections == [first, second, third]
    assert merged.clashes == []
