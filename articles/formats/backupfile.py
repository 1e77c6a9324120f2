"""A backup: a zip archive that holds what it is of, and the database.

- `manifest.json`: a Manifest
- `database`: the file of SQLite, or what `pg_dump --format=custom` wrote

Its last 64 bytes, the archive's comment, are the SHA-256 of all before them, in hex: a
byte that changed anywhere shows, and `head -c -64 FILE | sha256sum` says the same.
"""

import hashlib
import json
import re
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from articles.errors import Refused

FORMAT = "digest-backup-1"
MANIFEST, DATABASE = "manifest.json", "database"
MANIFEST_BYTES = 1024 * 1024  # at most
CHECKSUM = 64  # bytes at the end
CHUNK = 1024 * 1024  # bytes in memory at a time

# What zipfile and json raise where a file is none of theirs; NotImplementedError is
# zipfile’s, for a way of packing that it does not know.
BROKEN = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Manifest:
    """What a backup is of."""

    engine: str  # sqlite, or postgresql
    site: str  # its address
    taken_at: datetime  # aware
    migrations: list[str]  # those that were applied: articles.0001_initial
    rows: dict[str, int]  # by model: articles.article
    schema: str = ""  # of PostgreSQL, and the number of the version that dumped it
    version: int = 0

    def as_json(self) -> str:
        """Return this as a text that `from_json` reads."""
        values = {"format": FORMAT, **asdict(self)}
        values["taken_at"] = self.taken_at.isoformat()
        return json.dumps(values, indent=2)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Return what `as_json` wrote. Raise one of BROKEN for anything else."""
        values: dict[str, Any] = json.loads(text)
        if values.pop("format") != FORMAT:
            raise ValueError
        taken_at = datetime.fromisoformat(values.pop("taken_at"))
        return cls(taken_at=taken_at, **values)


@contextmanager
def writing(file: IO[bytes], manifest: Manifest) -> Iterator[IO[bytes]]:
    """Yield what takes in the database; in the end `file` is a backup of it.

    `file` is empty, and can be read and sought too.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.comment = b"0" * CHECKSUM
        archive.writestr(MANIFEST, manifest.as_json())
        with archive.open(DATABASE, "w", force_zip64=True) as database:
            yield database
    checksum = _checksum(file)
    file.seek(-CHECKSUM, 2)
    file.write(checksum)


def verify(file: IO[bytes]) -> Manifest:
    """Return what a backup is of. Raise Refused for one that is not whole."""
    manifest = manifest_of(file)
    if _checksum(file) != _last_bytes(file):
        raise Refused(_("It was changed since it was written. Take another backup."))
    return manifest


def manifest_of(file: IO[bytes]) -> Manifest:
    """Return what a file says that it is a backup of; reads its ends alone.

    Raise Refused where it says no such thing.
    """
    try:
        if not re.fullmatch(rb"[0-9a-f]+", _last_bytes(file)):
            raise ValueError
        with ZipFile(file) as archive, archive.open(MANIFEST) as text:
            return Manifest.from_json(text.read(MANIFEST_BYTES))
    except BROKEN as error:
        raise Refused(
            _("It is no backup of Digest, or is cut short. Take another one.")
        ) from error


def copy_database(file: IO[bytes], target: IO[bytes]) -> None:
    """Write the database in a backup, one that was verified, to `target`."""
    with ZipFile(file) as archive, archive.open(DATABASE) as database:
        shutil.copyfileobj(database, target, CHUNK)


def _checksum(file: IO[bytes]) -> bytes:
    left = file.seek(0, 2) - CHECKSUM
    file.seek(0)
    found = hashlib.sha256()
    while left > 0:
        chunk = file.read(min(CHUNK, left))
        found.update(chunk)
        left -= len(chunk)
    return found.hexdigest().encode()


def _last_bytes(file: IO[bytes]) -> bytes:
    """Return where the checksum stands. Raise ValueError for a file that is shorter."""
    size = file.seek(0, 2)
    if size < CHECKSUM:
        raise ValueError
    file.seek(size - CHECKSUM)
    return file.read(CHECKSUM)
