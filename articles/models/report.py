"""What became of records that were taken in: counted, and told one by one."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.formats.changes import Difference
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)

CREATED, CHANGED, UNCHANGED, KEPT, DELETED = (
    gettext_noop("created"),  # editors read these, in their language
    gettext_noop("changed"),
    "unchanged",
    "kept",
    gettext_noop("deleted"),
)
# What is told of a new row; the rest of it stands in the file.
DEFINING: dict[type, tuple[str, ...]] = {
    ArticleRecord: ("follows", "tags", "url"),
    TagRecord: ("aliases",),
    PageRecord: (),
    OldAddressRecord: ("article", "tag"),
}


class Change(NamedTuple):
    """What became of a record: an outcome, the kind of row, its name, what differs."""

    outcome: str
    kind: str
    name: str
    differences: list[Difference]


@dataclass
class Report:
    """What became of the records of a file, or of several."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    deleted: int = 0

    def __str__(self):
        says = _("{created} created, {changed} changed, {deleted} deleted")
        if self.kept:
            says = _(
                "{created} created, {changed} changed, {deleted} deleted,"
                " {kept} kept as they are here"
            )
        return says.format(**asdict(self))


def change_of(outcome: str, row, differences=()) -> Change:
    """Return the Change of a row."""
    return Change(outcome, str(row._meta.verbose_name), str(row), list(differences))


def defining(record: Record) -> list[Difference]:
    """Return the fields of a new row's record that say what it is, beside its name."""
    return [
        Difference(
            name, "", "\n".join(value) if isinstance(value, list) else str(value)
        )
        for name in DEFINING[type(record)]
        if (value := getattr(record, name))
    ]
