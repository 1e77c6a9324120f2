"""Content goes out to a fixture and comes back from one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import ArticleRecord, Record
from articles.models import (
    Article,
    OldAddress,
    Page,
    Report,
    Tag,
    put_all,
    snapshot,
)

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
        raise refusal.of_file(path) from refusal


def export_fixture(articles=None) -> Iterator[str]:
    """Yield the content of one moment as the text of a fixture, piece by piece.

    All of it, or the `articles` given (a queryset), with what they need to load.
    """
    with snapshot():
        yield from fixture.write(
            all_records() if articles is None else selection(articles)
        )


def write_fixture(path):
    """Write the content to the file `path`, beside it first: all or nothing.

    A link is followed, and the mode of a file that is there stays. What is no file (a
    pipe, a terminal) is written to as it is. Raise Refused when it cannot be written;
    the old file then stands.
    """
    path = Path(path).resolve()
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="\n") as door:
                door.writelines(export_fixture())
        else:
            write_beside(path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error


def write_beside(path: Path):
    """Write the content to a new file beside `path`, then put it in its place."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, delete=False
    ) as beside:
        try:
            beside.writelines(export_fixture())
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).chmod(mode)
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise


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
    rows = articles.with_tags().select_related("follows").prefetch_related("notes")
    yield from records_of(rows.filter(follows=None).order_by("slug"))
    follow_ups = articles.exclude(follows=None).order_by("slug")
    later = dict(follow_ups.values_list("pk", "follows_id"))
    while later:
        # What follows one that stands above already; of a circle, whatever is left.
        ready = [pk for pk, earlier in later.items() if earlier not in later]
        for chunk in batched(ready or list(later), CHUNK):
            yield from records_of(rows.filter(pk__in=chunk).order_by("slug"))
            for pk in chunk:
                del later[pk]


def batched(items: list, length: int) -> Iterator[list]:
    """Yield `items` in lists of at most `length`."""
    for start in range(0, len(items), length):
        yield items[start : start + length]


def records_of(rows) -> Iterator:
    """Yield the record of each row, a chunk of rows in memory at a time."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield row.record()
