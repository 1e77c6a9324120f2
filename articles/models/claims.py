"""What records claim: the words that may stand in one place only.

The end decides, not the order of the records. So before the first of them is written
the rows that hold a word which another will hold give it up: a row that a record is
about gets a word that nothing else can have, until its own record is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from articles import links, slugs
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    Record,
    TagRecord,
)
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.oldaddress import OldAddress, normal
from articles.models.tagclaims import TagClaims, path_of
from articles.models.upsert import PARKED, find

CHUNK = 500  # records looked at together


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

    is_kept: Callable[[Any, Record], bool]
    slugs: set[str] = field(default_factory=set)  # of articles
    works: set[str] = field(default_factory=set)  # of articles that follow nothing
    paths: set[str] = field(default_factory=set)  # that once were
    tags: TagClaims = field(default_factory=TagClaims)
    matched: set[int] = field(default_factory=set)  # articles that have a record
    taken: set[int] = field(default_factory=set)  # of these, what is not kept
    moves: dict[int, Move] = field(default_factory=dict)
    notes: dict[int, int] = field(default_factory=dict)  # claimed by another article
    redirects: set[int] = field(default_factory=set)  # where an article will live

    def collect(self, records: Iterable[Record]):
        """Note what `records` claim."""
        articles: list[ArticleRecord] = []
        for record in records:
            if isinstance(record, ArticleRecord):
                articles.append(record)
                if len(articles) == CHUNK:
                    self.add_articles(articles)
                    articles = []
            elif isinstance(record, TagRecord):
                self.tags.add(record)
            elif isinstance(record, OldAddressRecord):
                self.paths.add(normal(record.path))
        self.add_articles(articles)

    def add_articles(self, records: list[ArticleRecord]):
        """Note what some records of articles claim, and what their rows give up."""
        rows = self.rows_of(records)
        holders: dict[UUID, int | None] = {}
        paths = []
        for record, row in zip(records, rows, strict=True):
            if row is not None:
                self.matched.add(row.pk)
                if self.is_kept(row, record):
                    continue
                self.taken.add(row.pk)
            work = work_of(record)
            self.slugs.add(record.slug)
            if record.follows is None:
                self.works.add(work)
            if slugs.is_slug(record.slug):
                paths.append(path_of(Article, record.slug))
            if row is not None:
                self.note_move(row, record, work)
            notes = (note.uid for note in record.notes if note.uid)
            holders |= dict.fromkeys(notes, row and row.pk)
        self.notes |= {
            note.pk: note.article_id
            for note in Annotation.objects.filter(uid__in=holders).only(
                "uid", "article"
            )
            if note.article_id != holders[note.uid]
        }
        self.redirects |= redirects_at(paths)

    @staticmethod
    def rows_of(records):
        """Return for each of `records` what its row holds in places of its own."""
        by_hand = {}
        for number, record in enumerate(records):
            if record.uid is None:
                try:
                    row = find(record)
                except ValidationError:
                    row = None  # it will be refused in words
                by_hand[number] = row and row.uid
        uids = {record.uid for record in records} | set(by_hand.values())
        held = Article.objects.filter(uid__in=uids - {None}).values_list(
            *"pk uid slug work_key follows__uid updated_at".split(), named=True
        )
        rows = {row.uid: row for row in held}
        return [rows.get(r.uid or by_hand.get(n)) for n, r in enumerate(records)]

    def note_move(self, row, record: ArticleRecord, work: str):
        """Note what a row gives up when it becomes what its record says."""
        move = Move(row.uid)
        if record.slug not in ("", row.slug):
            move.slug = row.slug
        if row.follows__uid != record.follows:
            move.follows = row.follows__uid
        if row.follows__uid is None and (record.follows or work != row.work_key):
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
        # What another claims goes; were it in both records, the second is refused.
        for note, holder in self.notes.items():
            if holder in self.taken:
                if "notes" not in before.setdefault(holder, {}):
                    known = Annotation.objects.filter(article=holder)
                    before[holder]["notes"] = [row.record() for row in known]
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


def work_of(record: ArticleRecord) -> str:
    """Return the work key of a record, "" where its source is no web address."""
    try:
        return links.work_key(record.url)
    except ValueError:
        return ""


def redirects_at(paths: list[str]) -> set[int]:
    """Return the old addresses that have one of `paths`."""
    rows = OldAddress.objects.filter(path__in=paths)
    return set(rows.values_list("pk", flat=True)) if paths else set()
