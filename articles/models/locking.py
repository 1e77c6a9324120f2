"""One intake after the other."""

from django.db import connection

LOCK = 0x44494745  # of PostgreSQL, held while records are taken in


def lock():
    """Wait until no other intake is under way, and keep others waiting until the end.

    For a transaction that is open. On SQLite it is the only one that writes anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
