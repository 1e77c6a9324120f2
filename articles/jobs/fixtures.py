"""Content goes out to a fixture and comes back from one."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from articles import files
from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import Record
from articles.models import (
    Change,
    Intake,
    Known,
    Report,
    acting,
    content_of,
    lock,
    roomy,
    snapshot,
)

LOADED = gettext_noop("Loaded from a file.")


def ignore(_):
    """Do nothing with what is told."""


def load_fixture(
    *paths,
    known: Known = Known.REFUSE_EDITED,
    prune: bool = False,
    plan: bool = False,
    tell: Callable[[Change], None] = ignore,
    watch: Callable[[int], None] = ignore,
) -> Report:
    """Make the database hold the entries of the files `paths`; all or nothing.

    A file is a path, or an Upload.

    `known` says what becomes of an entry that was edited here after its file was
    written. With `prune` what no file holds is deleted. With `plan` nothing is written
    in the end. `tell` gets each Change, `watch` the number of bytes that were read.

    Raise Refused, with file, entry and field in one line, when one cannot be held.
    """
    files = [Path(path) if isinstance(path, str) else path for path in paths]
    if prune:
        refuse_what_is_read_once(files)
    try:
        with roomy(), transaction.atomic(), ExitStack() as open_until_the_end:
            open_until_the_end.enter_context(acting(why=LOADED))
            lock()
            for number, file in enumerate(files):
                if is_read_once(file):
                    copy = open_until_the_end.enter_context(TemporaryFile())
                    files[number] = ReadTwice(file, copy)
            intake = Intake(known, tell, prune=prune)
            intake.make_way(records_in(files))
            for place, record in records_in(files, watch):
                intake.take(place, record)
            report = intake.finish()
            if plan:
                transaction.set_rollback(True)
    except Refused as refusal:
        raise Refused(" ".join(str(refusal).split())) from refusal  # one line
    return report


class Place(NamedTuple):
    """Where an entry stands: its file, and where in it. `str()` says it in words."""

    file: object
    entry: fixture.Place

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}"


def records_in(files, watch=ignore) -> Iterator[tuple[Place, Record]]:
    """Yield the records of files, each with its file and its place in it."""
    for file in files:
        try:
            with file.open("rb") as stream:
                for place, record in fixture.read(Watched(stream, watch)):
                    yield Place(file, place), record
        except OSError as error:
            raise Refused(f"{file}: {error.strerror}") from error
        except fixture.FixtureError as error:
            raise Refused(f"{file}: {error}") from error


class Watched:
    """A file that tells how many bytes were read of it, each time."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        self.file, self.tell = file, tell

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        content = self.file.read(size)
        self.tell(len(content))
        return content


class ReadTwice:
    """A pipe that opens a second time: what was read of it stands in `copy`."""

    def __init__(self, pipe: Path, copy: IO[bytes]) -> None:
        self.pipe, self.copy = pipe, copy
        self.is_read = False

    def __str__(self) -> str:
        return str(self.pipe)

    @contextmanager
    def open(self, mode: str) -> Iterator["ReadTwice | IO[bytes]"]:
        """Open the pipe; the second time, the copy."""
        if self.is_read:
            self.copy.seek(0)
            yield self.copy
        else:
            with self.pipe.open("rb") as self.stream:
                yield self
            self.is_read = True

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes of the pipe."""
        content = self.stream.read(size)
        self.copy.write(content)
        return content


def is_read_once(file) -> bool:
    """Return whether `file` is a pipe or something like it."""
    return isinstance(file, Path) and file.exists() and not file.is_file()


def refuse_what_is_read_once(files):
    """Raise Refused for a pipe: what prunes names files that can be looked at."""
    for file in files:
        if is_read_once(file):
            raise Refused(f"{file}: no file; what --prune reads is read twice")


def export_fixture(articles=None, *, published=False) -> Generator[str]:
    """Yield the content of one moment as the text of a fixture, piece by piece.

    All of it, or the `articles` given (a queryset), with what they need to load. With
    `published` nothing that readers do not see.
    """
    with snapshot():
        yield from fixture.write(content_of(articles, published=published))


def write_fixture(path, articles=None, *, published=False):
    """Write what `export_fixture` yields to the file `path`, see `files.write`.

    Raise Refused when it cannot be written; the old file then stands.
    """
    # Closed even where it is not read to its end: a transaction is open within.
    with closing(export_fixture(articles, published=published)) as content:
        files.write(path, (piece.encode() for piece in content))
