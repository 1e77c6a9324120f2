"""The files of a Markdown folder, in memory: which are ours, and what they hold."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats import markdownfolder
from articles.formats.markdownfolder import KINDS, OLD_ADDRESSES
from articles.formats.reading import Entry, Options, Source, Unreadable
from articles.formats.records import OldAddressRecord, Record

LAYOUT = (*(f"{kind}/*.md" for kind in KINDS), OLD_ADDRESSES)
NOT_OURS = ("README.md",)  # beside our files, too
UNREADABLE = 20  # that are named


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
