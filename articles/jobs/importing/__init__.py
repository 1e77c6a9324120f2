"""A file that others wrote becomes articles."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils.translation import gettext_noop

from articles.errors import Refused
from articles.formats import archives
from articles.formats.readers import READERS, recognise_source
from articles.formats.reading import Columns, FormatError, Options, Source
from articles.jobs.importing.aside import aside
from articles.models import (
    FOLLOW_UP,
    SKIP,
    Importer,
    ImportReport,
    Planned,
    acting,
    lock,
)

IMPORTED = gettext_noop("Imported from a file.")
AUTO = "auto"


def ignore(_):
    """Do nothing with what is told."""


def import_articles(
    source,
    format: str = AUTO,
    *,
    options: Options | None = None,
    repeats: str = SKIP,
    plan: bool = False,
    apart: bool = False,
    account=None,
    tell: Callable[[Planned], object] = ignore,
    watch: Callable[[int], object] = ignore,
    tell_columns: Callable[[Columns], object] = ignore,
) -> ImportReport:
    """File the entries of a file that can be filed, as one import that can be undone.

    `source` is a path, of a file, a folder, a zip or a pipe; or an Upload. `format` is
    a key of READERS, or AUTO. What is on a work that is here already is a repeat: it is
    skipped, or filed as a follow-up. With `plan` nothing is written in the end, and the
    report is the same; `apart` that is done to a copy of the database, and nobody waits
    for it. `tell` gets a Planned for each entry, `watch` the number of bytes that were
    read, `tell_columns` which column of a table holds which field.

    Raise Refused, in one line, and write nothing, where the file cannot be read.
    """
    options = options or Options()
    name = getattr(source, "name", str(source))
    try:
        with ExitStack() as stack:
            source = stack.enter_context(opened(source, watch))
            if format == AUTO and options.table is not None:
                format = "digest-text"
            format = format_of(source, format)
            if columns := READERS[format].columns:
                tell_columns(columns(source, options))
            if plan and apart:
                stack.enter_context(aside())
            stack.enter_context(transaction.atomic())
            stack.enter_context(acting(account, IMPORTED))
            if not apart:
                lock()
            importer = Importer(
                source.name,
                format,
                tell,
                follow_up=repeats == FOLLOW_UP,
                planned=plan,
            )
            importer.take_all(READERS[format].read(source, options))
            report = importer.finish()
            if plan:
                transaction.set_rollback(True)
    except FormatError as error:
        raise error.of_file(name) from error
    except OSError as error:
        raise Refused(f"{error.filename or name}: {error.strerror}") from error
    return report


def format_of(source: Source, format: str = AUTO) -> str:
    """Return the key of the format of what is open. Raise Refused for one unknown."""
    if format != AUTO:
        return format
    try:
        return recognise_source(source)
    except FormatError as error:
        raise error.of_file(source.name) from error


@contextmanager
def opened(source, watch=ignore) -> Iterator[Source]:
    """Open what is to be read: a path or an Upload. A zip opens as a folder."""
    with ExitStack() as stack:
        if isinstance(source, str | Path):
            source = stack.enter_context(found_at(Path(source), watch))
        if not isinstance(source, Folder):
            with source.open() as stream:
                head = stream.read(len(archives.SIGNATURE))
            if archives.is_archive(head):
                try:
                    source = stack.enter_context(archives.opened(source))
                except FormatError as error:
                    raise error.of_file(source.name) from error
        yield source


@contextmanager
def found_at(path: Path, watch=ignore) -> Iterator[Source]:
    """Open what is at `path`. A pipe is read once: it is copied to a file first."""
    if path.is_dir():
        yield Folder(path, watch)
    elif path.is_file() or not path.exists():
        yield File(path, path.name, watch)
    else:
        with path.open("rb") as pipe, NamedTemporaryFile() as copy:
            shutil.copyfileobj(pipe, copy)
            copy.flush()
            yield File(Path(copy.name), path.name, watch)


class File:
    """A file on the disk: a `Source`."""

    def __init__(self, path: Path, name: str, watch=ignore):
        self.path, self.name, self.watch = path, name, watch

    def open(self):
        """Open the file at its start."""
        return io.BufferedReader(Watched(self.path, self.watch))

    def files(self) -> Iterator[Source]:
        """Yield this file."""
        yield self


class Folder:
    """A folder on the disk: a `Source`. Hidden files, and links, are not looked at."""

    def __init__(self, path: Path, watch=ignore):
        self.path, self.name, self.watch = path, path.resolve().name, watch

    def open(self):
        """Open the one file within. Raise FormatError where there are others."""
        return archives.the_one(list(self.files())).open()

    def files(self) -> Iterator[Source]:
        """Yield the files within, by name."""
        paths = (p for p in self.path.rglob("*") if p.is_file() and not p.is_symlink())
        named = sorted((p.relative_to(self.path).as_posix(), p) for p in paths)
        for name, path in named:
            if not archives.is_hidden(name):
                yield File(path, name, self.watch)


class Watched(io.FileIO):
    """A file that tells how many bytes were read of it, each time."""

    def __init__(self, path: Path, tell: Callable[[int], object]):
        super().__init__(path)
        self.told = tell

    def readinto(self, buffer, /):
        count = super().readinto(buffer)
        self.told(count or 0)
        return count
