"""What a file says of what is here already, and how it is told."""

from dataclasses import replace

from django.utils import timezone

from articles import slugs, text
from articles.formats.reading import Entry
from articles.formats.records import ArticleRecord, TagRecord
from articles.models.upsert import KINDS, complete, slugs_of

NAME = 100  # characters of a title, or of a place, that are told


def united(record, before):
    """Return what a record and what is here make together."""
    record = complete(record, before)
    if not isinstance(record, TagRecord):
        return record
    meant = {
        slugs.slugify(name) for name in (before.slug, before.name, *before.aliases)
    }
    new = [n for n in (record.name, *record.aliases) if slugs.slugify(n) not in meant]
    return replace(
        before,
        description=before.description or record.description,
        aliases=sorted([*before.aliases, *new], key=slugs.name_key),
    )


def said_of(record: ArticleRecord, base: ArticleRecord) -> ArticleRecord:
    """Return what a file says now, with what it leaves unsaid as it was in `base`.

    A note without a uid is the one that says the same; of others the next one.
    """
    record = complete(record, base)
    known = {note.uid for note in record.notes}
    left = iter([note.uid for note in base.notes if note.uid not in known])
    notes = [
        note if note.uid else replace(note, uid=next(left, None))
        for note in record.notes
    ]
    return replace(record, tags=slugs_of(record.tags), notes=notes)


def dated(record: ArticleRecord) -> ArticleRecord:
    """Return a record with its first and its last day, as far as it knows any.

    Years of posts are not news on the day on which they are imported.
    """
    days = (record.created_at, record.published_at, record.updated_at)
    known = [day for day in days if day is not None and day <= timezone.now()]
    return replace(
        record,
        created_at=record.created_at or min(known, default=None),
        updated_at=record.updated_at or max(known, default=None),
    )


def kind_of(item):
    """Return what an item is, in the words of the desk; "" for what is nothing here."""
    if not isinstance(item, Entry):
        return ""
    return str(KINDS[type(item.record)]._meta.verbose_name)


def name_in(item):
    """Return the name of what an item is about, "" where it has none."""
    if not isinstance(item, Entry):
        return ""
    names = (getattr(item.record, key, "") for key in ("title", "name", "path"))
    return next(filter(None, names), "")


def shown(words):
    """Return words of a stranger as they are told: one short line."""
    return text.first_words(text.one_line(str(words)), NAME)
