"""What records claim: the words that may stand in one place only.

The end decides, not the order of the records. So before the first of them is written
the rows that hold a word which another will hold give it up: a row that a record is
about gets a word that nothing else can have, until its own record is written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from articles import limits, links, slugs
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    OldAddressRecord,
    Record,
    TagRecord,
)
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.oldaddress import OldAddress, normal
from articles.models.refusals import in_place
from articles.models.tagclaims import TagClaims, path_of
from articles.models.upsert import PARKED, find, refuse_what_no_column_takes

CHUNK = 500  # records looked at together


class Claim(NamedTuple):
    """What an article's record claims, and what finds its row; nothing too long.

    What no column takes is left out: it will be refused.
    """

    uid: UUID | None
    slug: str
    url: str
    work: str
    follows: UUID | None
    updated_at: datetime | None
    notes: list[UUID]
    addresses: list[AddressRecord]

    @classmethod
    def of(cls, record: ArticleRecord) -> "Claim":
        """Return what `record` claims."""
        slug = record.slug if len(record.slug) <= limits.SLUG else ""
        url = record.url if len(record.url) <= limits.ADDRESS else ""
        notes = [note.uid for note in record.notes[: limits.NOTES] if note.uid]
        work = work_of(url)
        return cls(
            uid=record.uid,
            slug=slug,
            url=url,
            work=work,
            follows=record.follows,
            updated_at=record.updated_at,
            notes=notes,
            addresses=record.addresses[: limits.ADDRESSES],
        )


@dataclass
class Move:
    """What an article gives up: its address, its work, what it follows."""

    uid: UUID
    slug: str = ""
    work: str = ""
    follows: UUID | None = None


@dataclass
class Claims:
    """What records claim. `is_kept` says whether a row stays as it is, all the same.

    Rows are named by their primary keys. Memory is a few words a record.
    """

    is_kept: Callable[[Any, Any], bool]
    slugs: set[str] = field(default_factory=set)  # of articles
    works: set[str] = field(default_factory=set)  # of articles that follow nothing
    paths: set[str] = field(default_factory=set)  # that once were
    tags: TagClaims = field(default_factory=TagClaims)
    matched: set[int] = field(default_factory=set)  # articles that have a record
    here: set[UUID] = field(default_factory=set)  # their uids
    taken: set[int] = field(default_factory=set)  # of these, what is not kept
    moves: dict[int, Move] = field(default_factory=dict)
    notes: dict[int, int] = field(default_factory=dict)  # claimed by another article
    addresses: set[int] = field(default_factory=set)  # articles that give theirs up
    redirects: set[int] = field(default_factory=set)  # where an article will live

    def collect(self, records: Iterable[Record]):
        """Note what `records` claim."""
        articles: list[Claim] = []
        for record in records:
            if isinstance(record, ArticleRecord):
                articles.append(Claim.of(record))
                if len(articles) == CHUNK:
                    self.add_articles(articles)
                    articles = []
            elif isinstance(record, TagRecord):
                self.tags.add(record)
            elif (
                isinstance(record, OldAddressRecord) and len(record.path) <= limits.PATH
            ):
                self.paths.add(normal(record.path))
        self.add_articles(articles)

    def add_articles(self, claims: list[Claim]):
        """Note what some articles claim, and what their rows give up."""
        holders: dict[UUID, int | None] = {}  # of notes
        paths = []
        rows = self.rows_of(claims)
        addresses = addresses_of(rows)
        for claim, row in zip(claims, rows, strict=True):
            if row is not None:
                self.matched.add(row.pk)
                self.here.add(row.uid)
                if self.is_kept(row, claim):
                    continue
                self.taken.add(row.pk)
                self.note_move(row, claim)
                held = addresses.get(row.pk, [])
                if held and (row.pk in self.moves or held != claim.addresses):
                    self.addresses.add(row.pk)
            if slugs.is_slug(claim.slug):
                self.slugs.add(claim.slug)
                paths.append(path_of(Article, claim.slug))
            if claim.follows is None:
                self.works.add(claim.work)
                self.works |= {work_of(a.url) for a in claim.addresses}
            holders |= dict.fromkeys(claim.notes, row and row.pk)
        self.redirects |= redirects_at(paths)
        uids = list(holders)
        for start in range(0, len(uids), CHUNK):
            found = Annotation.objects.filter(uid__in=uids[start : start + CHUNK])
            for note in found.only("uid", "article"):
                if note.article_id != holders[note.uid]:
                    self.notes[note.pk] = note.article_id

    @staticmethod
    def rows_of(claims: list[Claim]):
        """Return for each claim what its row holds in places of its own, or None."""
        uids = [claim.uid or uid_by_work(claim) for claim in claims]
        held = Article.objects.filter(uid__in=filter(None, uids)).values_list(
            *"pk uid slug work_key follows__uid updated_at".split(), named=True
        )
        rows = {row.uid: row for row in held}
        return [rows.get(uid) for uid in uids]

    def is_new(self, record: Record) -> bool:
        """Return whether no row can be what `record` is about."""
        uid = record.uid if isinstance(record, ArticleRecord) else None
        return uid is not None and uid not in self.here

    def note_move(self, row, claim: Claim):
        """Note what a row gives up when it becomes what its record says."""
        move = Move(row.uid)
        if claim.slug not in ("", row.slug):
            move.slug = row.slug
        if row.follows__uid != claim.follows:
            move.follows = row.follows__uid
        if row.follows__uid is None and (claim.follows or claim.work != row.work_key):
            move.work = row.work_key
        if move.slug or move.work or move.follows:
            self.moves[row.pk] = move

    # Giving way

    def park_articles(self) -> dict[int, dict[str, Any]]:
        """Take from articles that move what others claim.

        Return {pk: {field: value}}, what their records held there before.
        """
        before: dict[int, dict[str, Any]] = {}
        for pk, move in self.moves.items():
            columns, held = self.parking(move)
            if columns:
                Article.objects.filter(pk=pk).update(**columns)
                before[pk] = held
        for pk in self.addresses:
            known = Address.objects.filter(article=pk)
            held = before.setdefault(pk, {})
            held["addresses"] = [row.record() for row in known]
            known.delete()
        # What another claims goes; were it in both records, the second is refused.
        for note, holder in self.notes.items():
            if holder in self.taken:
                if "notes" not in before.setdefault(holder, {}):
                    notes = Annotation.objects.filter(article=holder)
                    before[holder]["notes"] = [row.record() for row in notes]
                Annotation.objects.filter(pk=note).delete()
        return before

    def parking(self, move: Move):
        """Return the columns that an article gives up, and what its record held."""
        columns: dict[str, Any] = {}
        held: dict[str, Any] = {}
        word = f"{PARKED}{move.uid}"
        if move.slug and move.slug in self.slugs:
            columns["slug"] = word
            held["slug"] = move.slug
        if move.work and move.work in self.works:
            columns["work_key"] = word
        if move.follows is not None:  # or what is written first may close a circle
            columns |= {"follows": None, "work_key": word}
            held["follows"] = move.follows
        return columns, held


def readable(records: Iterable[tuple[object, Record]]) -> Iterator[Record]:
    """Yield the records given with their places. Raise Refused for a bad character."""
    for place, record in records:
        with in_place(place):
            refuse_what_no_column_takes(record)
        yield record


def work_of(url: str) -> str:
    """Return the work key of `url`, "" where it is no web address."""
    try:
        return links.work_key(url)
    except ValueError:
        return ""


def uid_by_work(claim: Claim) -> UUID | None:
    """Return the uid of the row that a record without one is about, or None."""
    if not claim.work:
        return None
    row = find(ArticleRecord(title="", url=claim.url, follows=claim.follows))
    return row and row.uid


def addresses_of(rows) -> dict[int, list[AddressRecord]]:
    """Return the further addresses of articles, by their primary keys."""
    found: dict[int, list[AddressRecord]] = {}
    pks = [row.pk for row in rows if row is not None]
    for address in Address.objects.filter(article__in=pks):
        found.setdefault(address.article_id, []).append(address.record())
    return found


def redirects_at(paths: list[str]) -> set[int]:
    """Return the old addresses that have one of `paths`."""
    rows = OldAddress.objects.filter(path__in=paths)
    return set(rows.values_list("pk", flat=True)) if paths else set()
