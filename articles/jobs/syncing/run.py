"""One run: the folder is taken in where it was edited, then files are asked for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from articles.formats import changes, fixture, markdownfolder, threeway
from articles.formats.markdownfiles import bytes_of, mark_of
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
from articles.jobs.syncing.outcome import Conflict, Outcome
from articles.jobs.syncing.sides import Held, Sides
from articles.models import (
    Article,
    Binned,
    Change,
    Intake,
    Known,
    OldAddress,
    Page,
    Synced,
    Tag,
    complete,
)


class Run:
    """A run over `sides`. Inside a transaction; it writes no file.

    Afterwards `outcome` says what was done, and is to be done, `told` what became of
    rows, and `writes` what files are to hold, by path.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.outcome = Outcome()
        self.told: list[Change] = []
        self.takes: dict[Key, tuple[Held, Record]] = {}
        self.gone: dict[Key, Held] = {}  # what the folder removed
        self.stuck: set[Key] = set()  # in conflict
        self.writes: dict[str, bytes] = {}

    # From the folder to the database

    def take_in(self) -> None:
        """Write what the folder changed to the database."""
        sides = self.sides
        for key in dict.fromkeys([*sides.base, *sides.theirs, *sides.yours]):
            self.weigh(key)
        while taken := self.taken_addresses():
            for key, title in taken.items():
                theirs, _record = self.takes.pop(key)
                told = "another entry", f"“{title}” has its address: rename one of them"
                self.show(key, theirs.path, "file", *told)
        self.delete_articles()
        intake = Intake(Known.TAKE, self.told.append)
        takes = in_order(self.takes.values())
        intake.make_way(takes)
        for place, record in takes:
            intake.take(place, record)
        self.outcome.taken = intake.finish()
        self.delete_others()
        if self.takes or self.gone:
            sides.look_here_again()

    def weigh(self, key: Key) -> None:
        """Decide what becomes of a record, of which at least one side knows."""
        base, theirs = self.sides.base.get(key), self.sides.theirs.get(key)
        here = self.sides.yours.get(key)
        if theirs is None:
            if base is None or here is None:
                return  # new here; or gone on both sides
            if is_same(complete(base.record, here), here):
                self.gone[key] = base
            else:
                self.show(key, base.path, "file", "removed", "edited")
        elif here is None:
            if base is None:
                self.take(key, theirs, theirs.record, None)
            elif not is_same(complete(theirs.record, base.record), base.record):
                self.show(key, theirs.path, "entry", "edited", "deleted")
        elif base is None or base.record != theirs.record:
            self.merge(key, base, theirs, here)

    def merge(self, key: Key, base: Held | None, theirs: Held, here: Any) -> None:
        """Take what two edits of a record make together, or show where they clash."""
        old = complete(base.record, here) if base else None
        their = complete(theirs.record, old or here)
        merged, clashes = threeway.merge(old, their, here)
        for clash in clashes:
            values = map(changes.text_of, (clash.theirs, clash.yours))
            self.show(key, theirs.path, clash.name, *values)
        if not clashes and not is_same(merged, here):
            self.take(key, theirs, merged, old or here)

    def take(self, key: Key, theirs: Held, record: Any, before: Any) -> None:
        """Note that a record is to be written here: now, unless it says when."""
        is_dated = before is not None and hasattr(record, "updated_at")
        if is_dated and theirs.record.updated_at in (None, before.updated_at):
            record = replace(record, updated_at=None)
        self.takes[key] = theirs, record

    def taken_addresses(self) -> dict[Key, str]:
        """Return what is to be taken at an address that another entry keeps, by key.

        With the title of that entry.
        """
        titles = {
            record.slug: record.title
            for key, record in self.sides.yours.items()
            if isinstance(record, ArticleRecord)
            and not (key in self.takes or key in self.gone)
        }
        return {
            key: titles[record.slug]
            for key, (_theirs, record) in self.takes.items()
            if isinstance(record, ArticleRecord) and record.slug in titles
        }

    def show(self, key: Key, path: str, field: str, folder: str, desk: str) -> None:
        """Show a conflict; what has that key stays as it is on both sides."""
        self.stuck.add(key)
        self.outcome.conflicts.append(Conflict(path, field, folder, desk))

    def delete_articles(self) -> None:
        """Put the entries whose files were removed into the bin."""
        doomed = [one for one in self.gone.values() if is_article(one.record)]
        if doomed:
            uids = [one.record.uid for one in doomed]
            Binned.objects.throw(Article.objects.filter(uid__in=uids))
        self.outcome.binned = [one.path for one in doomed]

    def delete_others(self) -> None:
        """Delete what else was removed from the folder; a tag if no entry bears it."""
        for key, (path, _place, record) in self.gone.items():
            if isinstance(record, TagRecord):
                rows = Tag.objects.filter(slug=record.slug)
                if rows.exclude(uses=None).exists():
                    self.show(key, path, "file", "removed", "entries bear it")
                else:
                    rows.delete()
            elif isinstance(record, PageRecord):
                Page.objects.filter(slug=record.slug).delete()
            elif isinstance(record, OldAddressRecord):
                OldAddress.objects.filter(path=record.path).delete()

    # From the database to the folder

    def plan_files(self) -> None:
        """Decide which files are written and removed, and keep what both hold by now.

        A file whose place another entry needs is in conflict, with that one.
        """
        while blocked := self.blocked():
            shown = {conflict.path for conflict in self.outcome.conflicts}
            for path, record in blocked.items():
                if path in shown:
                    self.stuck.add(key_of(record))
                    continue
                told = "it holds another entry", f"“{record.title}” has its address"
                self.show(key_of(record), path, "file", *told)
        spared = self.held_by_conflicts()
        wanted = {p: rows for p, rows in self.files_here().items() if p not in spared}
        found = self.sides.found
        paths = sorted({*found, *wanted} - spared)
        rows = [self.row(path, wanted.get(path, [])) for path in paths]
        rows += [row for path, row in self.sides.rows.items() if path in spared]
        self.outcome.written = sorted(self.writes)
        self.outcome.removed = sorted(found.keys() - wanted.keys() - spared)
        Synced.objects.hold(rows)

    def blocked(self) -> dict[str, Any]:
        """Return the records, by path, for whose files there is no place."""
        spared = self.held_by_conflicts() - {OLD_ADDRESSES}
        files = self.files_here()
        return {path: files[path][0] for path in spared & files.keys()}

    def held_by_conflicts(self) -> set[str]:
        """Return the paths, of now and of before, of what is in conflict."""
        sides = (self.sides.base, self.sides.theirs)
        return {side[key].path for key in self.stuck for side in sides if key in side}

    def files_here(self) -> dict[str, list[Any]]:
        """Return the records of each file that the database asks for, by path."""
        files: dict[str, list[Any]] = {}
        for key, record in self.sides.yours.items():
            if isinstance(record, OldAddressRecord):
                files.setdefault(OLD_ADDRESSES, []).append(record)
            elif key not in self.stuck:
                files[markdownfolder.path_of(record)] = [record]
        return files

    def row(self, path: str, records: list[Any]) -> Synced:
        """Return what is kept of a file that is to hold `records`, not saved."""
        content, becomes = self.sides.found.get(path), bytes_of(records)
        if content == (becomes or None):
            mark = mark_of(path, becomes)
            return Synced(path=path, mark=mark, entries=entries(records))
        if records:
            self.writes[path] = becomes
        return Synced(
            path=path,
            mark="" if content is None else mark_of(path, content),
            entries=entries(self.sides.read.get(path, [])),
            becomes=entries(records),
        )


def is_article(record: Record) -> bool:
    return isinstance(record, ArticleRecord)


def entries(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Return records as the entries of a fixture."""
    return [fixture.entry_of(record) for record in records]


def in_order(takes: Iterable[tuple[Held, Record]]) -> list[tuple[str, Record]]:
    """Return records with their places, each behind those that it leans on."""
    order = [TagRecord, PageRecord, ArticleRecord, OldAddressRecord]
    waiting = sorted(takes, key=lambda take: order.index(type(take[1])))
    found = (Entry(place=theirs.place, record=record) for theirs, record in waiting)
    return [
        (item.place, item.record)
        for item in markdownfolder.earlier_first(found)
        if isinstance(item, Entry)
    ]
