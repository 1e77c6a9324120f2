"""One moment of the database, however long the reading takes."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """Within it every read sees the database as it was at the first; writers go on.

    Inside a transaction, the one that is open decides what is seen.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        usual = connection.transaction_mode
        connection.transaction_mode = "DEFERRED"  # takes no lock that a writer needs
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
