"""What a question costs a database, counted: the load of the machine moves it not."""

from django.db import connection

ROWS = """
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
"""


def cost_of(ask):
    """Return what `ask()` costs: steps of SQLite, rows that PostgreSQL reads.

    On PostgreSQL with the plans of tables that are large.
    """
    if connection.vendor == "sqlite":
        return _steps(ask)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")
        before = _rows(cursor)
        ask()
        return _rows(cursor) - before


def _steps(ask):
    steps = 0

    def step():
        nonlocal steps
        steps += 1

    with connection.cursor() as cursor:  # reads as many parts as writes have left
        cursor.execute(
            "INSERT INTO articles_search (articles_search) VALUES ('optimize')"
        )
    connection.connection.set_progress_handler(step, 10)
    try:
        ask()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps


def _rows(cursor):
    cursor.execute(ROWS)
    return int(cursor.fetchone()[0])
