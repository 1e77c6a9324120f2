"""One intake after the other."""

import sqlite3
from contextlib import closing

from django.db import connection

OBSTACLES = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_CANTOPEN: "disk",
    sqlite3.SQLITE_FULL: "disk",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_READONLY: "disk",
}
LOCK = 0x44494745  # of PostgreSQL, held while records are taken in


def lock():
    """Wait until no other intake is under way, and keep others waiting until the end.

    For a transaction that is open. On SQLite it is the only one that writes anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def all_must_wait():
    """Return whether somebody writes just now, and shuts all other writers out.

    So it is on SQLite alone, where a process that has died writes no longer.
    """
    if connection.vendor != "sqlite":
        return False
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as another:
        try:
            another.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def obstacle(error):
    """Return what kept a query from writing: "busy", "disk", or None for all else.

    That another wrote for too long; that the disk is full, or can only be read. So it
    is on SQLite. `error` is an OperationalError.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return OBSTACLES.get(code & 0xFF)
