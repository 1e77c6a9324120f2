"""What keeps the database from doing what is asked, though nothing is wrong with it."""

import sqlite3

from django.db import Error, InterfaceError, OperationalError

# By the code that SQLite gives, and by the SQLSTATE of PostgreSQL. A table that is
# missing, a deadlock, or a query that was stopped is an OperationalError as well, and
# a fault of ours.
OBSTACLES: dict[int | str, str] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "disk",
    sqlite3.SQLITE_FULL: "disk",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_READONLY: "disk",
    "53100": "disk",  # it is full
    "25006": "disk",  # it can only be read, as while another server takes over
}
# That the connection failed, that the server stops or starts, that it takes no more.
GONE = ("08", "57P", "53300")


def obstacle(error: BaseException) -> str | None:
    """Return what kept the database from a query: "busy", "disk", or None for all else.

    That another wrote for too long; that the disk is full, is away, or takes nothing.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return OBSTACLES.get(code or state_of(error))


def is_away(error: BaseException | None) -> bool:
    """Return whether something failed as the database does not answer, or not now."""
    if not isinstance(error, Error):
        return False
    if obstacle(error):
        return True
    may_be = isinstance(error, (OperationalError, InterfaceError))
    if not may_be or isinstance(error.__cause__, sqlite3.Error):
        return False
    state = state_of(error)
    return not state or state.startswith(GONE)  # who cannot reach it is told no state


def state_of(error: BaseException) -> str:
    """Return the SQLSTATE that PostgreSQL gave, "" without one."""
    return getattr(error.__cause__, "sqlstate", None) or ""
