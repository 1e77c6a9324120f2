"""What the database keeps right by itself, whatever writes to it: its triggers.

They stand here, in one list an engine. A migration that changes one of their tables
is wrapped in `around()`: SQLite remakes a table that it changes, and its triggers are
gone without a word.
"""

from django.db import connection

from articles.models import edition, fts5, shelving, tsvector
from articles.models.ownsql import OwnSQL, execute
from articles.models.searchengine import engine

TRIGGERS = {
    "sqlite": fts5.TRIGGERS | edition.TRIGGERS["sqlite"] | shelving.TRIGGERS["sqlite"],
    "postgresql": tsvector.TRIGGERS
    | edition.TRIGGERS["postgresql"]
    | shelving.TRIGGERS["postgresql"],
}
LATER = {
    "edition": edition,
    "shelved": shelving,
}  # than the search index; how they begin
FOUND = {
    "sqlite": "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(t.oid), relname FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    ),
}


def found():
    """Return the triggers that the database has: {name: (SQL, table)}."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND[connection.vendor])
        return {name: (sql, table) for name, sql, table in cursor}


def missing():
    """Return the names of the triggers that the database lacks or has otherwise."""
    has = found()
    return sorted(
        name
        for name, sql in of_today().items()
        if name not in has or _bare(sql) not in _bare(has[name][0])
    )


def of_today():
    """Return the triggers that there are to be, once their table is: {name: SQL}."""
    kept = TRIGGERS[connection.vendor]
    absent = tuple(begin for begin, module in LATER.items() if not module.exists())
    return {name: sql for name, sql in kept.items() if not name.startswith(absent)}


def _bare(sql):
    """Return SQL without what the engine adds when it says a trigger back."""
    return "".join(sql.replace("public.", "").split()).lower()


def around(operations):
    """Return the operations of a migration with our triggers out of their way."""
    return [DropTriggers(), *operations, PutTriggers()]


class DropTriggers(OwnSQL):
    """Take our triggers away, so that tables can change."""

    def forwards(self):
        drop()

    def backwards(self):
        put()

    def describe(self):
        return "Take the triggers away"


class PutTriggers(OwnSQL):
    """Put the triggers of today in place; those of the code, not of the migration."""

    def forwards(self):
        put()

    def backwards(self):
        drop()

    def describe(self):
        return "Put the triggers in place"


def drop():
    """Take our triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            settle(cursor)
        for name, (_, table) in found().items():
            if name in TRIGGERS[connection.vendor]:
                end = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{end}")


def pause():
    """Switch our triggers off on PostgreSQL until `put()`; who reads does not wait."""
    with connection.cursor() as cursor:
        settle(cursor)
        for name, (_, table) in found().items():
            if name in TRIGGERS["postgresql"]:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


def settle(cursor):
    """Check what waits for the end of a transaction: no table changes before that."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def put():
    """Put our triggers in place, as far as the tables are there that they keep."""
    if "articles_search" not in connection.introspection.table_names():
        return
    drop()
    functions, kept = list(engine().FUNCTIONS), of_today()
    for module in LATER.values():
        if module.exists():
            functions += module.FUNCTIONS[connection.vendor]
    execute(*functions, *(f"CREATE TRIGGER {name} {sql}" for name, sql in kept.items()))
