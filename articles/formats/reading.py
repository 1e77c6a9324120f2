"""What a reader of a format yields: an item an entry of the file, with its place.

A reader is a function `read(source, options)`. It knows no database, holds one entry
in memory at a time where its format lets it, and raises nothing but `FormatError`: a
file that is not of its format, or broken so that the rest of it cannot be read. What
is wrong with one entry alone is an `Unreadable`, and the reader goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from articles import text
from articles.errors import Refused
from articles.formats.records import Record


class FormatError(Refused):
    """A file that cannot be read. The message names the line or the entry."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry that can be filed."""

    place: str  # in words: item 12 (“Machine Unlearning”), line 40
    record: Record
    # The name the export itself gives it, the same in each export: a number, a guid.
    # "": none; it is known again by its uid, or by the work key of its address.
    key: str = ""
    permalinks: tuple[str, ...] = ()  # addresses or paths where it stood until now
    lost: tuple[str, ...] = ()  # what of it no record holds, a noun each: "picture"
    # Where its source is a guess, a link in passing: the address where it stood itself.
    stood_at: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that is no article: counted, and not filed."""

    place: str
    what: str  # a noun: "page", "attachment", "comment"


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """An entry that cannot be filed, and why, in words for the editor."""

    place: str
    why: str


Item = Entry | LeftOut | Unreadable


class Source(Protocol):
    """A file to be read, or a folder or an archive of several."""

    name: str  # of the file, or its path within the folder, with "/"

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open the file at its start. It can be opened again, and it can seek."""

    def files(self) -> Iterator["Source"]:
        """Yield the files within, by name; of a single file, itself."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What an editor says of a file that it does not say itself."""

    zone: tzinfo = UTC  # of dates that name none
    # field -> column name; "": it is read from none, even where one has its name
    columns: Mapping[str, str] = field(default_factory=dict)
    address: str = ""  # where the site stood, of a file that does not say it
    table: Source | None = None  # addresses and days by title, see `digest_text`


Reader = Callable[[Source, Options], Iterator[Item]]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column of a table holds which field, and which hold none."""

    mapping: Mapping[str, str]  # field -> name of the column, as the file has it
    unmapped: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReadFormat:
    """A row of the registry: a format that can be read.

    `recognises` is given the name of a file, in lower case, and its first `HEAD` bytes.
    `carries` names the fields of a record that it can hold, and "permalinks". Of a
    table `columns` says what is read from where: an editor may choose otherwise.
    """

    name: str  # for editors: "WordPress (WXR)"
    about: str  # one line: where such a file comes from
    recognises: Callable[[str, bytes], bool]
    read: Reader
    carries: tuple[str, ...]
    columns: Callable[[Source, Options], Columns] | None = None


HEAD = 65_536  # bytes at the start of a file, by which its format is recognised


def line_place(line: int, name: str = "") -> str:
    """Return where an entry begins: line 40 (“Machine Unlearning”)."""
    says = _("line {line} (“{name}”)") if name else _("line {line}")
    return says.format(line=line, name=text.first_words(name, 60))
