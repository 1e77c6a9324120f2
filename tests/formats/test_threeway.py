"""Two edits of a record become one, where nobody looks on: nothing goes unsaid."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
    OldAddressRecord,
    TagRecord,
)
from articles.formats.threeway import is_same, key_of, merge

UID = UUID(int=7)
AT = datetime(2021, 11, 13, tzinfo=UTC)
NOTE = NoteRecord(uid=UUID(int=1), body="One.")
BASE = ArticleRecord(
    uid=UID,
    title="Title",
    url="https://example.org/a",
    tags=["a", "b", "c"],
    addresses=[AddressRecord(label="pdf", url="https://example.org/a.pdf")],
    notes=[NOTE],
    corrections=[CorrectionRecord(at=AT, text="First.")],
)


def clashes(theirs, yours, base=BASE):
    return [clash.field for clash in merge(base, theirs, yours)[1]]


def test_edits_of_two_fields_come_together():
    theirs, yours = replace(BASE, title="Theirs"), replace(BASE, credit="Yours")
    merged, found = merge(BASE, theirs, yours)

    assert found == []
    assert (merged.title, merged.credit) == ("Theirs", "Yours")


def test_two_other_orders_of_one_list_clash():
    theirs, yours = (replace(BASE, tags=tags) for tags in (list("bac"), list("acb")))

    assert clashes(theirs, yours) == ["tags"]
    assert clashes(theirs, replace(BASE, tags=list("bacd"))) == []
    assert clashes(theirs, replace(BASE, tags=list("abcd"))) == []


def test_a_note_that_one_deleted_and_the_other_edited_clashes():
    edited = replace(BASE, notes=[replace(NOTE, body="Edited.")])
    gone = replace(BASE, notes=[])

    assert clashes(edited, gone) == clashes(gone, edited) == ["body"]
    assert clashes(BASE, gone) == clashes(gone, gone) == []


def test_a_correction_that_both_reworded_clashes():
    theirs, yours = (
        replace(BASE, corrections=[CorrectionRecord(at=AT, text=words)])
        for words in ("Theirs.", "Yours.")
    )

    assert clashes(theirs, yours) == ["corrections"]
    assert clashes(theirs, BASE) == []


def test_where_nobody_knows_the_beginning_what_differs_clashes():
    assert clashes(replace(BASE, title="Theirs"), BASE, base=None) == ["title"]
    assert clashes(BASE, BASE, base=None) == []


def test_other_names_of_a_tag_are_a_set_and_its_description_a_field():
    base = TagRecord(slug="sea", name="Sea", aliases=["ocean"])
    theirs = replace(base, aliases=["ocean", "waters"], description="Salt.")
    merged, found = merge(base, theirs, replace(base, aliases=[]))

    assert (merged.aliases, merged.description, found) == (["waters"], "Salt.", [])
    assert clashes(theirs, replace(base, description="Wet."), base) == ["description"]


def test_an_old_address_that_both_led_elsewhere_clashes():
    base = OldAddressRecord(path="/old/", tag="a")
    sides = replace(base, tag="b"), replace(base, tag="c")

    assert clashes(*sides, base) == ["tag"]


def test_a_record_is_known_by_its_key_and_is_the_same_at_any_time():
    later = replace(BASE, slug="moved", updated_at=AT)

    assert key_of(later) == key_of(BASE) == ("ArticleRecord", str(UID))
    assert is_same(replace(BASE, updated_at=AT), BASE)
    assert not is_same(later, BASE)
