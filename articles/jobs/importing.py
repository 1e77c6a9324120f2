"""A file that others wrote becomes articles."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from articles.errors import Refused
from articles.formats import digest_text
from articles.models import find, put_all


@dataclass
class Report:
    """What an import did: entries that are new, and works that were here already."""

    new: int = 0
    known: int = 0

    def __str__(self):
        return f"{self.new} new, {self.known} known already"


@transaction.atomic
def import_digest_text(path, table) -> Report:
    """File the entries of a page that are not here yet; all or nothing.

    `path` holds the page's text, `table` the addresses as CSV. An entry whose work is
    here already stays as it is. Raise Refused, with file and entry in one line.
    """
    records = list(in_file(path, digest_text.read(read(path), read(table))))
    new = [(place, record) for place, record in records if find(record) is None]
    put_all(new)
    return Report(new=len(new), known=len(records) - len(new))


def in_file(path, records):
    """Yield `records`; a refusal among them names the file."""
    try:
        yield from records
    except Refused as refusal:
        raise Refused(f"{path}: {refusal}") from refusal


def read(path) -> str:
    """Return the text of a file. Raise Refused where there is none."""
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: not UTF-8 at byte {error.start}") from error
