"""The records of many articles, read column by column: no row is made of them first.

An `Article` says the same of itself, `record()`, at several times the cost.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from typing import Any

from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.recorded import COLUMNS
from articles.models.tag import ArticleTag

TOGETHER = 100  # articles in memory at a time
NOTE = [field.name for field in fields(NoteRecord)]
ADDRESS = [field.name for field in fields(AddressRecord)]


def records_of_articles(articles) -> Iterator[ArticleRecord]:
    """Yield the record of each of `articles`, a queryset, in its order.

    Three queries for `TOGETHER` of them.
    """
    rows = articles.values_list("pk", "follows__uid", *COLUMNS)
    rows = rows.iterator(chunk_size=TOGETHER)
    while chunk := list(islice(rows, TOGETHER)):
        pks = [pk for pk, *_columns in chunk]
        tags = by_article(ArticleTag, "content_object", pks, "tag__slug")
        notes = by_article(Annotation, "article", pks, *NOTE)
        addresses = by_article(Address, "article", pks, *ADDRESS)
        for pk, follows, *columns in chunk:
            yield ArticleRecord(
                follows=follows,
                tags=[slug for (slug,) in tags[pk]],
                notes=[
                    NoteRecord(**dict(zip(NOTE, note, strict=True)))
                    for note in notes[pk]
                ],
                addresses=[
                    AddressRecord(**dict(zip(ADDRESS, address, strict=True)))
                    for address in addresses[pk]
                ],
                **dict(zip(COLUMNS, columns, strict=True)),
            )


def by_article(model, name, pks, *columns) -> dict[int, list[list[Any]]]:
    """Return the `columns` of the rows of articles, in their order, by primary keys.

    `name` is the column that holds those.
    """
    held: dict[int, list[list[Any]]] = defaultdict(list)
    rows = model.objects.filter(**{f"{name}__in": pks}).order_by("position")
    for pk, *row in rows.values_list(name, *columns):
        held[pk].append(row)
    return held
