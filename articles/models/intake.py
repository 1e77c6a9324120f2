"""The one door by which records enter the database, whatever file they came from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import singledispatch

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from articles import limits, text
from articles.errors import Refused, refuse_more
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


@transaction.atomic
def put(record: Record) -> str:
    """Make the database hold `record`; return CREATED, CHANGED or UNCHANGED.

    All or nothing. Raise ValidationError, by field, or Refused when a rule says no.
    """
    refuse_what_no_column_takes(record)
    return _put(record)


@singledispatch
def _put(record):
    raise TypeError(f"Not a record: {record!r}")


@_put.register
def _(record: ArticleRecord) -> str:
    article = find(record)
    before = article.record() if article else None
    if record == before:
        return UNCHANGED
    article = article or Article(uid=record.uid or uuid.uuid4())
    copy_columns(record, article)
    article.follows = earlier(record)
    validate(article)
    article.write(record.tags, notes_of(record, article))
    return outcome(before, Article.objects.get(pk=article.pk).record())


@_put.register
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


@_put.register
def _(record: OldAddressRecord) -> str:
    old = OldAddress.objects.find(record.path)
    before = old.record() if old else None
    if record == before:
        return UNCHANGED
    old = old or OldAddress(path=record.path)
    old.article = find_uid(record.article)
    old.tag = Tag.objects.resolve(record.tag)
    if (old.article is None) == (old.tag is None):
        raise ValidationError({"path": "It leads to no article or tag that is known."})
    validate(old)
    old.save()
    return outcome(before, old.record())


@_put.register
def _(record: PageRecord) -> str:
    page = Page.objects.filter(slug=record.slug).first()
    before = page.record() if page else None
    if record == before:
        return UNCHANGED
    page = page or Page(slug=record.slug)
    page.title, page.body = record.title, record.body
    page.updated_at = record.updated_at or page.updated_at
    validate(page)
    page.save()
    return outcome(before, page.record())


def refuse_what_no_column_takes(held, name=""):
    """Raise ValidationError for a character in a record that not even a query takes."""
    if isinstance(held, str) and (found := text.bad_character(held, lines=True)):
        raise ValidationError({name: f"Take out {found}."})
    if isinstance(held, list):
        for item in held:
            refuse_what_no_column_takes(item, name)
    if is_dataclass(held):
        for column in fields(held):
            refuse_what_no_column_takes(getattr(held, column.name), column.name)


def find(record):
    """Return the article that `record` is about: by its uid, else by its work."""
    if record.uid is not None:
        return Article.objects.filter(uid=record.uid).first()
    try:
        copies = Article.objects.copies_of(record.url)
    except ValueError as error:
        raise ValidationError({"url": str(error)}) from error
    if record.follows is None:
        return copies.filter(follows=None).first()
    return copies.filter(follows__uid=record.follows).first()


def copy_columns(record, article):
    """Copy the columns of `record`; where it says nothing, what is there stays."""
    for column in COLUMNS:
        value = getattr(record, column)
        if value is not None and (value != "" or column not in ("slug", "language")):
            setattr(article, column, value)
    if record.status != Article.Status.PUBLISHED:
        article.published_at = record.published_at


def earlier(record):
    """Return the article that `record` follows, or None."""
    article = find_uid(record.follows)
    if record.follows is not None and article is None:
        raise ValidationError({"follows": f"There is no entry {record.follows}."})
    return article


def find_uid(uid: uuid.UUID | None) -> Article | None:
    """Return the article of that uid, or None."""
    return Article.objects.filter(uid=uid).first() if uid is not None else None


def notes_of(record: ArticleRecord, article: Article) -> list[Annotation]:
    """Return the notes of `record`, changed or new, not saved, in their order.

    One without a uid is the note of `article` that says the same, if there is one.
    """
    refuse_more(len(record.notes), limits.NOTES, "notes", "an entry")
    known = list(article.notes.all()) if article.pk else []
    notes: list[Annotation] = []
    for place, held in enumerate(record.notes, start=1):
        same = (
            note
            for note in known
            if (note.uid == held.uid if held.uid else note.body == held.body)
        )
        note = next(same, None)
        if note is not None:
            known.remove(note)
        else:
            note = new_note(held, f"notes, {place}", notes)
        notes.append(fill_note(note, held, f"notes, {place}"))
    return notes


def new_note(record: NoteRecord, place: str, above: list[Annotation]) -> Annotation:
    """Return an empty note for `record`, which the article does not have yet."""
    uid = record.uid or uuid.uuid4()
    if uid in {note.uid for note in above}:
        raise ValidationError({f"{place}, uid": "It stands twice on this entry."})
    if Annotation.objects.filter(uid=uid).exists():
        raise ValidationError({f"{place}, uid": "It is a note of another entry."})
    return Annotation(uid=uid)


def fill_note(note: Annotation, record: NoteRecord, place: str) -> Annotation:
    """Copy the columns of `record` to `note`, and check them."""
    for column in fields(record):
        if column.name != "uid":
            setattr(note, column.name, getattr(record, column.name))
    try:
        note.clean_fields(exclude=["article", "account"])
    except ValidationError as error:
        raise ValidationError(
            {f"{place}, {name}": says for name, says in error.message_dict.items()}
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
        except Refused as refusal:
            raise Refused(f"{place}: {refusal}") from refusal
        except (DataError, IntegrityError) as error:
            raise Refused(f"{place}: a rule of the database forbids it") from error
        setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def identity(record: Record):
    """Return what tells this record from all others of a file."""
    if isinstance(record, ArticleRecord):
        return record.uid or (record.url, record.follows)
    names = (getattr(record, name, "") for name in ("slug", "path", "name"))
    return type(record), next(filter(None, names), "")


def in_one_line(error: ValidationError) -> str:
    """Return what a ValidationError says: field: message; field: message."""
    return "; ".join(
        f"{field}: {' '.join(messages)}" if field != "__all__" else " ".join(messages)
        for field, messages in error.message_dict.items()
    )
