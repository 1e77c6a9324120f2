"""The one door by which records enter the database, whatever file they came from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import singledispatch

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.errors import Refused
from articles.formats.records import (
    ArticleRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)
from articles.models.annotation import Annotation
from articles.models.article import COLUMNS, Article
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.tag import Tag

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


@singledispatch
def put(record: Record) -> str:
    """Make the database hold `record`; return CREATED, CHANGED or UNCHANGED.

    All or nothing. Raise ValidationError, by field, or Refused when a rule says no.
    """
    raise TypeError(f"Not a record: {record!r}")


@put.register
@transaction.atomic
def _(record: ArticleRecord) -> str:
    article = find(record)
    before = article.record() if article else None
    if record == before:
        return UNCHANGED
    article = article or Article(uid=record.uid or uuid.uuid4())
    copy_columns(record, article)
    article.follows = earlier(record)
    validate(article)
    article.write(record.tags, [note_of(note) for note in record.notes])
    return outcome(before, Article.objects.get(pk=article.pk).record())


@put.register
@transaction.atomic
def _(record: TagRecord) -> str:
    tag = Tag.objects.resolve(record.slug or record.name)
    before = tag.record() if tag else None
    if record == before:
        return UNCHANGED
    if tag is None:
        tag = Tag.objects.make(record.name, record.slug)
    elif (tag.name, tag.slug) != (record.name, record.slug or tag.slug):
        tag.rename(record.name, record.slug)
    tag.description = record.description
    validate(tag)
    tag.save()
    tag.set_aliases(record.aliases)
    return outcome(before, Tag.objects.get(pk=tag.pk).record())


@put.register
@transaction.atomic
def _(record: OldAddressRecord) -> str:
    old = OldAddress.objects.find(record.path)
    before = old.record() if old else None
    if record == before:
        return UNCHANGED
    old = old or OldAddress(path=record.path)
    old.article = Article.objects.filter(uid=record.article).first()
    old.tag = Tag.objects.resolve(record.tag)
    if (old.article is None) == (old.tag is None):
        raise ValidationError({"path": "It leads to no article or tag that is known."})
    validate(old)
    old.save()
    return outcome(before, old.record())


@put.register
@transaction.atomic
def _(record: PageRecord) -> str:
    page = Page.objects.filter(slug=record.slug).first()
    before = page.record() if page else None
    if record == before:
        return UNCHANGED
    page = page or Page(slug=record.slug)
    page.title, page.body = record.title, record.body
    page.updated_at = record.updated_at or timezone.now()
    validate(page)
    page.save()
    return outcome(before, page.record())


def find(record):
    """Return the article that `record` is about: by its uid, else by its work."""
    if record.uid is not None:
        return Article.objects.filter(uid=record.uid).first()
    if record.follows is not None:
        return None
    try:
        copies = Article.objects.copies_of(record.url)
    except ValueError as error:
        raise ValidationError({"url": str(error)}) from error
    return copies.filter(follows__isnull=True).first()


def copy_columns(record, article):
    """Copy the columns of `record`; where it says nothing, what is there stays."""
    for column in COLUMNS:
        value = getattr(record, column)
        if value is not None and (value != "" or column not in ("slug", "language")):
            setattr(article, column, value)
    article.published_at = record.published_at


def earlier(record):
    """Return the article that `record` follows, or None."""
    if record.follows is None:
        return None
    if article := Article.objects.filter(uid=record.follows).first():
        return article
    raise ValidationError({"follows": f"There is no entry {record.follows}."})


def note_of(record: NoteRecord) -> Annotation:
    """Return the note that `record` is about, changed or new, not saved."""
    note = Annotation.objects.filter(uid=record.uid).first() if record.uid else None
    note = note or Annotation(uid=record.uid or uuid.uuid4())
    for column in fields(record):
        if column.name != "uid":
            setattr(note, column.name, getattr(record, column.name))
    try:
        note.clean_fields(exclude=["article", "account"])
    except ValidationError as error:
        raise ValidationError(
            {f"notes, {field}": messages for field, messages in error.message_dict.items()}
        ) from error
    return note


def validate(row):
    """Raise ValidationError, by field, where a rule of `row` says no."""
    row.full_clean(validate_unique=True, validate_constraints=False)


def outcome(before, after):
    """Return what became of a row, from its record before (None: new) and after."""
    if before is None:
        return CREATED
    return UNCHANGED if before == after else CHANGED


@dataclass
class Report:
    """What became of the entries of a file.

    They were new, differed, or were here already: the same, or kept as they were.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self):
        return f"{self.created} created, {self.changed} changed, 0 deleted"


@transaction.atomic
def put_all(records: Iterable[tuple[str, Record]], *, keep: bool = False) -> Report:
    """Put records into the database, each given with its place in words.

    With `keep`, an article that is here already stays as it is. All or nothing.
    Raise Refused, with the place and the field in one line.
    """
    report, seen = Report(), set()
    for place, record in records:
        name = identity(record)
        if name in seen:
            raise Refused(f"{place}: it stands twice in the file")
        seen.add(name)
        try:
            outcome = "kept" if keep and find(record) else put(record)
        except ValidationError as error:
            raise Refused(f"{place}: {in_one_line(error)}") from error
        except (Refused, IntegrityError) as refusal:
            raise Refused(f"{place}: {refusal}") from refusal
        setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def identity(record: Record):
    """Return what tells this record from all others of a file."""
    if isinstance(record, ArticleRecord):
        return record.uid or (record.url, record.follows)
    return type(record), getattr(record, "slug", "") or getattr(record, "path", record)


def in_one_line(error: ValidationError) -> str:
    """Return what a ValidationError says: field: message; field: message."""
    return "; ".join(
        f"{field}: {' '.join(messages)}" if field != "__all__" else " ".join(messages)
        for field, messages in error.message_dict.items()
    )
