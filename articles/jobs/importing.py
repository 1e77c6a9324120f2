"""A file that others wrote becomes articles."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from articles.errors import Refused
from articles.formats import digest_text
from articles.formats.records import ArticleRecord
from articles.models import Known, Report, each_once, put_all


def import_digest_text(path, table) -> Report:
    """File the entries of a page that are not here yet; all or nothing.

    `path` holds the page's text, `table` the addresses as CSV. An entry whose work is
    here already stays as it is. Raise Refused, with file and entry in one line.
    """
    page, addresses = read(path), read(table)
    try:
        rows = digest_text.read_table(addresses)
    except Refused as refusal:
        raise refusal.of_file(table) from refusal
    try:
        return put_all(tags_each_once(digest_text.read(page, rows)), Known.KEEP)
    except Refused as refusal:
        raise refusal.of_file(path) from refusal


def tags_each_once(records) -> Iterator[tuple[str, ArticleRecord]]:
    """Yield `records`, with their places, without a tag that goes by another name."""
    for place, record in records:
        yield place, replace(record, tags=each_once(record.tags))


def read(path) -> str:
    """Return the text of a file. Raise Refused where there is none."""
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: not UTF-8 at byte {error.start}") from error
