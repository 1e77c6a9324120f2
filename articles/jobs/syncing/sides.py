"""Three sides of a folder in step: what both last held, the folder, and what is here.

Where a run was cut off, what both last held depends on which files it had written.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.markdownfiles import mark_of, parsed
from articles.formats.records import ArticleRecord
from articles.formats.threeway import Key, key_of
from articles.jobs.syncing.tray import Tray
from articles.models import Synced, content_of


class Held(NamedTuple):
    """A record in the folder, and where; the path is "" where its file is gone."""

    path: str
    place: str
    record: Any


class Sides:
    """What each side holds, by key: `base`, `theirs` (the folder), `yours` (here).

    `found` are the files by path, `rows` what is known of the last run, `left` where
    that left what it did not do. Raise Refused where a file cannot be read.
    """

    def __init__(
        self, found: dict[str, bytes], rows: Iterable[Synced], left: Tray
    ) -> None:
        self.found = found
        self.base: dict[Key, Held] = {}
        self.theirs: dict[Key, Held] = {}
        self.read: dict[str, list[Any]] = {path: [] for path in found}  # as found
        self.rows: dict[str, Synced] = {}
        self.waiting: set[str] = set()  # paths of what was to be written, and was not
        overwritten = self.look_back(rows, left)
        self.read_files()
        self.base = overwritten | self.base
        for key in overwritten:
            self.theirs.setdefault(key, self.base[key])
        self.yours = records_here()

    def look_back(self, rows: Iterable[Synced], left: Tray) -> dict[Key, Held]:
        """Tell what both last held; return what a run cut off wrote others over."""
        overwritten: dict[Key, Held] = {}
        done: set[str] = set()
        for row in rows:
            if row.becomes is not None:
                was_done = left.was_done(row, self.found.get(row.path))
                if was_done is None:
                    continue  # as if nothing were known of it
                if was_done:
                    done.add(row.path)
                    overwritten |= held(
                        "", row.path, row.records() if row.becomes else []
                    )
                    row.settle()
                else:
                    self.waiting.add(row.path)
                    row.becomes = None
            self.rows[row.path] = row
        for row in sorted(self.rows.values(), key=lambda row: row.path in done):
            self.base |= held(row.path, row.path, row.records())
        return {key: one for key, one in overwritten.items() if key not in self.base}

    def read_files(self) -> None:
        """Tell what the folder holds. A file that is as it was is not read."""
        unread, new = {}, []
        for path, content in self.found.items():
            row = self.rows.get(path)
            if row is None or row.mark != mark_of(path, content):
                unread[path] = content
                continue
            self.read[path] = row.records()
            if path in self.waiting:
                continue
            for record in self.read[path]:
                self.add(Held(path, path, record))
        for one in (Held(*item) for item in parsed(unread, get_default_timezone())):
            if isinstance(one.record, ArticleRecord) and one.record.uid is None:
                new.append(one)
            else:
                self.read[one.path].append(one.record)
                self.add(one)
        for path in self.waiting & self.found.keys():
            for record in self.read[path]:  # as it was; it may stand elsewhere by now
                self.theirs.setdefault(key_of(record), Held(path, path, record))
        self.add_new(new)

    def add_new(self, new: list[Held]) -> None:
        """Add entries without a uid; known ones, by place or address, get theirs."""
        uids: dict[Any, UUID | None] = {}
        for key, (path, _place, record) in self.base.items():
            if isinstance(record, ArticleRecord) and key not in self.theirs:
                uids[record.url, record.follows] = uids[path] = record.uid
        for path, place, record in new:
            uid = uids.get(path) or uids.get((record.url, record.follows))
            known = replace(record, uid=uid or uuid4())
            if key_of(known) in self.theirs:
                known = replace(record, uid=uuid4())
            self.read[path].append(known)
            self.add(Held(path, place, known))

    def add(self, one: Held) -> None:
        """Add a record of the folder. Raise Refused where it stands twice."""
        other = self.theirs.setdefault(key_of(one.record), one)
        if other is not one:
            says = _(
                "{place}: the same as {other}. Take the uid out of a copy, or the copy"
            )
            raise Refused(says.format(place=one.place, other=other.place))

    def look_here_again(self) -> None:
        """Tell what is here, once the folder was taken in."""
        self.yours = records_here()


def held(path: str, place: str, records: Iterable[Any]) -> dict[Key, Held]:
    """Return records of a file, by key."""
    return {key_of(record): Held(path, place, record) for record in records}


def records_here() -> dict[Key, Any]:
    """Return all that is content here."""
    return {key_of(record): record for record in content_of()}
