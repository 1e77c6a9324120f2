"""The one door by which records enter the database, whatever file they came from."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from articles import links
from articles.errors import Refused
from articles.formats.changes import Difference, differences
from articles.formats.records import ArticleRecord, Record, TagRecord
from articles.models.article import Article
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.tag import Tag
from articles.models.upsert import (
    KINDS,
    complete,
    find,
    refuse_what_no_column_takes,
    write,
)

CREATED, CHANGED, UNCHANGED, KEPT, DELETED = (
    "created",
    "changed",
    "unchanged",
    "kept",
    "deleted",
)
LOCK = 0x44494745  # of PostgreSQL, held while records are taken in
CHUNK = 500  # rows deleted at a time


class Known(StrEnum):
    """What to do with a record whose row is here already, and differs."""

    TAKE = "take"  # the record's
    KEEP_EDITED = "keep edited"  # the row, where it was edited after the record
    REFUSE_EDITED = "refuse edited"  # all, where one row was edited after its record
    KEEP = "keep"  # the row


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
        kept = f", {self.kept} kept as they are here" if self.kept else ""
        return (
            f"{self.created} created, {self.changed} changed,"
            f" {self.deleted} deleted{kept}"
        )


class Edited(Refused):
    """A row was edited here after the record was."""


class Intake:
    """Records that are taken in as one, inside a transaction.

    `tell` is called with the Change of each row that is made, changed or deleted.
    """

    def __init__(
        self,
        known: Known = Known.REFUSE_EDITED,
        tell: Callable[[Change], Any] = lambda change: None,
    ):
        self.known, self.tell = known, tell
        self.report = Report()
        self.seen: dict[type, set[int]] = {kind: set() for kind in KINDS.values()}
        self.edited: list[str] = []  # places of records that are older than their rows
        self.later: list[tuple[str, TagRecord]] = []
        self.old_addresses: set[int] = set()  # that were here before, for pruning

    def take(self, place: str, record: Record):
        """Take in a record, given with its place in words.

        Raise Refused, with the place and the field in one line.
        """
        if self.later and not isinstance(record, TagRecord):
            self.take_later()
        with in_place(place):
            refuse_what_no_column_takes(record)
            row = find(record)
            if isinstance(record, TagRecord) and row and row.slug != record.slug:
                # It is known by another name, but the file may hold that one as well.
                self.later.append((place, record))
            else:
                self.put(place, record, row)

    def take_later(self):
        """Take in the tags that were known by another name."""
        later, self.later = self.later, []
        for place, record in later:
            with in_place(place):
                row = find(record)
                taken = row and row.pk in self.seen[Tag]
                self.put(place, record, None if taken else row)

    def put(self, place, record, row):
        """Make the database hold `record`, of which `row` is known, or None."""
        if row is not None and row.pk in self.seen[type(row)]:
            raise Refused("it stands twice in the file")
        try:
            row, change = put_row(record, row, self.known)
        except Edited:
            self.edited.append(place)
            change = None
        self.seen[type(row)].add(row.pk)
        if change is None:
            return
        self.count(change)

    def count(self, change: Change):
        """Count a change, and tell of it."""
        counted = getattr(self.report, change.outcome)
        setattr(self.report, change.outcome, counted + 1)
        if change.outcome in (CREATED, CHANGED, DELETED):
            self.tell(change)

    def finish(self) -> Report:
        """End the intake. Raise Edited, which names the rows, where one refuses it."""
        self.take_later()
        if self.edited:
            raise Edited(
                f"edited here after the file was written: {some_of(self.edited)}."
                " --keep leaves them as they are, --force takes the file’s"
            )
        return self.report

    # What the records lack

    def prune_before(self, records: Iterable[Record]):
        """Delete the articles that no record is about, so that none is in the way.

        Those that an article of the records follows today wait for `prune_after`.
        """
        uids, works = set(), set()
        for record in records:
            if isinstance(record, ArticleRecord):
                if record.uid is not None:
                    uids.add(record.uid)
                elif links.is_web_address(record.url):
                    works.add(links.work_key(record.url))
        self.old_addresses = set(pks(OldAddress.objects.all()))
        rows = Article.objects.values_list("pk", "uid", "work_key").iterator(CHUNK)
        spared = {pk for pk, uid, work in rows if uid in uids or work in works}
        self.delete_articles(spared)

    def prune_after(self):
        """Delete every row that no record was about.

        But for the tags of articles, and the old addresses that this intake left.
        """
        left = self.delete_articles(self.seen[Article])
        if left:
            raise Refused(
                f"“{left}” is not in the file, but an entry of the file follows it"
            )
        self.delete(OldAddress, self.old_addresses - self.seen[OldAddress])
        self.delete(Page, set(pks(Page.objects.all())) - self.seen[Page])
        self.delete(Tag, set(pks(Tag.objects.filter(uses=None))) - self.seen[Tag])

    def delete_articles(self, spared):
        """Delete the articles not in `spared`, what follows an entry before the entry.

        Return one that could not be deleted, as an article in `spared` follows it.
        """
        doomed = set(pks(Article.objects.all())) - spared
        follow_ups = Article.objects.exclude(follows=None)
        follows = dict(follow_ups.values_list("pk", "follows").iterator(CHUNK))
        needed = set()
        for earlier in map(follows.get, spared):
            while earlier in doomed and earlier not in needed:
                needed.add(earlier)
                earlier = follows.get(earlier)
        doomed -= needed
        followers = Counter(follows[pk] for pk in doomed if pk in follows)
        last = [pk for pk in doomed if not followers[pk]]
        while last:
            self.delete(Article, last)
            earlier = [follows[pk] for pk in last if pk in follows]
            followers.subtract(earlier)
            last = [pk for pk in set(earlier) & doomed if not followers[pk]]
        return Article.objects.filter(pk__in=needed).first() if needed else None

    def delete(self, kind, doomed):
        """Delete the rows of a kind that have one of the primary keys `doomed`."""
        doomed = sorted(doomed)
        for start in range(0, len(doomed), CHUNK):
            rows = kind.objects.filter(pk__in=doomed[start : start + CHUNK])
            for row in rows:
                self.count(Change(DELETED, str(kind._meta.verbose_name), str(row), []))
            rows.delete()


def lock():
    """Wait until no other intake is under way, and keep others waiting until the end.

    For a transaction that is open. On SQLite it is the only one that writes anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def put(record: Record) -> str:
    """Make the database hold `record`; return CREATED, CHANGED or UNCHANGED.

    All or nothing. Raise ValidationError, by field, or Refused when a rule says no.
    """
    refuse_what_no_column_takes(record)
    _, change = put_row(record, find(record), Known.TAKE)
    return change.outcome


