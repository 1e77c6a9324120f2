"""New articles, written many at once: a handful of queries, however many they are.

Only what is plain is written so: articles that follow nothing, whose words nobody else
holds. Where there is any doubt nothing is written, and whoever asked writes them one by
one, by `write` of `upsert`, which says in words what is wrong.
"""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from articles import links, slugs
from articles.errors import Refused
from articles.formats.records import ArticleRecord, Record
from articles.models import roles
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.oldaddress import OldAddress, normal
from articles.models.tag import ArticleTag, Tag, refuse_many_tags
from articles.models.upsert import copy_columns, fill_note, refuse_what_no_column_takes


class Doubt(Exception):
    """Articles cannot be written at once."""


class New(NamedTuple):
    """An article that is not saved, and what will be saved along."""

    article: Article
    tags: list[str]
    notes: list[Annotation]
    addresses: list[Address]


def is_plain(record: Record) -> bool:
    """Return whether `record` may be written along with others, if it is a new one."""
    return (
        isinstance(record, ArticleRecord)
        and record.follows is None
        and slugs.is_slug(record.slug)
    )


def built(record: ArticleRecord) -> New | None:
    """Return an article of `record`; None where it breaks a rule by itself. No query.

    It is for `write_built`, and the tags may be others by then.
    """
    try:
        return build(record)
    except (ValidationError, Refused, ValueError):
        return None


def write_new(records: list[ArticleRecord]) -> list[Article] | list[None]:
    """Save new articles of `records`, which are plain; return them, in that order.

    Their tags exist. Return as many Nones, having written nothing, where one cannot be
    saved or stands in the way of another.
    """
    found = [new for record in records if (new := built(record)) is not None]
    return write_built(found) if len(found) == len(records) else [None] * len(records)


def write_built(found: list[New]) -> list[Article] | list[None]:
    """Save articles that were built; else as `write_new`."""
    try:
        with transaction.atomic():
            refuse_taken_words(found)
            save(found, tags_of(found))
    except (Doubt, ValidationError, Refused, ValueError, DatabaseError):
        return [None] * len(found)
    return [new.article for new in found]


def build(record: ArticleRecord) -> New:
    """Return an article as `record` tells it. No query. Raise where a rule says no."""
    refuse_what_no_column_takes(record)
    article = Article(uid=record.uid or uuid.uuid4())
    copy_columns(record, article)
    roles.refuse("write", article)
    article.clean_fields()
    article.clean_alone()
    notes = [
        fill_note(Annotation(uid=note.uid or uuid.uuid4()), note, "notes")
        for note in record.notes
    ]
    addresses = Address.objects.build_alone(article, record.addresses)
    return New(article, record.tags, notes, addresses)


def refuse_taken_words(found: list[New]) -> None:
    """Raise Doubt where a word that stands in one place only is there already."""
    articles = [new.article for new in found]
    sources = each_once(links.work_key(article.url) for article in articles)
    further = {address.work_key for new in found for address in new.addresses}
    uids = each_once(note.uid for new in found for note in new.notes)
    paths = {normal(article.get_absolute_url()) for article in articles}
    taken = each_once(article.slug for article in articles)
    each_once(article.uid for article in articles)
    own = {
        (links.work_key(new.article.url), address.work_key)
        for new in found
        for address in new.addresses
    }
    if any(key in sources and (key, key) not in own for key in further):
        raise Doubt
    first = Article.objects.filter(follows=None)
    held = [
        Article.objects.filter(slug__in=taken),
        first.filter(work_key__in=sources | further),
        Address.objects.filter(work_key__in=sources),
        OldAddress.objects.filter(path__in=paths),
    ]
    if uids:
        held.append(Annotation.objects.filter(uid__in=uids))
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


def save(found: list[New], tags: list[list[Tag]]) -> None:
    """Save the articles, and with them all that belongs to each."""
    articles = [new.article for new in found]
    for article in articles:
        article.derive()
    Article.objects.bulk_create(articles)
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=article, tag=tag, position=position)
        for article, meant in zip(articles, tags, strict=True)
        for position, tag in enumerate(meant)
    )
    for article, _tags, notes, addresses in found:
        Address.objects.make_ready(article, addresses)
        Annotation.objects.make_ready(article, notes)
    Address.objects.bulk_create(row for new in found for row in new.addresses)
    Annotation.objects.bulk_create(note for new in found for note in new.notes)
    for article, _tags, notes, _addresses in found:
        article.draw_passages(notes)
