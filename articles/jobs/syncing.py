"""Content as Markdown in git, both ways: a folder and the database are kept in step.

What was edited on one side since both last held the same is carried over to the other,
field by field. What both edited, each in its own way, is a conflict: it is shown, and
the whole entry stays as it is on both sides, until one of them is made to agree. All
other entries go on.

The database is written in one transaction, the files after it. They are written from
what the database then holds, so a run that was cut off is made good by the next: it
finds files as they stood before, and writes them again.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import files
from articles.errors import Refused
from articles.formats import changes, fixture, markdownfolder, threeway
from articles.formats.markdownfiles import LAYOUT, NOT_OURS, mark_of, parsed
from articles.formats.markdownfolder import OLD_ADDRESSES
from articles.formats.reading import Entry
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)
from articles.formats.threeway import Key, is_same, key_of
from articles.models import (
    Article,
    Binned,
    Change,
    Intake,
    Known,
    OldAddress,
    Page,
    Report,
    Synced,
    Tag,
    acting,
    complete,
    content_of,
    lock,
)

SYNCED = gettext_noop("Edited in the folder of Markdown files.")


def ignore(_):
    """Do nothing with what is told."""


class Conflict(NamedTuple):
    """A field that both sides made something else of, as the command tells it."""

    path: str
    field: str
    folder: str
    desk: str


@dataclass
class Outcome:
    """What a run did, or would do."""

    taken: Report = field(default_factory=Report)
    binned: list[str] = field(default_factory=list)  # paths, as all below
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def sync(
    folder: str | Path,
    *,
    plan: bool = False,
    anew: bool = False,
    tell: Callable[[Change], Any] = ignore,
) -> Outcome:
    """Carry edits between `folder` and the database, and return what was done.

    A file that was removed puts its entry into the bin; an entry that was deleted here
    removes its file. A new file is a draft unless it says otherwise. With `plan`
    nothing is written in the end. With `anew` what both last held is forgotten, as for
    another folder. `tell` gets a Change for each row that the folder changed.

    Raise Refused, and write nothing on either side, where a file cannot be read or a
    rule says no.
    """
    folder = Path(folder)
    found = files.read_all(folder, LAYOUT, but=NOT_OURS)
    with transaction.atomic(), acting(why=SYNCED):
        lock()
        if anew:
            Synced.objects.all().delete()
        before = {row.path: row for row in Synced.objects.all()}
        if before and not found:
            says = _(
                "{folder}: none of the files of the last time is here. Is it the right"
                " folder? --anew forgets them, and begins with this one"
            )
            raise Refused(says.format(folder=folder))
        run = Run(found, before, tell)
        run.take_in()
        run.plan_files()
        if plan:
            transaction.set_rollback(True)
    if not plan:
        run.write_files(folder)
    return run.outcome


# The run


class Held(NamedTuple):
    """A record in the folder, and where."""

    path: str
    place: str
    record: Any


class Run:
    """One run over the files `found`; `before` are the rows of the last one, by path.

    Three sides are compared, by key: `base`, `theirs` (the folder), `yours` (here).
    """

    def __init__(
        self,
        found: dict[str, bytes],
        before: dict[str, Synced],
        tell: Callable[[Change], Any],
    ) -> None:
        self.found, self.before, self.tell = found, before, tell
        self.outcome = Outcome()
        self.base: dict[Key, Held] = {}
        for row in before.values():
            for record in row.records():
                self.base[key_of(record)] = Held(row.path, row.path, record)
        self.theirs = self.read_theirs()
        self.yours = records_here()
        self.takes: list[tuple[str, Record]] = []
        self.gone: list[Held] = []  # what the folder removed
        self.stuck: set[Key] = set()  # in conflict
        self.writes: dict[str, bytes] = {}

    def read_theirs(self) -> dict[Key, Held]:
        """Return what the folder holds. A file that is as it was is not read."""
        known = {row.mark: row for row in self.before.values()}
        known |= {row.stands: row for row in self.before.values() if row.stands}
        theirs: dict[Key, Held] = {}
        unread = {}
        for path, content in self.found.items():
            row = known.get(mark_of(path, content))
            if row is None:
                unread[path] = content
                continue
            for record in row.records():
                add(theirs, Held(path, path, record))
        # Those without a uid last: then it is known which uids stand elsewhere.
        for path, place, record in sorted(parsed(unread), key=is_new):
            if isinstance(record, ArticleRecord):
                uid = record.uid or self.uid_at(path, theirs) or uuid4()
                record = replace(record, uid=uid)
            add(theirs, Held(path, place, record))
        for row in self.before.values():
            if row.stands is not None:  # it was not written yet
                for record in row.records():
                    theirs.setdefault(key_of(record), Held("", row.path, record))
        return theirs

    def uid_at(self, path: str, theirs: dict[Key, Held]) -> UUID | None:
        """Return the uid of the entry that stood at `path`, unless it moved."""
        row = self.before.get(path)
        for record in row.records() if row else []:
            if isinstance(record, ArticleRecord) and key_of(record) not in theirs:
                return record.uid
        return None

    # From the folder to the database

    def take_in(self) -> None:
        """Write what the folder changed to the database."""
        for key in dict.fromkeys([*self.base, *self.theirs, *self.yours]):
            self.weigh(key)
        self.delete_articles()
        intake = Intake(Known.TAKE, self.tell)
        takes = in_order(self.takes)
        intake.make_way(takes)
        for place, record in takes:
            intake.take(place, record)
        self.outcome.taken = intake.finish()
        self.delete_others()
        if self.takes or self.gone:
            self.yours = records_here()

    def weigh(self, key: Key) -> None:
        """Decide what becomes of a record, of which at least one side knows."""
        base, theirs = self.base.get(key), self.theirs.get(key)
        here = self.yours.get(key)
        if theirs is None:
            if base is None or here is None:
                return  # new here; or gone on both sides
            if is_same(complete(base.record, here), here):
                self.gone.append(base)
            else:
                self.show(key, base.path, "file", "removed", "edited")
        elif here is None:
            if base is None:
                self.take(theirs, theirs.record, None)
            elif not is_same(complete(theirs.record, base.record), base.record):
                self.show(key, theirs.path, "entry", "edited", "deleted")
        else:
            self.merge(key, base, theirs, here)

    def merge(self, key: Key, base: Held | None, theirs: Held, here: Any) -> None:
        """Take what two edits of a record make together, or show where they clash."""
        if theirs.record == here:
            return
        old = complete(base.record, here) if base else None
        their = complete(theirs.record, old or here)
        if is_same(their, here):
            return
        merged, clashes = threeway.merge(old, their, here)
        for clash in clashes:
            values = map(changes.text_of, (clash.theirs, clash.yours))
            self.show(key, theirs.path or theirs.place, clash.name, *values)
        if not clashes and not is_same(merged, here):
            self.take(theirs, merged, old or here)

    def take(self, theirs: Held, record: Any, before: Any) -> None:
        """Note that a record is to be written here: now, unless it says when."""
        is_dated = before is not None and hasattr(record, "updated_at")
        if is_dated and theirs.record.updated_at in (None, before.updated_at):
            record = replace(record, updated_at=None)
        self.takes.append((theirs.place, record))

    def show(self, key: Key, path: str, field: str, folder: str, desk: str) -> None:
        """Show a conflict; what has that key stays as it is on both sides."""
        self.stuck.add(key)
        self.outcome.conflicts.append(Conflict(path, field, folder, desk))

    def delete_articles(self) -> None:
        """Put the entries whose files were removed into the bin."""
        doomed = [one for one in self.gone if isinstance(one.record, ArticleRecord)]
        uids = [one.record.uid for one in doomed]
        if uids:
            Binned.objects.throw(Article.objects.filter(uid__in=uids))
        self.outcome.binned = [one.path for one in doomed]

    def delete_others(self) -> None:
        """Delete what else was removed from the folder; a tag if no entry bears it."""
        for path, _place, record in self.gone:
            if isinstance(record, TagRecord):
                rows = Tag.objects.filter(slug=record.slug)
                if rows.exclude(uses=None).exists():
                    told = "removed", "entries bear it"
                    self.show(key_of(record), path, "file", *told)
                else:
                    rows.delete()
            elif isinstance(record, PageRecord):
                Page.objects.filter(slug=record.slug).delete()
            elif isinstance(record, OldAddressRecord):
                OldAddress.objects.filter(path=record.path).delete()

    # From the database to the folder

    def plan_files(self) -> None:
        """Decide which files are written and removed, and keep what both then hold."""
        held = self.held_by_conflicts()
        rows = []
        for path, records in self.files_here():
            if path in held:
                if path != OLD_ADDRESSES:
                    told = "it holds another entry", "an entry has its address"
                    self.show(key_of(records[0]), path, "file", *told)
                continue
            text = b"".join(text_of(records))
            rows.append(self.row(path, records, text))
            if self.found.get(path) != text:
                self.writes[path] = text
        wanted = {row.path for row in rows}
        self.outcome.written = sorted(self.writes)
        self.outcome.removed = sorted(self.found.keys() - wanted - held)
        # What was deleted here is known until its file is removed.
        left = {path for path in self.outcome.removed if self.was_deleted(path)}
        Synced.objects.hold(rows, held | left)

    def held_by_conflicts(self) -> set[str]:
        """Return the paths, of now and of before, of what is in conflict."""
        sides = (self.base, self.theirs)
        return {side[key].path for key in self.stuck for side in sides if key in side}

    def files_here(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield path and records of each file that the database asks for."""
        old = []
        for key, record in self.yours.items():
            if isinstance(record, OldAddressRecord):
                old.append(record)
            elif key not in self.stuck:
                yield markdownfolder.path_of(record), [record]
        if old:
            yield OLD_ADDRESSES, old

    def row(self, path: str, records: list[Any], text: bytes) -> Synced:
        """Return what is kept of a file, not saved."""
        stands: str | None = None
        if self.found.get(path) != text:
            theirs = self.theirs.get(key_of(records[0]))
            at = theirs.path if theirs else ""
            at = path if path in self.found else at
            stands = mark_of(at, self.found[at]) if at in self.found else ""
        entries = [fixture.entry_of(record) for record in records]
        mark = mark_of(path, text)
        return Synced(path=path, mark=mark, stands=stands, entries=entries)

    def was_deleted(self, path: str) -> bool:
        """Return whether what stood at `path` is not here any more."""
        row = self.before.get(path)
        return row is not None and not any(
            key_of(r) in self.yours for r in row.records()
        )

    def write_files(self, folder: Path) -> None:
        """Write and remove files, but for those that were edited since they were read.

        Of these, what was kept before counts again.
        """
        removed, written = [], []
        for path in self.outcome.removed:
            if self.is_as_read(folder, path):
                (folder / path).unlink(missing_ok=True)
                removed.append(path)
        for path, content in self.writes.items():
            if self.is_as_read(folder, path):
                (folder / path).parent.mkdir(exist_ok=True)
                files.write(folder / path, [content])
                written.append(path)
        for path in self.writes.keys() - set(written):
            Synced.objects.put_back(path, self.before.get(path))
        Synced.objects.settle(set(written), removed)
        self.outcome.written, self.outcome.removed = sorted(written), removed

    def is_as_read(self, folder: Path, path: str) -> bool:
        """Return whether a file still is what was read, or still is not there."""
        file = folder / path
        now = files.read(file) if os.path.lexists(file) else None
        return now == self.found.get(path)