@transaction.atomic
def put_all(records: Iterable[tuple[str, Record]], known=Known.TAKE) -> Report:
    """Put records into the database, each given with its place in words.

    All or nothing. Raise Refused, with the place and the field in one line.
    """
    lock()
    intake = Intake(known)
    for place, record in records:
        intake.take(place, record)
    return intake.finish()


def put_row(record: Record, row, known: Known):
    """Make the database hold `record`, of which `row` is known, or None.

    Return the row and its Change. Raise ValidationError, by field, or Refused when a
    rule says no; Edited where `known` asks for it.
    """
    kind = str(KINDS[type(record)]._meta.verbose_name)
    if row is None:
        row = write(record, None)
        return row, Change(CREATED, kind, str(row), [])
    before = row.record()
    if known == Known.KEEP:
        return row, Change(KEPT, kind, str(row), [])
    if complete(record, before) == before:
        return row, Change(UNCHANGED, kind, str(row), [])
    if known != Known.TAKE and was_edited(before, record):
        if known == Known.REFUSE_EDITED:
            raise Edited
        return row, Change(KEPT, kind, str(row), [])
    row = write(record, row)
    after = type(row).objects.get(pk=row.pk).record()
    if before == after:
        return row, Change(UNCHANGED, kind, str(row), [])
    if getattr(record, "updated_at", row) is None:  # as if it was edited here, now
        row.updated_at = after.updated_at = timezone.now()
        row.save(update_fields=["updated_at"])
    return row, Change(CHANGED, kind, str(row), differences(before, after))


def was_edited(before: Record, record: Record) -> bool:
    """Return whether a row, `before` as a record, was edited after `record` was."""
    here = getattr(before, "updated_at", None)
    there = getattr(record, "updated_at", None)
    return here is not None and there is not None and here > there


@contextmanager
def in_place(place: str):
    """Raise Refused, which begins with `place`, for what is refused within it."""
    try:
        yield
    except ValidationError as error:
        raise Refused(f"{place}: {in_one_line(error)}") from error
    except Refused as refusal:
        raise Refused(f"{place}: {refusal}") from refusal
    except (DataError, IntegrityError) as error:
        raise Refused(f"{place}: a rule of the database forbids it") from error


def in_one_line(error: ValidationError) -> str:
    """Return what a ValidationError says: field: message; field: message."""
    return "; ".join(
        f"{field}: {' '.join(messages)}" if field != "__all__" else " ".join(messages)
        for field, messages in error.message_dict.items()
    )


def some_of(places: list[str]) -> str:
    """Return the first twenty of `places` in words, and how many more there are."""
    more = len(places) - 20
    return ", ".join(places[:20]) + (f", and {more} more" if more > 0 else "")


def pks(rows):
    """Yield the primary keys of `rows`."""
    yield from rows.values_list("pk", flat=True).iterator(CHUNK)
