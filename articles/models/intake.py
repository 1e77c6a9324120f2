"""The one door by which records enter the database, whatever file they came from."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.changes import Difference, differences
from articles.formats.records import ArticleRecord, OldAddressRecord, Record, TagRecord
from articles.models import searchindex
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.claims import Claims, readable
from articles.models.locking import lock
from articles.models.newarticles import Doubt, is_plain, length_of, write_new
from articles.models.oldaddress import OldAddress, normal
from articles.models.page import Page
from articles.models.refusals import in_place, refuse_many_tags, some_of
from articles.models.report import (
    CHANGED,
    CREATED,
    DELETED,
    KEPT,
    UNCHANGED,
    Change,
    Report,
    change_of,
    defining,
)
from articles.models.tag import Tag
from articles.models.tagclaims import names_of
from articles.models.upsert import (
    KINDS,
    complete,
    find,
    refuse_what_no_column_takes,
    write_row,
)

CHUNK = 500  # rows deleted at a time
TOGETHER = 1_000  # new articles written at once
LENGTH = 4_000_000  # characters of their texts, about


class Known(StrEnum):
    """What to do with a record whose row is here already, and differs."""

    TAKE = "take"  # the record's
    KEEP_EDITED = "keep edited"  # the row, where it was edited after the record
    REFUSE_EDITED = "refuse edited"  # all, where one row was edited after its record
    KEEP = "keep"  # the row


class Edited(Refused):
    """A row was edited here after the record was."""


class Intake:
    """Records that are taken in as one, inside a transaction.

    `tell` is called with the Change of each row that is made, changed or deleted. With
    `prune` what no record is about is deleted: it needs `make_way`.
    """

    def __init__(
        self,
        known: Known = Known.REFUSE_EDITED,
        tell: Callable[[Change], Any] = lambda change: None,
        *,
        prune: bool = False,
    ):
        self.known, self.tell, self.prune = known, tell, prune
        self.report = Report()
        self.claims: Claims | None = None
        self.waiting: list[tuple[object, Any]] = []  # new articles, to be written
        self.length = 0  # of their texts
        self.is_first = self.put_off = False  # nothing was here; the index comes last
        self.seen: dict[type, set[int]] = {kind: set() for kind in KINDS.values()}
        self.edited: list[object] = []  # places of records older than their rows
        self.kept: set[int] = set()  # articles
        self.kept_paths: set[str] = set()
        self.tag_names: set[str] = set()  # that mean a tag
        # What the records of rows that gave way held: by kind, and key or path.
        self.before: dict[tuple[type, Any], Any] = {}
        self.bare: dict[int, Record] = {}  # tags without a record that gave way
        self.binned: dict[Any, int] | None = None  # uids; rows, when first needed
        self.unbinned: list[tuple[int, Any]] = []  # rows of the bin, and articles
        self.old_addresses: set[int] = set()  # that were here before, for pruning

    def make_way(self, records: Iterable[tuple[object, Record]]):
        """Look at all records before any is taken; what stands in their way gives way.

        The end counts, not the order. Raise Refused as `take` does.
        """
        self.claims = claims = Claims(self.will_be_kept)
        if not any(kind.objects.exists() for kind in (Article, Tag, OldAddress)):
            self.is_first = True
            return  # nothing that could be in the way
        claims.collect(readable(records))
        self.old_addresses = set(pks(OldAddress.objects.all())) if self.prune else set()
        self.park(Article, claims.park_articles())
        if self.prune:
            self.delete_articles(claims.matched)
        claims.tags.match()
        for tag, target in claims.tags.merges(prune=self.prune):
            into = Difference(_("merged into"), "", str(target))
            self.park(Tag, {target.pk: names_of(target)})
            self.count(change_of(DELETED, tag, [into]))
            tag.give_way_to(target)
        held, self.bare = claims.tags.park(prune=self.prune)
        self.park(Tag, held)
        in_the_way = claims.redirects | claims.tags.redirects()
        self.delete_old_addresses(OldAddress.objects.filter(pk__in=in_the_way))

    def park(self, kind, before):
        """Remember what records of rows of a kind held before they gave way."""
        for pk, held in before.items():
            self.before.setdefault((kind, pk), held)

    def will_be_kept(self, row, record):
        """Return whether an article stays as it is here, if its record differs."""
        return self.known == Known.KEEP_EDITED and was_edited(row, record)

    def take(self, place: object, record: Record):
        """Take in a record, given with its place, which `str` says in words.

        Raise Refused, with the place and the field in one line: at once, or when one
        that waits to be written with others is.
        """
        if self.claims is not None and self.claims.is_new(record) and is_plain(record):
            self.waiting.append((place, record))
            self.length += length_of(record)
            if len(self.waiting) == TOGETHER or self.length > LENGTH:
                if self.is_first and not self.put_off:
                    searchindex.put_off()
                    self.put_off = True
                self.write_waiting()
        else:
            self.write_waiting()
            self.take_alone(place, record)

    def write_waiting(self):
        """Write the new articles that wait."""
        waiting, self.waiting, self.length = self.waiting, [], 0
        if waiting:
            self.write_together(waiting)

    def write_together(self, waiting):
        """Write new articles at once; where there is doubt by halves, at last alone."""
        try:
            for _place, record in waiting:
                self.make_tags(record.tags)
            articles = write_new([record for _place, record in waiting])
        except (Doubt, Refused):
            if len(waiting) > 1:
                middle = len(waiting) // 2
                self.write_together(waiting[:middle])
                self.write_together(waiting[middle:])
            else:
                self.take_alone(*waiting[0])
        else:
            for (_place, record), article in zip(waiting, articles, strict=True):
                self.note_new(article, change_of(CREATED, article, defining(record)))

    def take_alone(self, place: object, record: Record):
        """Take in a record by itself."""
        with in_place(place):
            refuse_what_no_column_takes(record)
            self.put(place, record, self.row_of(record))

    def row_of(self, record):
        """Return the row that `record` is about, or None."""
        if self.claims is not None and isinstance(record, TagRecord):
            return self.claims.tags.row_of(record)
        return find(record)

    def put(self, place, record, row):
        """Make the database hold `record`, of which `row` is known, or None."""
        kind = KINDS[type(record)]
        if row is not None and row.pk in self.seen[kind]:
            raise Refused(_("it stands twice in the file"))
        before = self.record_before(record, row)
        try:
            outcome = self.outcome_of(record, row, before)
        except Edited:
            self.edited.append(place)
            self.seen[kind].add(row.pk)
            return
        change = Change(outcome, "", "", [])
        if outcome in (CREATED, CHANGED):
            if self.claims is not None and isinstance(record, ArticleRecord):
                self.make_tags(record.tags)
            row, change = write_row(record, row, before)
            if outcome == CREATED and kind is Article:
                self.note_new(row, change)
                return
        elif outcome == KEPT and kind is Article:
            self.kept.add(row.pk)
            self.kept_paths.add(normal(row.get_absolute_url()))
        self.count(change)
        if row is not None:
            self.seen[kind].add(row.pk)

    def note_new(self, article, change):
        """Note that `article` was made; if it was in the bin, its change says so."""
        if self.binned is None:
            self.binned = dict(Binned.objects.values_list("uid", "pk"))
        if article.uid in self.binned:
            self.unbinned.append((self.binned[article.uid], article))
            words = _("It was in the bin"), _("It is restored")
            change.differences.append(Difference("bin", *words))
        self.count(change)
        self.seen[Article].add(article.pk)

    def record_before(self, record, row):
        """Return what `row` was as a record before anything gave way, or None."""
        if isinstance(record, OldAddressRecord):
            gone = self.before.pop((OldAddress, normal(record.path)), None)
            return gone or (row and row.record())
        if row is None:
            return None
        held = self.before.pop((type(row), row.pk), {})
        return replace(row.record(), **held)

    def outcome_of(self, record, row, before):
        """Return what is to become of a record. Raise Edited where that refuses it."""
        if (
            isinstance(record, OldAddressRecord)
            and normal(record.path) in self.kept_paths
        ):
            return KEPT  # what is kept lives there
        return outcome_of(record, row, before, self.known)

    def make_tags(self, names):
        """Make the tags that `names` mean and that are nowhere yet."""
        new = [name for name in dict.fromkeys(names) if name not in self.tag_names]
        refuse_many_tags(len(new))
        known = Tag.objects.resolve_all(new) if new else {}
        for name in new:
            if name not in known and Tag.objects.resolve(name) is None:
                self.count(change_of(CREATED, Tag.objects.make(name)))
        self.tag_names.update(new)

    def count(self, change: Change):
        """Count a change, and tell of it."""
        setattr(self.report, change.outcome, getattr(self.report, change.outcome) + 1)
        if change.outcome in (CREATED, CHANGED, DELETED):
            self.tell(change)

    def finish(self) -> Report:
        """End the intake. Raise Edited, which names the rows, where one refuses it."""
        self.write_waiting()
        if self.edited:
            says = _(
                "edited here after the file was written: {entries}."
                " --keep leaves them as they are, --force takes the file’s"
            )
            raise Edited(says.format(entries=some_of(self.edited)))
        if self.before:
            raise Refused(_("a file was changed while it was read; load it again"))
        if self.prune:
            self.delete_the_rest()
        for pk, article in self.unbinned:  # at the end: now all addresses are known
            Binned.objects.get(pk=pk).bring_back(article)
        if self.put_off:
            searchindex.rebuild()
        return self.report

    # What the records lack

    def delete_the_rest(self):
        """Delete every row that no record was about.

        But for the tags of articles, and the old addresses that this intake left, or
        that lead to an article which is kept.
        """
        left = self.delete_articles(self.seen[Article])
        if left:
            says = _(
                "“{title}” is not in the file, but an entry of the file follows it"
            )
            raise Refused(says.format(title=left))
        spared = set(pks(OldAddress.objects.filter(article__in=self.kept)))
        spared |= self.seen[OldAddress]
        self.delete(OldAddress, self.old_addresses - spared)
        self.delete(Page, set(pks(Page.objects.all())) - self.seen[Page])
        unused = Tag.objects.filter(uses=None, old_addresses=None)
        self.delete(Tag, set(pks(unused)) - self.seen[Tag])
        for tag in Tag.objects.filter(pk__in=self.bare):
            lost = differences(self.bare[tag.pk], tag.record())
            self.count(change_of(CHANGED, tag, lost))

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
            if kind is Article:
                Binned.objects.keep(rows)
                led_there = OldAddress.objects.filter(article__in=rows)
                self.delete_old_addresses(led_there)
            for row in rows:
                self.count(change_of(DELETED, row))
            rows.delete()

    def delete_old_addresses(self, rows):
        """Delete old addresses; one that has a record of its own is made anew by it."""
        for old in rows.select_related("article", "tag").order_by("path"):
            if self.claims is not None and old.path in self.claims.paths:
                self.before[OldAddress, old.path] = old.record()
            else:
                self.count(change_of(DELETED, old))
            old.delete()


@transaction.atomic
def put(record: Record) -> str:
    """Make the database hold `record`; return CREATED, CHANGED or UNCHANGED.

    All or nothing. Raise ValidationError, by field, or Refused when a rule says no.
    """
    refuse_what_no_column_takes(record)
    row = find(record)
    before = row and row.record()
    outcome = outcome_of(record, row, before, Known.TAKE)
    if outcome == UNCHANGED:
        return outcome
    _, change = write_row(record, row, before)
    return change.outcome


@transaction.atomic
def put_all(records: Iterable[tuple[object, Record]], known=Known.TAKE) -> Report:
    """Put records into the database, each given with its place in words.

    All or nothing. Raise Refused, with the place and the field in one line.
    """
    lock()
    intake = Intake(known)
    for place, record in records:
        intake.take(place, record)
    return intake.finish()


def outcome_of(record: Record, row, before, known: Known) -> str:
    """Return what is to become of `record`; `before` is what its row was, or None.

    Raise Edited where `known` asks for it.
    """
    if before is None:
        return CREATED
    if known == Known.KEEP:
        return KEPT
    if row is not None and complete(record, before) == before:
        return UNCHANGED
    if known != Known.TAKE and was_edited(before, record):
        if known == Known.REFUSE_EDITED:
            raise Edited
        return KEPT
    return CHANGED


def was_edited(before, record: Record) -> bool:
    """Return whether a row, or `before` as a record, was edited after `record` was."""
    here = getattr(before, "updated_at", None)
    there = getattr(record, "updated_at", None)
    return here is not None and there is not None and here > there


def pks(rows):
    """Yield the primary keys of `rows`."""
    yield from rows.values_list("pk", flat=True).iterator(CHUNK)
