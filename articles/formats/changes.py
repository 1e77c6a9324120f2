"""What differs between two records of one row, field by field, in words."""

import difflib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from articles.formats.fixture import instant_text
from articles.formats.records import NoteRecord, Record


class Difference(NamedTuple):
    """A field that differs: its name, its text before and its text after."""

    field: str
    before: str
    after: str

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the lines that differ, as ("-", line) and ("+", line)."""
        before, after = _lines(self.before), _lines(self.after)
        steps = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for step, old, old_end, new, new_end in steps.get_opcodes():
            if step != "equal":
                yield from (("-", line) for line in before[old:old_end])
                yield from (("+", line) for line in after[new:new_end])


def differences(before: Record, after: Record) -> list[Difference]:
    """Return the fields that differ, in the order of the fixture: by their names."""
    old, new = _texts(before), _texts(after)
    return [
        Difference(name, old.get(name, ""), new.get(name, ""))
        for name in sorted({*old, *new})
        if old.get(name, "") != new.get(name, "")
    ]


def _texts(record: Record) -> dict[str, str]:
    """Return the text of each field. Each note has fields of its own, by its uid."""
    texts: dict[str, str] = {}
    for column in fields(record):
        value = getattr(record, column.name)
        if column.name == "notes":
            texts["notes"] = "\n".join(name_of_note(note) for note in value)
            for note in value:
                for part in fields(note)[1:]:  # without the uid, which names it
                    text = text_of(getattr(note, part.name))
                    texts[f"{name_of_note(note)}, {part.name}"] = text
        else:
            texts[column.name] = text_of(value)
    return texts


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def name_of_note(note: NoteRecord) -> str:
    """Return what a note is called where its fields are told: note 1b9d6bcd."""
    return f"note {str(note.uid)[:8]}"


def text_of(value: Any) -> str:
    """Return the text of a field's value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if hasattr(value, "tzinfo"):
        return instant_text(value)
    return str(value)
