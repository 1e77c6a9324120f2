"""Content goes out to a fixture and comes back from one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import ArticleRecord, Record
from articles.models import Article, OldAddress, Page, Report, Tag, put_all

CHUNK = 500  # articles in memory at a time


def load_fixture(path) -> Report:
    """Make the database hold the entries of the file `path`; all or nothing.

    Raise Refused, with file, entry and field in one line, when one cannot be held.
    """
    try:
        return put_all(fixture.read(Path(path).read_bytes()))
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    except Refused as refusal:
        raise Refused(f"{path}: {refusal}") from refusal


def export_fixture(articles=None) -> Iterator[str]:
    """Yield the content as the text of a fixture, piece by piece.

    All of it, or the `articles` given (a queryset), with what they need to load.
    """
    return fixture.write(all_records() if articles is None else selection(articles))


def write_fixture(path):
    """Write the content to the file `path`, beside it first: all or nothing.

    Raise Refused when the file cannot be written; the old one then stands.
    """
    path = Path(path)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, delete=False
        ) as beside:
            try:
                beside.writelines(export_fixture())
                beside.flush()
                os.fsync(beside.fileno())
                Path(beside.name).chmod(0o644)
                Path(beside.name).replace(path)
            except BaseException:
                Path(beside.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error


def all_records() -> Iterator[Record]:
    """Yield the record of all that is content, in the order of a fixture."""
    yield from records_of(Tag.objects.prefetch_related("aliases").order_by("slug"))
    yield from records_of(Page.objects.order_by("slug"))
    yield from article_records(Article.objects.all())
    yield from records_of(
        OldAddress.objects.select_related("article", "tag").order_by("path")
    )


def selection(articles) -> Iterator[Record]:
    """Yield the records of `articles`, and of the tags and entries they lean on."""
    chosen = set(articles.values_list("pk", flat=True))
    wanted = Article.objects.filter(pk__in=chosen)
    while earlier := set(
        wanted.exclude(follows=None).values_list("follows", flat=True)
    ).difference(chosen):
        chosen |= earlier
        wanted = Article.objects.filter(pk__in=chosen)
    tags = Tag.objects.filter(uses__content_object__in=wanted).distinct()
    yield from records_of(tags.prefetch_related("aliases").order_by("slug"))
    yield from article_records(wanted)


def article_records(articles) -> Iterator[ArticleRecord]:
    """Yield the records of `articles` by address, an entry before its follow-ups."""
    generation = articles.filter(follows=None)
    while generation.exists():
        rows = generation.with_tags().select_related("follows")
        yield from records_of(rows.prefetch_related("notes").order_by("slug"))
        generation = articles.filter(follows__in=generation.values("pk"))


def records_of(rows) -> Iterator:
    """Yield the record of each row, a chunk of rows in memory at a time."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield row.record()
