"""A Markdown folder as it lies on a disk: its files, and what those of them hold."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats import markdownfolder
from articles.formats.markdownfolder import FILE, KINDS, OLD_ADDRESSES
from articles.formats.reading import Entry, Options, Source, Unreadable
from articles.formats.records import OldAddressRecord, Record

NOT_OURS = "README.md"  # beside our files, too
UNREADABLE = 20  # that are named


def read(folder: Path) -> dict[str, bytes]:
    """Return the files of our layout in `folder`, by their path.

    What else lies there is passed over. Raise Refused for a link in the place of one
    of ours: it would lead out of the folder.
    """
    if not folder.is_dir():
        raise Refused(_("{folder}: no folder").format(folder=folder))
    found = {}
    for path in files_in(folder):
        if path.is_symlink() or not path.is_file():
            says = _("{path}: a plain file is needed here")
            raise Refused(says.format(path=path))
        found[path.relative_to(folder).as_posix()] = content_of_file(path)
    return found


def files_in(folder: Path) -> Iterator[Path]:
    """Yield what has the place and the name of a file of ours, in order."""
    for kind in KINDS:
        inner = folder / kind
        if inner.is_symlink():
            yield inner
        elif inner.is_dir():
            names = (path for path in inner.glob("*.md") if path.name[0] != ".")
            yield from sorted(path for path in names if path.name != NOT_OURS)
    old = folder / OLD_ADDRESSES
    if old.exists() or old.is_symlink():
        yield old


def content_of_file(path: Path) -> bytes:
    """Return the bytes of a file. Raise Refused where it cannot be read."""
    try:
        if path.stat().st_size > FILE:
            says = _("{path}: the file has more than {most} bytes")
            raise Refused(says.format(path=path, most=FILE))
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error


def mark_of(path: str, content: bytes) -> str:
    """Return 64 letters that tell a file, at its place, from any other."""
    return sha256(path.encode() + b"\0" + content).hexdigest()


@dataclass(frozen=True)
class InMemory:
    """Files as a reader takes them: one of them, or all."""

    held: dict[str, bytes]
    name: str = ""

    @contextmanager
    def open(self) -> Iterator[io.BytesIO]:
        """Open the file of this name."""
        yield io.BytesIO(self.held[self.name])

    def files(self) -> Iterator[Source]:
        """Yield each of the files."""
        for name in self.held:
            one: Source = InMemory(self.held, name)  # type: ignore[assignment]
            yield one


def parsed(found: dict[str, bytes]) -> Iterator[tuple[str, str, Record]]:
    """Yield path, place and record of what files hold.

    Raise Refused, which names the files, where one cannot be read.
    """
    source: Source = InMemory(found)  # type: ignore[assignment]
    entries, refusals = [], []
    for item in markdownfolder.read(source, Options()):
        if isinstance(item, Entry):
            entries.append(item)
        elif isinstance(item, Unreadable):
            refusals.append(f"{item.place}: {item.why}")
    if refusals:
        more = [_("and more")] if len(refusals) > UNREADABLE else []
        raise Refused("; ".join(refusals[:UNREADABLE] + more))
    for entry in entries:
        is_old = isinstance(entry.record, OldAddressRecord)
        yield OLD_ADDRESSES if is_old else entry.place, entry.place, entry.record
