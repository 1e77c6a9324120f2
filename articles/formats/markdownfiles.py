"""The files of a Markdown folder, in memory: which are ours, and what they hold."""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import sha256

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats import markdownfolder
from articles.formats.markdownfolder import KINDS, OLD_ADDRESSES
from articles.formats.reading import Entry, Options, Source, Unreadable
from articles.formats.records import OldAddressRecord, Record

LAYOUT = (*(f"{kind}/*.md" for kind in KINDS), OLD_ADDRESSES)
NOT_OURS = ("README.md",)  # beside our files, too
UNMERGED = re.compile(  # what git leaves where it could not merge
    rb"^<<<<<<< .*^=======\r?$.*^>>>>>>> ", re.MULTILINE | re.DOTALL
)
UNREADABLE = 20  # that are named


def mark_of(path: str, content: bytes) -> str:
    """Return 64 letters that tell a file, at its place, from any other."""
    return sha256(path.encode() + b"\0" + content).hexdigest()


def bytes_of(records: Iterable[Record]) -> bytes:
    """Return the content of the file that holds `records`; b"" for none."""
    return "".join(text for _path, text in markdownfolder.write(records)).encode()


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


def parsed(
    found: dict[str, bytes], zone: tzinfo = UTC
) -> Iterator[tuple[str, str, Record]]:
    """Yield path, place and record of what files hold; days are of `zone`.

    Raise Refused, which names the files, where one cannot be read.
    """
    source: Source = InMemory(found)  # type: ignore[assignment]
    entries, refusals = [], []
    for path, content in found.items():
        if unmerged := UNMERGED.search(content):
            line = content.count(b"\n", 0, unmerged.start()) + 1
            says = _("git left two versions here: choose one, and take its lines out")
            refusals.append(f"{markdownfolder.place(path, line)}: {says}")
    for item in markdownfolder.read(source, Options(zone=zone)):
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
