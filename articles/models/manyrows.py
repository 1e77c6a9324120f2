"""New rows of a table, written many at once: in as few statements as there can be.

`bulk_create` splits what it writes on SQLite into statements of a few rows. Each makes
the search index write down what it has gathered, and that costs more than the rows.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model

AS_THEY_ARE = (str, int, bool, NoneType)  # of these no engine wants another shape
PARAMETERS = 60_000  # of a statement, where the engine sets no bound below
NEXT = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s",
    "postgresql": (
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    ),
}


def next_keys(model: type[Model], count: int) -> list[int]:
    """Return that many primary keys for new rows of `model`; nothing else gets them.

    It needs a transaction that writes; on SQLite that is the only one.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT["postgresql"], [table, count])
            return [key for (key,) in cursor]
        cursor.execute(NEXT["sqlite"], [table])
        ((last,),) = cursor.fetchall() or ((0,),)
        return list(range(last + 1, last + 1 + count))


def add(model: type[Model], rows: Sequence[Model]) -> None:
    """Save new rows, derived and checked. Those without a key do not learn theirs."""
    if not rows:
        return
    fields = [f for f in model._meta.concrete_fields if not f.primary_key or rows[0].pk]
    plan = [(field.attname, prepared(field)) for field in fields]

    def values() -> Iterator[list]:
        for row in rows:
            held = ((getattr(row, name), prepare) for name, prepare in plan)
            yield [
                value if type(value) in AS_THEY_ARE else prepare(value)
                for value, prepare in held
            ]

    insert(model, [str(field.column) for field in fields], values())
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def prepared(field: Field) -> Callable[[Any], Any]:
    """Return what makes of a value of `field` what the engine takes."""
    if isinstance(field, DateTimeField):  # instants of a row are often the same
        return lru_cache(maxsize=100)(connection.ops.adapt_datetimefield_value)
    prepare = partial(field.get_db_prep_save, connection=connection)
    if isinstance(field, JSONField):
        empty = prepare([])
        return lambda value: prepare(value) if value != [] else empty
    return prepare


def insert(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence]
) -> None:
    """Insert rows: of each the values of `columns`, in the shape the engine takes.

    It checks nothing but what the database does.
    """
    table, *names = map(connection.ops.quote_name, [model._meta.db_table, *columns])
    into = f"INSERT INTO {table} ({', '.join(names)}) VALUES "  # noqa: S608
    row = f"({', '.join(['%s'] * len(columns))})"
    rows = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, most_parameters() // len(columns))):
            values = [value for held in chunk for value in held]
            cursor.execute(into + ", ".join([row] * len(chunk)), values)


def most_parameters() -> int:
    """Return how many parameters a statement takes."""
    if connection.vendor != "sqlite":
        return PARAMETERS
    most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return min(most, PARAMETERS)
