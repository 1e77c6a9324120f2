"""New articles, written many at once: a handful of queries, however many they are.

Only what is plain is written so: articles that follow nothing, whose words nobody else
holds. Where there is any doubt nothing is written, and whoever asked writes them one by
one, by `write` of `upsert`, which says in words what is wrong.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeGuard

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from articles import slugs
from articles.errors import Refused
from articles.formats.records import ArticleRecord, Record
from articles.models import roles
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.manyrows import add, insert, next_keys
from articles.models.oldaddress import OldAddress, normal
from articles.models.recorded import COLUMNS
from articles.models.refusals import refuse_many_tags
from articles.models.tag import ArticleTag, Tag
from articles.models.upsert import columns_of, fill_note

# The columns that no record tells, and its uid.
OTHERS = {field.name for field in Article._meta.fields} - set(COLUMNS) | {"uid"}


class Doubt(Exception):
    """Articles cannot be written at once."""


class New(NamedTuple):
    """An article that is not saved, and what will be saved along."""

    article: Article
    tags: list[str]
    notes: list[Annotation]
    addresses: list[Address]


def is_plain(record: Record) -> TypeGuard[ArticleRecord]:
    """Return whether `record` may be written along with others, if it is a new one."""
    return (
        isinstance(record, ArticleRecord)
        and record.follows is None
        and slugs.is_slug(record.slug)
    )


def length_of(record: ArticleRecord) -> int:
    """Return how many characters the texts of `record` have."""
    return len(record.excerpt) + sum(len(note.body) for note in record.notes)


def built(record: ArticleRecord) -> New | None:
    """Return an article of `record`; None where it breaks a rule by itself. No query.

    It is for `write_built`, and the tags may be others by then.
    """
    try:
        return build(record)
    except (ValidationError, Refused, ValueError):
        return None


def write_new(records: list[ArticleRecord]) -> list[Article]:
    """Save new articles of `records`, which are plain; return them, in that order.

    Their tags exist. Raise Doubt, having written nothing, where one cannot be saved or
    stands in the way of another.
    """
    found = [new for record in records if (new := built(record)) is not None]
    if len(found) < len(records):
        raise Doubt
    return write_built(found)


def write_built(found: list[New]) -> list[Article]:
    """Save articles that were built; else as `write_new`."""
    try:
        with transaction.atomic():
            refuse_taken_words(found)
            save(found, tags_of(found))
    except (ValidationError, Refused, ValueError, DatabaseError) as error:
        raise Doubt from error
    return [new.article for new in found]


def build(record: ArticleRecord) -> New:
    """Return an article as `record` tells it. No query. Raise where a rule says no."""
    article = Article(**columns_of(record))
    roles.refuse("write", article)
    article.clean_fields(exclude=OTHERS)
    article.clean_alone()
    article.derive()
    notes = [
        fill_note(Annotation(uid=note.uid or uuid.uuid4()), note, "notes")
        for note in record.notes
    ]
    addresses = []
    if record.addresses:
        addresses = Address.objects.build_alone(article, record.addresses)
    return New(article, record.tags, notes, addresses)


def refuse_taken_words(found: list[New]) -> None:
    """Raise Doubt where a word is taken, and no constraint of the database says so.

    Those are the works of further addresses, which another may have for its source, and
    addresses that lead on.
    """
    sources = {new.article.work_key for new in found}
    further = {address.work_key for new in found for address in new.addresses}
    own = {
        (new.article.work_key, address.work_key)
        for new in found
        for address in new.addresses
    }
    if any(key in sources and (key, key) not in own for key in further):
        raise Doubt
    held: list[QuerySet] = []
    if further:
        first = Article.objects.filter(follows=None)
        held.append(first.filter(work_key__in=further))
    if Address.objects.exists():
        held.append(Address.objects.filter(work_key__in=sources))
    if OldAddress.objects.exists():
        paths = {normal(new.article.get_absolute_url()) for new in found}
        held.append(OldAddress.objects.filter(path__in=paths))
    if any(rows.exists() for rows in held):
        raise Doubt


def each_once(words: Iterable) -> set:
    """Return `words` as a set. Raise Doubt where one stands twice."""
    words = list(words)
    if len(set(words)) < len(words):
        raise Doubt
    return set(words)


def tags_of(found: list[New]) -> list[list[Tag]]:
    """Return the tags of each. Raise Doubt where one is new, or stands twice."""
    known = Tag.objects.resolve_all({name for new in found for name in new.tags})
    tags = []
    for new in found:
        refuse_many_tags(len(new.tags))
        if any(name not in known for name in new.tags):
            raise Doubt
        meant = [known[name] for name in new.tags]
        each_once(tag.pk for tag in meant)
        tags.append(meant)
    return tags


def instant(new: New) -> datetime:
    """Return when an article appears, or was made where that is open."""
    return new.article.published_at or new.article.created_at


def save(found: list[New], tags: list[list[Tag]]) -> None:
    """Save the articles, and with them all that belongs to each.

    The articles come last: when the search index takes one in, its notes and its tags
    are there, so that it does so once. The oldest is the first of them: the index is in
    that order, and takes in what is newer than all it has at the least cost.
    """
    pairs = sorted(zip(found, tags, strict=True), key=lambda pair: instant(pair[0]))
    found, tags = [new for new, _ in pairs], [meant for _, meant in pairs]
    for new, key in zip(found, next_keys(Article, len(found)), strict=True):
        article = new.article
        article.pk = key
        if new.addresses:
            Address.objects.make_ready(article, new.addresses)
        if new.notes:
            Annotation.objects.make_ready(article, new.notes)
            article.pieces = article.drawn(new.notes)
    taggings = (
        (new.article.pk, tag.pk, position)
        for new, meant in zip(found, tags, strict=True)
        for position, tag in enumerate(meant)
    )
    insert(ArticleTag, ["content_object_id", "tag_id", "position"], taggings)
    add(Address, [row for new in found for row in new.addresses])
    add(Annotation, [note for new in found for note in new.notes])
    add(Article, [new.article for new in found])
