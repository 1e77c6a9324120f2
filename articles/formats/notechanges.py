"""What became of the notes of an article between two of its records, note by note."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from articles import text
from articles.formats.records import ArticleRecord, NoteRecord

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
OPENING = 40  # characters of a note that is named


class NoteChange(NamedTuple):
    """What became of a note; its number is that among the notes, of now if there."""

    number: int
    how: str  # ADDED, CHANGED or REMOVED
    before: NoteRecord | None
    after: NoteRecord | None

    @property
    def opening(self) -> str:
        """The first words of the note, as it is now if it is there."""
        note = self.after or self.before
        return text.first_words(text.to_plain(note.body), OPENING) if note else ""


def note_changes(before: ArticleRecord, after: ArticleRecord) -> list[NoteChange]:
    """Return what became of each note that is not as it was; the removed ones last."""
    old = {note.uid: note for note in before.notes}
    new = {note.uid for note in after.notes}
    there = [
        NoteChange(number, CHANGED if note.uid in old else ADDED, known, note)
        for number, note in enumerate(after.notes, 1)
        for known in [old.get(note.uid)]
        if known != note
    ]
    gone = [
        NoteChange(number, REMOVED, note, None)
        for number, note in enumerate(before.notes, 1)
        if note.uid not in new
    ]
    return there + gone


def is_reordered(before: ArticleRecord, after: ArticleRecord) -> bool:
    """Return whether notes that both have stand in another order."""
    old, new = ([note.uid for note in record.notes] for record in (before, after))
    return [u for u in old if u in new] != [u for u in new if u in old]


def name_of(number: int, opening: str, how: str) -> str:
    """Return in words what became of a note: note 2 (“The idea travels…”): added"""
    told = {
        ADDED: _("note {number} (“{opening}”): added"),
        CHANGED: _("note {number} (“{opening}”): changed"),
        REMOVED: _("note {number} (“{opening}”): removed"),
    }
    return told[how].format(number=number, opening=opening)


def words_of(note: NoteRecord | None) -> str:
    """Return all that a note says, and of itself, as lines of text; "" for none."""
    if note is None:
        return ""
    return "\n".join(
        line
        for line, is_told in (
            (note.body, True),
            (_("On the passage: “{words}”").format(words=note.quote), note.quote),
            (_("Credit: {name}").format(name=note.credit), note.credit),
            (_("For editors only."), not note.public),
        )
        if is_told
    )
