"""How each record finds its row, what it leaves unsaid, and how the row is written."""

import uuid
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from functools import singledispatch
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext

from articles import slugs, text
from articles.errors import Refused
from articles.formats.changes import differences
from articles.formats.records import (
    ArticleRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)
from articles.models.address import Address
from articles.models.annotation import Annotation, refuse_many_notes
from articles.models.article import Article
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.recorded import COLUMNS
from articles.models.report import CHANGED, CREATED, UNCHANGED, change_of, defining
from articles.models.revision import Revision
from articles.models.tag import Tag

KINDS: dict[type, type[Model]] = {
    TagRecord: Tag,
    PageRecord: Page,
    ArticleRecord: Article,
    OldAddressRecord: OldAddress,
}
PARKED = "~"  # begins a word that no record can claim: of a row that gave up its own
# What an article's record may leave empty: what is here stays.
UNSAID = ("uid", "slug", "language", "created_at", "updated_at")
WORDS = (str, list)  # what of a record may hold characters


@singledispatch
def find(record):
    """Return the row that `record` is about, or None."""
    raise TypeError(f"Not a record: {record!r}")


@singledispatch
def complete(record, before):
    """Return `record` with what it leaves unsaid taken from `before`, its row."""
    return record


@singledispatch
def write(record, row):
    """Make a row of `record`, or change `row` to it; return the row.

    Raise ValidationError, by field, or Refused when a rule says no.
    """
    raise TypeError(f"Not a record: {record!r}")


@find.register
def _(record: ArticleRecord):
    """By its uid; one that was written by hand, without a uid, by its work."""
    if record.uid is not None:
        return find_uid(record.uid)
    try:
        copies = Article.objects.copies_of(record.url)
    except ValueError as error:
        raise ValidationError({"url": str(error)}) from error
    if record.follows is None:
        return copies.filter(follows=None).first()
    return copies.filter(follows__uid=record.follows).first()


@complete.register
def _(record: ArticleRecord, before):
    unsaid = [name for name in UNSAID if getattr(record, name) in (None, "")]
    if record.status == Article.Status.PUBLISHED and record.published_at is None:
        unsaid.append("published_at")
    return replace(
        record,
        **{name: getattr(before, name) for name in unsaid},
        tags=slugs_of(record.tags) if record.tags != before.tags else before.tags,
        notes=[note for note, _ in match_notes(record.notes, before.notes)],
    )


@write.register
def _(record: ArticleRecord, row):
    article = row or Article(uid=record.uid or uuid.uuid4())
    slug = article.slug
    for column, value in columns_of(record).items():
        setattr(article, column, value)
    article.follows = earlier(record)
    refuse_tag_twice(record.tags)
    # What is new has no other uid, and what keeps its address keeps its own.
    validate(article, but={"uid", "slug"} if article.slug == slug else {"uid"})
    if slug.startswith(PARKED):  # where it was another lives: nothing leads here
        Article.objects.filter(pk=article.pk).update(slug=article.slug)
    addresses = Address.objects.build(article, record.addresses)
    article.write(record.tags, notes_of(record, article), addresses, as_told=True)
    return article


@find.register
def _(record: TagRecord):
    """By its slug or its name, or by one of its aliases."""
    names = [record.slug or record.name, *record.aliases]
    known = Tag.objects.resolve_all(names)
    return next((known[name] for name in names if name in known), None)


@complete.register
def _(record: TagRecord, before):
    aliases = sorted(record.aliases, key=slugs.name_key)
    return replace(record, slug=record.slug or before.slug, aliases=aliases)


@write.register
def _(record: TagRecord, row):
    tag = row or Tag()
    parked = tag.slug.startswith(PARKED)  # where it was another lives
    before = tag.get_absolute_url() if row and not parked else None
    tag.slug = record.slug or ("" if parked else tag.slug)
    tag.name, tag.description = record.name, record.description
    validate(tag, but={"slug", "name_key"})  # each word is looked for in all places
    tag.save()
    if before is not None:
        OldAddress.objects.leave(before, tag)
    if row is None and not record.aliases:
        return tag
    try:
        tag.set_aliases(record.aliases)
    except Refused as refusal:
        raise Refused(f"aliases: {refusal}") from refusal
    return tag


@find.register
def _(record: OldAddressRecord):
    return OldAddress.objects.find(record.path)


@complete.register
def _(record: OldAddressRecord, before):
    tag = Tag.objects.resolve(record.tag) if record.tag else None
    return replace(record, path=before.path, tag=tag.slug if tag else "")


@write.register
def _(record: OldAddressRecord, row):
    old = row or OldAddress(path=record.path)
    old.article = find_uid(record.article)
    old.tag = Tag.objects.resolve(record.tag)
    if (old.article is None) == (old.tag is None):
        says = gettext("It leads to no article or tag that is known.")
        raise ValidationError({"path": says})
    validate(old)
    old.save()
    return old


@find.register
def _(record: PageRecord):
    return Page.objects.filter(slug=record.slug).first()


@complete.register
def _(record: PageRecord, before):
    return replace(record, updated_at=record.updated_at or before.updated_at)


