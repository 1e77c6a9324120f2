"""Which public list an article stands in, and where: rows that the database keeps.

A shelf is a list in the order that readers see: of all entries (EVERYTHING), of a tag
("#12"), of a site ("arxiv.org"). `articles_shelved` has a row for each entry that is or
will be public, on each of its shelves; `articles_shelftally` how many each month (of
UTC) has on a shelf, and under the month "" how many stand there. So nothing that is
asked of a list takes longer the more there is. Triggers keep both.
"""

from django.db import connection

from articles.models.ownsql import OwnSQL, execute

EVERYTHING = ""

# Shelves of a row `a` of articles_article, and that row on each of them.
SHELVES = (
    f"SELECT '{EVERYTHING}' AS shelf UNION ALL SELECT {{a}}.site WHERE {{a}}.site <> ''"
    " UNION ALL SELECT '#' || u.tag_id FROM articles_articletag u"
    " WHERE u.content_object_id = {a}.id"
)
COLUMNS = "(shelf, published_at, slug, article_id)"
PUT = f"INSERT INTO articles_shelved {COLUMNS}"
TAGGED = "'#' || u.tag_id, a.published_at, a.slug, a.id"  # of a tagging `u` of `a`
MONTH = {
    "sqlite": "substr(published_at, 1, 7)",
    "postgresql": "to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}
# All rows that there are to be, and from those the tallies.
PUBLIC = "articles_article a WHERE a.status = 'published'"
DUE = (
    f"SELECT '{EVERYTHING}' AS shelf, a.published_at, a.slug, a.id FROM {PUBLIC}"
    f" UNION ALL SELECT a.site, a.published_at, a.slug, a.id FROM {PUBLIC}"
    " AND a.site <> ''"
    f" UNION ALL SELECT {TAGGED} FROM articles_articletag u"
    " JOIN articles_article a ON a.id = u.content_object_id"
    " WHERE a.status = 'published'"
)
TALLIES = (
    "SELECT shelf, '' AS month, count(*) AS articles FROM articles_shelved"
    " GROUP BY shelf UNION ALL"
    " SELECT shelf, {month}, count(*) FROM articles_shelved GROUP BY 1, 2"
)


def of_tag(key: int) -> str:
    """Return the name of the shelf of a tag with that primary key."""
    return f"#{key}"


def is_of_site(name: str) -> bool:
    """Return whether a name is that of the shelf of a site, if there is one."""
    return name != EVERYTHING and not name.startswith("#")


# SQLite: a trigger looks at one row, OLD or NEW.


def put_row(row):
    """Return SQL that puts a row of articles_article on its shelves, if one is due."""
    return (
        f"{PUT} SELECT s.shelf, {row}.published_at, {row}.slug, {row}.id"
        f" FROM ({SHELVES.format(a=row)}) AS s WHERE {row}.status = 'published';"
    )


def take_row(row):
    """Return SQL that takes it off them."""
    return (
        f"DELETE FROM articles_shelved WHERE shelf IN ({SHELVES.format(a=row)})"
        f" AND published_at = {row}.published_at AND slug = {row}.slug;"
    )


def put_tagging(row):
    """Return SQL that puts the article of a tagging on the shelf of its tag."""
    return (
        f"{PUT} SELECT '#' || {row}.tag_id, a.published_at, a.slug, a.id"
        f" FROM articles_article a"
        f" WHERE a.id = {row}.content_object_id AND a.status = 'published';"
    )


def take_tagging(row):
    """Return SQL that takes it off that shelf."""
    return (
        f"DELETE FROM articles_shelved WHERE shelf = '#' || {row}.tag_id"
        " AND (published_at, slug) = (SELECT published_at, slug FROM articles_article"
        f" WHERE id = {row}.content_object_id);"
    )


def differ(*columns):
    """Return a condition: a change is one of these columns."""
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


def months_of(row):
    return f"('', substr({row}.published_at, 1, 7))"


def trigger(event, *statements, when=""):
    when = f" WHEN {when}" if when else ""
    return f"AFTER {event} FOR EACH ROW{when} BEGIN {' '.join(statements)} END"


ON_SQLITE = {
    "shelved_article_insert": trigger(
        "INSERT ON articles_article", put_row("NEW"), when="NEW.status = 'published'"
    ),
    "shelved_article_update": trigger(
        "UPDATE ON articles_article",
        take_row("OLD"),
        put_row("NEW"),
        when=differ("status", "published_at", "slug", "site"),
    ),
    "shelved_article_delete": trigger(
        "DELETE ON articles_article", take_row("OLD"), when="OLD.status = 'published'"
    ),
    "shelved_tagging_insert": trigger(
        "INSERT ON articles_articletag", put_tagging("NEW")
    ),
    "shelved_tagging_update": trigger(
        "UPDATE ON articles_articletag",
        take_tagging("OLD"),
        put_tagging("NEW"),
        when=differ("tag_id", "content_object_id"),
    ),
    "shelved_tagging_delete": trigger(
        "DELETE ON articles_articletag", take_tagging("OLD")
    ),
    "shelved_counted": trigger(
        "INSERT ON articles_shelved",
        "INSERT INTO articles_shelftally (shelf, month, articles)"
        " VALUES (NEW.shelf, '', 1), (NEW.shelf, substr(NEW.published_at, 1, 7), 1)"
        " ON CONFLICT (shelf, month) DO UPDATE SET articles = articles + 1;",
    ),
    "shelved_uncounted": trigger(
        "DELETE ON articles_shelved",
        "UPDATE articles_shelftally SET articles = articles - 1"
        f" WHERE shelf = OLD.shelf AND month IN {months_of('OLD')};",
        "DELETE FROM articles_shelftally WHERE shelf = OLD.shelf"
        f" AND month IN {months_of('OLD')} AND articles = 0;",
    ),
}

# PostgreSQL: a trigger looks at all rows of a statement, `before` and `after`.


def rows(articles):
    """Return SQL for the rows of `articles`, a table, on their shelves."""
    return (
        "SELECT s.shelf, a.published_at, a.slug, a.id"
        f" FROM {articles} AS a CROSS JOIN LATERAL ({SHELVES.format(a='a')}) AS s"
        " WHERE a.status = 'published'"
    )


def taggings(table):
    """Return SQL for the rows of taggings, on the shelf of their tags."""
    return (
        f"SELECT {TAGGED} FROM {table} AS u JOIN articles_article AS a"
        " ON a.id = u.content_object_id WHERE a.status = 'published'"
    )


def take(found):
    return (
        f"DELETE FROM articles_shelved s USING ({found}) AS gone {COLUMNS}"
        " WHERE (s.shelf, s.published_at, s.slug)"
        " = (gone.shelf, gone.published_at, gone.slug);"
    )


def put(found):
    return f"{PUT} {found};"


def moved(table):
    """Return SQL for the articles of `table` that another place is due to."""
    return (
        f"(SELECT {table}.* FROM before JOIN after USING (id)"
        " WHERE (before.status, before.published_at, before.slug, before.site)"
        " IS DISTINCT FROM (after.status, after.published_at, after.slug, after.site))"
    )


def retagged(table, other):
    """Return SQL for the taggings of `table` that `other` has not so."""
    return (
        f"(SELECT tag_id, content_object_id FROM {table}"
        f" EXCEPT SELECT tag_id, content_object_id FROM {other})"
    )


def lock(*tables):
    """Return SQL that waits for whoever is changing the articles of taggings.

    Of two who tag and publish one at the same moment, the later then sees the earlier.
    """
    ids = " UNION ".join(f"SELECT content_object_id FROM {table}" for table in tables)
    return (
        f"PERFORM 1 FROM articles_article WHERE id IN ({ids})"
        " ORDER BY id FOR NO KEY UPDATE;"
    )


def tally(table, sign):
    """Return SQL that adds the rows of `table` to the tallies, or takes them off.

    Tallies that another is changing are left alone, so nobody waits: the sum of the
    rows of a month counts, and the next change makes one of them.
    """
    return f"""
  WITH changes AS (
    SELECT shelf, '' AS month, {sign} count(*) AS articles FROM {table} GROUP BY shelf
    UNION ALL
    SELECT shelf, {MONTH["postgresql"]}, {sign} count(*) FROM {table} GROUP BY 1, 2
  ), held AS (
    SELECT t.ctid FROM articles_shelftally t JOIN changes USING (shelf, month)
    FOR UPDATE OF t SKIP LOCKED
  ), gone AS (
    DELETE FROM articles_shelftally WHERE ctid = ANY (ARRAY(SELECT ctid FROM held))
    RETURNING shelf, month, articles
  )
  INSERT INTO articles_shelftally (shelf, month, articles)
  SELECT shelf, month, sum(articles)
  FROM (SELECT * FROM changes UNION ALL SELECT * FROM gone) AS both_of_them
  GROUP BY shelf, month HAVING sum(articles) <> 0;"""


TOLD = {  # what tells of the rows that a statement changed
    "INSERT": "REFERENCING NEW TABLE AS after",
    "UPDATE": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
    "DELETE": "REFERENCING OLD TABLE AS before",
    "TRUNCATE": "",
}
# By the name of a trigger, which that of its function begins with: what it is on, what
# it does.
STATEMENTS = {
    "shelved_article_insert": ("INSERT", "article", put(rows("after"))),
    "shelved_article_update": (
        "UPDATE",
        "article",
        take(rows(moved("before"))) + put(rows(moved("after"))),
    ),
    "shelved_article_delete": ("DELETE", "article", take(rows("before"))),
    "shelved_article_truncate": (
        "TRUNCATE",
        "article",
        "DELETE FROM articles_shelved; DELETE FROM articles_shelftally;",
    ),
    "shelved_tagging_insert": (
        "INSERT",
        "articletag",
        lock("after") + put(taggings("after")),
    ),
    "shelved_tagging_update": (
        "UPDATE",
        "articletag",
        lock("before", "after")
        + take(taggings(retagged("before", "after")))
        + put(taggings(retagged("after", "before"))),
    ),
    "shelved_tagging_delete": (
        "DELETE",
        "articletag",
        lock("before") + take(taggings("before")),
    ),
    "shelved_counted": ("INSERT", "shelved", tally("after", "")),
    "shelved_uncounted": ("DELETE", "shelved", tally("before", "-")),
}
TRIGGERS = {
    "sqlite": ON_SQLITE,
    "postgresql": {
        name: f"AFTER {event} ON articles_{table} {TOLD[event]} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION articles_{name}()"
        for name, (event, table, _) in STATEMENTS.items()
    },
}
FUNCTIONS: dict[str, list[str]] = {
    "sqlite": [],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION articles_{name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {body} RETURN NULL; END $$"
        for name, (_, _, body) in STATEMENTS.items()
    ],
}
TOTALS = (
    "CREATE INDEX articles_shelftally_total ON articles_shelftally (shelf, articles)"
    " WHERE month = ''"
)
CREATE = {
    "sqlite": [
        "CREATE TABLE articles_shelved (shelf text NOT NULL, published_at datetime"
        " NOT NULL, slug text NOT NULL, article_id bigint NOT NULL,"
        " PRIMARY KEY (shelf, published_at DESC, slug)) WITHOUT ROWID",
        "CREATE TABLE articles_shelftally (shelf text NOT NULL, month text NOT NULL,"
        " articles integer NOT NULL, PRIMARY KEY (shelf, month)) WITHOUT ROWID",
        TOTALS,
    ],
    "postgresql": [
        'CREATE TABLE articles_shelved (shelf text COLLATE "C" NOT NULL, published_at'
        ' timestamptz NOT NULL, slug text COLLATE "C" NOT NULL, article_id bigint'
        " NOT NULL)",
        "CREATE UNIQUE INDEX articles_shelved_order ON articles_shelved"
        " (shelf, published_at DESC, slug) INCLUDE (article_id)",
        'CREATE TABLE articles_shelftally (shelf text COLLATE "C" NOT NULL,'
        ' month text COLLATE "C" NOT NULL, articles bigint NOT NULL)',
        "CREATE INDEX articles_shelftally_of ON articles_shelftally"
        " (shelf, month) INCLUDE (articles)",
        TOTALS,
    ],
}


def exists():
    """Return whether the database has shelves: not before it is migrated."""
    return "articles_shelved" in connection.introspection.table_names()


def fill():
    """Put all that is there on its shelves anew."""
    execute(
        "DELETE FROM articles_shelved",
        f"{PUT} {DUE}",
        "DELETE FROM articles_shelftally",  # triggers, where there are some, counted
        f"INSERT INTO articles_shelftally (shelf, month, articles) {_tallies()}",
    )


def wrong(most):
    """Return the keys of up to `most` misplaced articles; whether counts are wrong."""
    held = f"SELECT {COLUMNS[1:-1]} FROM articles_shelved"
    told = (  # of two who put and took at one moment, rows may be left that are 0
        "SELECT shelf, month, sum(articles) FROM articles_shelftally GROUP BY 1, 2"
        " HAVING sum(articles) <> 0"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT id FROM ({_apart(DUE, held, 'shelf, at, slug, id')})"
            " AS wrong LIMIT %s",
            [most],
        )
        keys = [key for (key,) in cursor]
        counted = _apart(_tallies(), told, "shelf, month, articles")
        cursor.execute(f"SELECT EXISTS ({counted})")
        return keys, bool(cursor.fetchone()[0])


def _apart(one, other, columns):
    """Return SQL for the rows that only one of two questions has."""
    with_names = f"WITH one ({columns}) AS ({one}), other ({columns}) AS ({other})"
    only_one = "SELECT * FROM (SELECT * FROM one EXCEPT SELECT * FROM other) AS a"
    only_other = "SELECT * FROM (SELECT * FROM other EXCEPT SELECT * FROM one) AS b"
    return f"{with_names} {only_one} UNION ALL {only_other}"


def _tallies():
    return TALLIES.format(month=MONTH[connection.vendor])


class CreateShelves(OwnSQL):
    """Make the shelves, and fill them from the content; back: drop them."""

    def forwards(self):
        execute(*CREATE[connection.vendor])
        fill()

    def backwards(self):
        execute("DROP TABLE articles_shelved", "DROP TABLE articles_shelftally")

    def describe(self):
        return "Make the shelves"
