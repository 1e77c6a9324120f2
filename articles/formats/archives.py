"""A zip as a folder of files to be read: bounded, and nothing of it reaches the disk.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from articles.formats.reading import FormatError, Source

SIGNATURE = b"PK\x03\x04"  # at the start of a zip that holds something
FILES = 20_000
UNPACKED = 2_000_000_000  # bytes, of all files together
RATIO = 200  # times as long as it was packed; words shrink to a tenth
SMALL = 10_000_000  # bytes unpacked that need no look at the ratio
DRIVE = re.compile(r"[A-Za-z]:|.*\\")  # and any path as Windows writes it
# What the packer of a Mac adds, and files that a system hides.
HIDDEN = ("__MACOSX/", ".")
# What is in the files of Excel, LibreOffice and Numbers, which are such archives.
WORKBOOKS = {
    *("xl/workbook.xml", "xl/workbook.bin"),
    *("META-INF/manifest.xml", "Index/Document.iwa"),
}
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # at the start of an .xls
# What zipfile raises for what is no zip of ours; NotImplementedError: for a way of
# packing that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins with `head` is a zip."""
    return head.startswith(SIGNATURE)


def save_as_csv() -> str:
    """Return what an editor does with the file of a spreadsheet."""
    return _("a spreadsheet’s own file is not read: save it as CSV (UTF-8) there")


@contextmanager
def opened(source: Source) -> Iterator["Archive"]:
    """Open a zip. Raise FormatError for one that is broken, too large, or a trick."""
    with source.open() as stream:
        try:
            zipped = zipfile.ZipFile(stream)
        except BROKEN as error:
            raise FormatError(_("the archive is broken")) from error
        with zipped:
            yield Archive(source.name, zipped)


class Archive:
    """A zip that is open: a `Source`."""

    def __init__(self, name: str, zipped: zipfile.ZipFile) -> None:
        self.name, self.zipped = name, zipped
        members = [each for each in zipped.infolist() if not each.is_dir()]
        refuse_tricks(members)
        if not WORKBOOKS.isdisjoint(each.filename for each in members):
            raise FormatError(save_as_csv())
        shown = (each for each in members if not is_hidden(each.filename))
        self.members = sorted(shown, key=lambda each: each.filename)

    def __str__(self) -> str:
        return self.name

    def files(self) -> Iterator[Source]:
        """Yield the files within, by name."""
        for member in self.members:
            yield Member(self.zipped, member)

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open the one file within. Raise FormatError where there are others."""
        return the_one(list(self.files())).open()


class Member:
    """A file within a zip: a `Source`."""

    def __init__(self, zipped: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self.zipped, self.member, self.name = zipped, member, member.filename

    def open(self) -> BinaryIO:
        """Open the file at its start."""
        try:
            packed = self.zipped.open(self.member)
        except (*BROKEN, RuntimeError) as error:  # a password is needed
            says = _("{file} cannot be unpacked")
            raise FormatError(says.format(file=self.name)) from error
        return io.BufferedReader(_Unpacking(packed, self.name))

    def files(self) -> Iterator[Source]:
        """Yield this file."""
        yield self


class _Unpacking(io.RawIOBase):
    """What a member of a zip unpacks to; FormatError where that fails."""

    def __init__(self, packed: IO[bytes], name: str) -> None:
        self.packed, self.file = packed, name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            content = self.packed.read(len(buffer))
        except BROKEN as error:
            says = _("{file} is broken in the archive")
            raise FormatError(says.format(file=self.file)) from error
        buffer[: len(content)] = content
        return len(content)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self.packed.seek(place, whence)

    def tell(self) -> int:
        return self.packed.tell()

    def close(self) -> None:
        self.packed.close()
        super().close()


def refuse_tricks(members: list[zipfile.ZipInfo]) -> None:
    """Raise FormatError for a zip that unpacks to too much, or names odd paths."""
    if len(members) > FILES:
        says = _("the archive holds more than {most} files")
        raise FormatError(says.format(most=FILES))
    unpacked = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    if unpacked > UNPACKED or unpacked > max(SMALL, RATIO * packed):
        raise FormatError(_("the archive unpacks to too much: unpack it yourself"))
    for each in members:
        parts = each.filename.split("/")
        if ".." in parts or "" in parts or DRIVE.match(each.filename):
            says = _("the archive names a file outside of it: {file}")
            raise FormatError(says.format(file=each.filename[:100]))
        kind = stat.S_IFMT(each.external_attr >> 16)  # as Unix has it; 0: not told
        if kind not in (0, stat.S_IFREG):
            says = _("the archive holds a link, or what is no file: {file}")
            raise FormatError(says.format(file=each.filename[:100]))


def is_hidden(name: str) -> bool:
    """Return whether a path is of a file that no editor sees."""
    return any(part.startswith(HIDDEN) for part in (name, *name.split("/")))


def the_one(files: list[Source]) -> Source:
    """Return the one file of `files`. Raise FormatError where there are others."""
    if len(files) != 1:
        says = _("one file is needed, not {count}")
        raise FormatError(says.format(count=len(files)))
    return files[0]
