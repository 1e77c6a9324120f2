"""SQLite's online backup, out of the database and back into it.

https://www.sqlite.org/backup.html
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.db import DatabaseError, connection

from articles.errors import Refused
from articles.formats.backupfile import Manifest

PAGES = 1000  # in one step; Ctrl-C is heard between two


def particulars() -> dict[str, str | int]:
    """Return what the manifest says of this engine alone: nothing."""
    return {}


def dump(target: IO[bytes], folder: Path) -> None:
    """Write the database, as the open snapshot sees it, to `target`.

    A copy stands in `folder` meanwhile. Raise Refused where that is damaged. Writers go
    on: the snapshot is a reader of the write-ahead log. Without it each of their
    commits would make the copy start anew.
    """
    with TemporaryDirectory(dir=folder, prefix=".backup.") as beside:
        copy = Path(beside) / "database"
        with closing(sqlite3.connect(copy)) as database:
            connection.connection.backup(database, pages=PAGES, progress=refuse_busy)
            refuse_damaged(database, "The database", "Restore a backup.")
        with copy.open("rb") as file:
            shutil.copyfileobj(file, target)


def put(file: Path, manifest: Manifest) -> None:
    """Make the database what `file` holds, in one transaction.

    It is written into the database that is there, not put in its place: a server that
    is running has that one open, and a log beside it. Raise Refused where `file` is
    damaged, or the database cannot be written.
    """
    with closing(sqlite3.connect(file)) as source:
        refuse_damaged(source, "The database in it", "Take another one.")
        try:
            connection.ensure_connection()
            source.backup(connection.connection, progress=refuse_busy)
        except (sqlite3.Error, DatabaseError) as error:
            raise Refused(
                f"The database cannot be written ({error}), and nothing was changed."
                " If it is damaged, stop the server, move it away together with the"
                " files -wal and -shm beside it, and restore again."
            ) from error
        finally:
            connection.close()


def refuse_damaged(database: sqlite3.Connection, name: str, remedy: str) -> None:
    """Raise Refused for a database that is not as SQLite and its tables want it."""
    try:
        found = [said for (said,) in database.execute("PRAGMA integrity_check(1)")]
        torn = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        found, torn = [str(error)], None
    if found != ["ok"]:
        why = " ".join(found[0].split())  # it may have lines
        raise Refused(f"{name} is damaged: {why}. {remedy}")
    if torn:
        raise Refused(
            f"{name} is damaged: a row of {torn[0]} names one of {torn[2]} that is not"
            f" there. {remedy}"
        )


def refuse_busy(status: int, remaining: int, total: int) -> None:
    """Raise Refused where a writer is in the way: Python would try again for ever.

    SQLite has waited by then, as long as the settings say, for another to end.
    """
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise Refused(
            "Somebody else writes to the database, so nothing was changed."
            " Stop the server, and try again."
        )
