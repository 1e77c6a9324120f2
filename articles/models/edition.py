"""The edition: one number that rises with every change that a reader could see.

Triggers raise it, so whatever writes to the database does, and it is seen with the
change itself, in one commit. What is made of the content and kept goes by it.
"""

from django.db import connection, models
from django.db.models import Sum

# The tables that pages are made of, and which rows of them readers can meet: those for
# which this holds, before a change or after it. None: all rows.
WATCHED = {
    "articles_article": "{row}.status IN ('published', 'withdrawn')",
    "articles_annotation": "{row}.public",
    "articles_address": None,
    "articles_tag": None,
    "articles_tagalias": None,
    "articles_articletag": None,
    "articles_oldaddress": None,
    "articles_page": None,
}


class EditionQuerySet(models.QuerySet):
    def current(self):
        """Return the number of the edition that the database is at."""
        return self.aggregate(number=Sum("number"))["number"] or 0

    def rise(self):
        """Raise it for what no trigger sees: the search index is made anew."""
        with connection.cursor() as cursor:
            cursor.execute(RISES[connection.vendor])


class Edition(models.Model):
    """A part of the number: all rows together are the edition.

    There is one on SQLite, where one writes at a time. On PostgreSQL two who write at
    once raise a row each, so that neither waits for the other’s commit. Their sum
    rises with every commit, whichever comes first.
    """

    number = models.BigIntegerField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.number)


def exists() -> bool:
    """Return whether the database counts editions: not before it is migrated."""
    return Edition._meta.db_table in connection.introspection.table_names()


RAISE = (
    "INSERT INTO articles_edition (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = number + 1;"
)


def row_triggers(table, condition):
    """Yield (name, SQL) of the triggers that watch a table on SQLite."""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    for event, named in rows.items():
        conditions = [condition.format(row=row) for row in named if condition]
        when = f" WHEN {' OR '.join(conditions)}" if conditions else ""
        yield (
            f"edition_{table}_{event.lower()}",
            f"AFTER {event} ON {table} FOR EACH ROW{when} BEGIN {RAISE} END",
        )


# Once in a transaction is enough. Its memory of that is undone with a savepoint, as is
# the change. No row is waited for: one that another has locked is left alone.
RISE = """
CREATE OR REPLACE FUNCTION articles_edition_rise() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('digest.edition', true) = 'risen' THEN RETURN; END IF;
  PERFORM set_config('digest.edition', 'risen', true);
  UPDATE articles_edition SET number = number + 1 WHERE id =
    (SELECT id FROM articles_edition ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN INSERT INTO articles_edition (number) VALUES (1); END IF;
END
$$
"""
# What tells of the rows that a statement changed: as they were, and as they are.
TOLD = {
    "INSERT": {"after": "NEW TABLE"},
    "UPDATE": {"before": "OLD TABLE", "after": "NEW TABLE"},
    "DELETE": {"before": "OLD TABLE"},
    "TRUNCATE": {},
}
CHANGED = "articles_edition_changed"  # the function where no rows are told apart


def function(name, tables=(), condition=""):
    """Return SQL for the function of a trigger; with a condition, on rows of `tables`.

    Those are the names of transition tables.
    """
    found = " OR ".join(
        f"EXISTS (SELECT FROM {table} WHERE {condition.format(row=table)})"
        for table in tables
    )
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {found or "true"} THEN PERFORM articles_edition_rise(); END IF;
  RETURN NULL;
END
$$
"""


def statement_triggers(table, condition):
    """Yield (name, SQL of its function, SQL) of those that watch on PostgreSQL."""
    for event, told in TOLD.items():
        name = f"edition_{table}_{event.lower()}"
        named = " ".join(f"{told[rows]} AS {rows}" for rows in told)
        referencing, runs = "", CHANGED
        if condition and told:
            referencing, runs = f" REFERENCING {named}", name
        yield (
            name,
            function(runs, told, condition) if referencing else function(CHANGED),
            f"AFTER {event} ON {table}{referencing} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION {runs}()",
        )


ON_POSTGRESQL = [
    trigger for watched in WATCHED.items() for trigger in statement_triggers(*watched)
]
TRIGGERS = {
    "sqlite": dict(
        trigger for watched in WATCHED.items() for trigger in row_triggers(*watched)
    ),
    "postgresql": {name: sql for name, _, sql in ON_POSTGRESQL},
}
RISES = {"sqlite": RAISE, "postgresql": "SELECT articles_edition_rise()"}
FUNCTIONS: dict[str, list[str]] = {
    "sqlite": [],
    "postgresql": [RISE, *dict.fromkeys(sql for _, sql, _ in ON_POSTGRESQL)],
}
