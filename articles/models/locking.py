"""One intake after the other."""

import sqlite3
from contextlib import closing

from django.db import connection

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