@write.register
def _(record: PageRecord, row):
    page = row or Page(slug=record.slug)
    page.title, page.body = record.title, record.body
    page.updated_at = record.updated_at or page.updated_at
    validate(page)
    page.save()
    return page


def write_row(record: Record, row, before):
    """Write `record` to `row`, or to a new one; return the row and its Change.

    Raise ValidationError, by field, or Refused when a rule says no.
    """
    with Revision.objects.leaving():  # of a new row, until it changes; else see below
        row = write(record, row)
    if before is None:
        return row, change_of(CREATED, row, defining(record))
    after = type(row).objects.get(pk=row.pk).record()
    if before == after:
        return row, change_of(UNCHANGED, row)
    if getattr(record, "updated_at", row) is None:  # as if it was edited here, now
        row.updated_at = after.updated_at = timezone.now()
        row.save(update_fields=["updated_at"])
    if isinstance(after, ArticleRecord):
        Revision.objects.note(before, after)
    return row, change_of(CHANGED, row, differences(before, after))


def columns_of(record: ArticleRecord) -> dict[str, Any]:
    """Return the columns of `record`, but for those of which it says nothing."""
    held = ((column, getattr(record, column)) for column in COLUMNS)
    return {
        column: value
        for column, value in held
        if value not in (None, "") or column not in UNSAID
    }


def earlier(record):
    """Return the article that `record` follows, or None."""
    article = find_uid(record.follows)
    if record.follows is not None and article is None:
        says = gettext(
            "There is no entry {uid}, neither here nor above in the file: it stands"
            " before what follows it."
        ).format(uid=record.follows)
        raise ValidationError({"follows": says})
    return article


def find_uid(uid: uuid.UUID | None) -> Article | None:
    """Return the article of that uid, or None."""
    return Article.objects.filter(uid=uid).first() if uid is not None else None


def slugs_of(names: list[str]) -> list[str]:
    """Return the slugs of the tags that `names` mean, each once; what is new stays."""
    known = Tag.objects.resolve_all(names)
    return list(dict.fromkeys(known[n].slug if n in known else n for n in names))


def each_once(names: list[str]) -> list[str]:
    """Return `names` without those that mean the tag of one before."""
    known = Tag.objects.resolve_all(names)
    firsts: dict[str, str] = {}
    for name in names:
        tag = known.get(name)
        firsts.setdefault(tag.slug if tag else slugs.slugify(name) or name, name)
    return list(firsts.values())


def refuse_tag_twice(names: list[str]) -> None:
    """Raise ValidationError where two of `names` mean one tag."""
    if len(names) < 2:
        return
    left = each_once(names)
    if len(left) < len(names):
        twice = (Counter(names) - Counter(left)).most_common(1)[0][0]
        says = gettext("“{tag}” stands twice on this entry.").format(tag=twice)
        raise ValidationError({"tags": says})


def match_notes(records, known):
    """Yield each record of `records` with that of `known` which is the same note.

    One without a uid is the note that says the same, if there is one, and has its uid.
    """
    left = list(known)
    for record in records:
        same = (
            note
            for note in left
            if (note.uid == record.uid if record.uid else note.body == record.body)
        )
        note = next(same, None)
        if note is not None:
            left.remove(note)
            record = replace(record, uid=note.uid)
        yield record, note


def notes_of(record: ArticleRecord, article: Article) -> list[Annotation]:
    """Return the notes of `record`, changed or new, not saved, in their order."""
    refuse_many_notes(len(record.notes))
    known = list(article.notes.all()) if article.pk else []
    matched = list(match_notes(record.notes, known))
    new = [held.uid for held, note in matched if note is None and held.uid]
    others = set(Annotation.objects.filter(uid__in=new).values_list("uid", flat=True))
    notes: list[Annotation] = []
    for number, (held, note) in enumerate(matched, start=1):
        place = f"notes, {number}"
        if note is None:
            note = Annotation(uid=held.uid or uuid.uuid4())
            if note.uid in others:
                says = gettext("A note of another entry.")
                raise ValidationError({f"{place}, uid": says})
            if note.uid in {above.uid for above in notes}:
                says = gettext("It stands twice on this entry.")
                raise ValidationError({f"{place}, uid": says})
        notes.append(fill_note(note, held, place))
    return notes


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


def validate(row, but=()):
    """Raise ValidationError, by field, where a rule of `row` says no.

    The columns named in `but` are known to be held by no other row.
    """
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.validate_unique(exclude=set(but))


def refuse_what_no_column_takes(held, name=""):
    """Raise ValidationError for a character in a record that not even a query takes."""
    if isinstance(held, str):
        if found := text.bad_character(held, lines=True):
            says = gettext("Take out {found}.").format(found=found)
            raise ValidationError({name: says})
    elif isinstance(held, list):
        for item in held:
            refuse_what_no_column_takes(item, name)
    elif is_dataclass(held):
        for column, value in vars(held).items():
            if value and value.__class__ in WORDS:
                refuse_what_no_column_takes(value, column)