def add(side: dict[Key, Held], one: Held) -> None:
    """Add a record to what the folder holds. Raise Refused where it stands twice."""
    other = side.setdefault(key_of(one.record), one)
    if other is not one:
        says = _(
            "{place}: the same as {other}. Take the uid out of a copy, or the copy"
        )
        raise Refused(says.format(place=one.place, other=other.place))


def is_new(item: tuple[str, str, Record]) -> bool:
    """Return whether a record, given with path and place, is an entry without a uid."""
    return isinstance(item[2], ArticleRecord) and item[2].uid is None


def records_here() -> dict[Key, Any]:
    """Return all that is content here."""
    return {key_of(record): record for record in content_of()}


def in_order(takes: list[tuple[str, Record]]) -> list[tuple[str, Record]]:
    """Return records so that each stands behind those that it leans on."""
    order = [TagRecord, PageRecord, ArticleRecord, OldAddressRecord]
    takes = sorted(takes, key=lambda take: order.index(type(take[1])))
    entries = (Entry(place=place, record=record) for place, record in takes)
    return [
        (item.place, item.record)
        for item in markdownfolder.earlier_first(entries)
        if isinstance(item, Entry)
    ]


def text_of(records: list[Any]) -> Iterator[bytes]:
    """Yield the content of the file that holds `records`."""
    for _path, text in markdownfolder.write(records):
        yield text.encode()
