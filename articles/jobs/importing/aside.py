"""A copy of the database, to try out what takes long: nobody waits for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.db import connection, transaction

from articles.models import Upload, snapshot

KEY = """
SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({column}), 0) + 1, false)
FROM {table}
"""


@contextmanager
def aside() -> Iterator[None]:
    """Within it, what is written goes into a copy of the database, and is lost.

    Others write meanwhile, and none of that is seen. Inside a transaction nothing is
    copied: there the one that is open decides what becomes of it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "database"
            with closing(sqlite3.connect(copy)) as database, snapshot():
                connection.connection.backup(database)
            with connected_to(copy):
                yield
    else:
        with snapshot():
            stand_before_tables()
            yield
            transaction.set_rollback(True)


@contextmanager
def connected_to(database: Path) -> Iterator[None]:
    """Let this thread, and no other, ask another file of SQLite."""
    usual = connection.settings_dict
    connection.close()
    connection.settings_dict = {**usual, "NAME": database}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = usual


def stand_before_tables() -> None:
    """Make a temporary copy of each table of ours, until the end of the transaction.

    PostgreSQL looks for a name there first. Triggers and references are not copied:
    they keep the index of the search, which no import asks.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        for model in apps.get_app_config("articles").get_models():
            if not model._meta.managed or model is Upload:
                continue
            table = quote(model._meta.db_table)
            real, copy = f"{quote(schema)}.{table}", f"pg_temp.{table}"
            cursor.execute(
                f"CREATE TEMPORARY TABLE {table} (LIKE {real} INCLUDING ALL)"
                " ON COMMIT DROP"
            )
            cursor.execute(f"INSERT INTO {copy} SELECT * FROM {real}")  # noqa: S608
            if model._meta.auto_field:
                column = str(model._meta.auto_field.column)
                sql = KEY.format(table=copy, column=quote(column))
                cursor.execute(sql, [copy, column])
            cursor.execute(f"ANALYZE {copy}")
