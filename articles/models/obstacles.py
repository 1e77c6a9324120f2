"""What keeps the database from doing what is asked, though nothing is wrong with it."""

import sqlite3

from django.db import InterfaceError, OperationalError

# By the code that SQLite gives. A table that is missing is an OperationalError there
# too, and a fault of ours.
OBSTACLES = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "disk",
    sqlite3.SQLITE_FULL: "disk",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_READONLY: "disk",
}


def obstacle(error: BaseException) -> str | None:
    """Return what kept SQLite from a query: "busy", "disk", or None for all else.

    That another wrote for too long; that the disk is full, is away, or takes nothing.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return OBSTACLES.get(code & 0xFF)


def is_away(error: BaseException | None) -> bool:
    """Return whether something failed as the database does not answer, or not now."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    is_of_sqlite = isinstance(error.__cause__, sqlite3.Error)
    return obstacle(error) is not None if is_of_sqlite else True
