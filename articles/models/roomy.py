"""Room for a long write: pages of the database that change again before they go out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

ROOM = 8_000  # KiB of pages in memory; SQLite’s own choice is a quarter of it


@contextmanager
def roomy() -> Iterator[None]:
    """Within it a long write costs less, as SQLite holds more of what it writes.

    Begun and ended outside of the transaction.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    ((usual,),) = database.execute("PRAGMA cache_size").fetchall()
    database.execute(f"PRAGMA cache_size = -{ROOM}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA cache_size = {usual}")
