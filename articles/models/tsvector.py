"""Full-text search on PostgreSQL: a tsvector a row, and a GIN index.

https://www.postgresql.org/docs/current/textsearch.html. A document is there twice: its
words as they are written (`articles_search`), for phrases and beginnings, and their
`stems`, in the language that the index was made for.
"""

from django.conf import settings
from django.db import connection

from articles import limits, words
from articles.models import places

# As in FTS5, how near words stand to each other does not count: each is ranked alone.
WEIGHTS = "{0.08, 0.2, 0.4, 1.0}"  # of the labels D, C, B, A
LENGTH = 1  # divides a rank by the logarithm of the document's length
CONFIGURATION = "articles_search"
# Whether an entry of the index is found by its article as soon as the other way round.
SEES_BOTH_WAYS = True
# What parts words in FTS5: left in, the parser would see addresses, hosts and paths.
BETWEEN = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4"
    r"\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u245f\u249c-\u24e9"
    r"\u2500-\u2775\u2794-\u2bff\u3000-\u3004\u3008-\u3020\u3030\ufe10-\ufe6f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd]+"
)


def spelled(column):
    """Return SQL for a text with the letters that no accent tells apart spelled out."""
    for letter, letters in words.SPELLED.items():
        column = f"replace({column}, '{letter}', '{letters}')"
    return column


FOLD = f"""
CREATE OR REPLACE FUNCTION articles_search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    normalize(
      regexp_replace(
        {spelled("normalize(lower(words), NFD)")},
        '([a-z])[\\u0300-\\u036f]+', '\\1', 'g'
      ),
      NFC
    ),
    '{BETWEEN}', ' ', 'g'
  )
$$
"""
# A phrase does not run on from one part of a document into the next: a lexeme that no
# word can be stands between them.
APART = "'\N{PILCROW SIGN}:1'::tsvector"
DOCUMENT = f"""
CREATE OR REPLACE FUNCTION articles_search_document(
  configuration regconfig,
  title text, excerpt text, notes text, authors text, site text, tags text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT
    setweight(to_tsvector(configuration, title), 'A') || {APART}
    || setweight(to_tsvector(configuration, excerpt), 'B') || {APART}
    || setweight(to_tsvector(configuration, notes), 'C') || {APART}
    -- There are four labels: an author counts twice as much as a site or a tag.
    || to_tsvector(configuration, authors) || {APART}
    || to_tsvector(configuration, authors) || {APART}
    || to_tsvector(configuration, site) || {APART}
    || to_tsvector(configuration, tags) || {APART}
$$
"""
# Each in its order, as places of words are kept, and a plan may join in another.
NOTES = (
    "(SELECT string_agg(n.body_text, E'\\n' ORDER BY n.position)"
    " FROM articles_annotation n"
    " WHERE n.article_id = a.id AND n.public)"
)
AUTHORS = (
    "(SELECT string_agg(name, E'\\n') FROM"
    " jsonb_array_elements_text(a.authors) AS names (name))"
)
TAGS = (
    "(SELECT string_agg(t.name, E'\\n' ORDER BY u.position) FROM articles_articletag u"
    " JOIN articles_tag t ON t.id = u.tag_id WHERE u.content_object_id = a.id)"
)
PLACE = places.sql("trunc(extract(epoch FROM a.published_at) / 60)::bigint", "a.id")
# What the index holds of the public articles; a condition on `a` may follow.
DOCUMENTS = f"""
SELECT id, place,
  articles_search_document('simple', title, excerpt, notes, authors, site, tags),
  articles_search_document(
    '{CONFIGURATION}', title, excerpt, notes, authors, site, tags),
  to_tsvector('simple', authors)
FROM (
  SELECT a.id, {PLACE} AS place,
    articles_search_fold(a.title) AS title,
    articles_search_fold(a.excerpt_text) AS excerpt,
    articles_search_fold(coalesce(left({NOTES}, {limits.INDEXED}), '')) AS notes,
    articles_search_fold(coalesce({AUTHORS}, '')) AS authors,
    articles_search_fold(a.site) AS site,
    articles_search_fold(coalesce({TAGS}, '')) AS tags
  FROM articles_article a WHERE a.status = 'published' AND (%s)
) AS a
"""
ALL = DOCUMENTS.replace("%s", "true")
COLUMNS = "article, rowid, articles_search, stems, authors"
FILL = f"INSERT INTO articles_search ({COLUMNS})"
# The row of an article is locked first: of two that tag it at the same moment, the
# later one then sees what the earlier one did.
REFRESH = f"""
CREATE OR REPLACE FUNCTION articles_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM articles_article WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM articles_search WHERE article = ANY (ids);
  {FILL} {DOCUMENTS.replace("%s", "a.id = ANY (ids)")};
END
$$
"""


def changed(name, ids):
    """Return SQL for the function of a trigger that refreshes the articles `ids`."""
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM articles_search_refresh(ARRAY(SELECT DISTINCT id FROM ({ids}) AS ids (id)));
  RETURN NULL;
END
$$
"""


def functions(table, column):
    """Return SQL for the functions of the triggers on new, changed and gone rows."""
    return [
        changed(f"{table}_search_new", f"SELECT {column} FROM after"),
        changed(
            f"{table}_search_changed",
            f"SELECT {column} FROM before UNION SELECT {column} FROM after",
        ),
        changed(f"{table}_search_gone", f"SELECT {column} FROM before"),
    ]


FUNCTIONS = [
    FOLD,
    DOCUMENT,
    REFRESH,
    *functions("articles_annotation", "article_id"),
    *functions("articles_articletag", "content_object_id"),
    changed("articles_article_search_new", "SELECT id FROM after"),
    changed("articles_article_search_gone", "SELECT id FROM before"),
    changed("articles_article_search_emptied", "SELECT article FROM articles_search"),
    changed(
        "articles_article_search_changed",
        "SELECT id FROM after EXCEPT SELECT a.id FROM after a JOIN before b USING (id)"
        " WHERE (a.title, a.excerpt_text, a.authors, a.site, a.status, a.published_at)"
        " IS NOT DISTINCT FROM"
        " (b.title, b.excerpt_text, b.authors, b.site, b.status, b.published_at)",
    ),
    changed(
        "articles_tag_search_changed",
        "SELECT u.content_object_id FROM after a JOIN before b USING (id)"
        " JOIN articles_articletag u ON u.tag_id = a.id WHERE a.name <> b.name",
    ),
]
CREATE = [
    "CREATE TEXT SEARCH DICTIONARY articles_stem"
    " (TEMPLATE = snowball, Language = 'english')",
    f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = simple)",
    "CREATE TABLE articles_search ("
    "article bigint PRIMARY KEY,"  # a reference would stand in the way of TRUNCATE
    " rowid bigint NOT NULL UNIQUE,"
    " articles_search tsvector NOT NULL, stems tsvector NOT NULL,"
    " authors tsvector NOT NULL)"
    # Documents lie apart from the rows: many hits are counted without reading them.
    " WITH (toast_tuple_target = 128)",
    *(
        f"CREATE INDEX articles_search_{column} ON articles_search USING gin ({column})"
        for column in ("articles_search", "stems", "authors")
    ),
    *FUNCTIONS,
]
DROP = [
    "DROP TABLE articles_search",
    *(
        f"DROP FUNCTION IF EXISTS {sql.split()[4].partition('(')[0]}"
        for sql in FUNCTIONS
    ),
    f"DROP TEXT SEARCH CONFIGURATION {CONFIGURATION}",
    "DROP TEXT SEARCH DICTIONARY articles_stem",
]
REBUILD = [
    "DELETE FROM articles_search",
    f"{FILL} {ALL} ORDER BY place",  # the newest side by side
]
# How much there is decides how it is looked for. The database would count it within a
# minute or so, and takes tables that were emptied for empty until then.
SETTLE = ["ANALYZE (SKIP_LOCKED)"]
HELD = f"SELECT {COLUMNS} FROM articles_search"
WRONG = (
    f"SELECT id FROM (({ALL}) EXCEPT ({HELD})) AS missing UNION"
    f" SELECT article FROM (({HELD}) EXCEPT ({ALL})) AS too_much"
)
TABLES = {  # and what tells of a change there
    "INSERT": "REFERENCING NEW TABLE AS after",
    "UPDATE": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
    "DELETE": "REFERENCING OLD TABLE AS before",
    "TRUNCATE": "",
}


def trigger(event, table, function):
    return (
        f"AFTER {event} ON {table} {TABLES[event]} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION {table}_search_{function}()"
    )


TRIGGERS = {
    "search_article_new": trigger("INSERT", "articles_article", "new"),
    "search_article_changed": trigger("UPDATE", "articles_article", "changed"),
    "search_article_gone": trigger("DELETE", "articles_article", "gone"),
    "search_article_emptied": trigger("TRUNCATE", "articles_article", "emptied"),
    "search_note_new": trigger("INSERT", "articles_annotation", "new"),
    "search_note_changed": trigger("UPDATE", "articles_annotation", "changed"),
    "search_note_gone": trigger("DELETE", "articles_annotation", "gone"),
    "search_tagging_new": trigger("INSERT", "articles_articletag", "new"),
    "search_tagging_changed": trigger("UPDATE", "articles_articletag", "changed"),
    "search_tagging_gone": trigger("DELETE", "articles_articletag", "gone"),
    "search_tag_renamed": trigger("UPDATE", "articles_tag", "changed"),
}


def index_language():
    """Return Snowball's name of the language of the index; "" for none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(oid, 'pg_ts_config') FROM pg_ts_config"
            " WHERE cfgname = %s",
            [CONFIGURATION],
        )
        (language,) = cursor.fetchone()
    return language or ""


def set_language():
    """Make the index for the site's language; what it holds is to be made anew."""
    language = words.stemmer_name(settings.LANGUAGE_CODE)
    old, new = ("simple", "articles_stem") if language else ("articles_stem", "simple")
    change = f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING REPLACE"
    with connection.cursor() as cursor:
        if language:
            cursor.execute(
                f"ALTER TEXT SEARCH DICTIONARY articles_stem (Language = '{language}')"
            )
        cursor.execute(f"{change} {old} WITH {new}")
        cursor.execute(
            f"COMMENT ON TEXT SEARCH CONFIGURATION {CONFIGURATION} IS '{language}'"
        )


def widen(need):
    """Return a need as it is: the index holds stems."""
    return need


def join(article, entry):
    """Return a condition: the row `entry` of the index is that of `article`."""
    return f"{article}.id = {key(entry)}"


def key(entry):
    """Return SQL for the key of the article of a row of the index, or of `ranked()`."""
    return f"{entry}.article"


def match(table, needs, ranked=False):
    """Return a condition, and its parameters, on the index: it has all of `needs`."""
    conditions = [_condition(table, need) for need in _words(needs)]
    return (
        " AND ".join(sql for sql, _ in conditions),
        [value for _, values in conditions for value in values],
    )


def match_author(table, name):
    """Return the same for the words of an author's name, in their order."""
    return (
        f"{table}.authors @@ to_tsquery('simple', %s)",
        [_phrase(words.find_words(name))],
    )


def rank(table, needs):
    """Return SQL for how well a match fits: more is better."""
    ranks = [_rank(table, *part) for need in _words(needs) for part in _parts(need)]
    return " + ".join(sql for sql, _ in ranks), [value for _, value in ranks]


def rough_rank(table, needs, place):
    """Return the same: it is asked for the matches at hand alone."""
    return rank(table, needs)


def ranked(needs):
    """Return SQL for the matches: `rowid`, and how well each fits as `rank`."""
    condition, wanted = match("articles_search", needs)
    how_well, values = rank("articles_search", needs)
    columns = f"rowid, article, {how_well} AS rank"
    sql = f"SELECT {columns} FROM articles_search WHERE {condition}"
    return sql, [*values, *wanted]


def roughly_ranked(needs, place):
    """Return SQL for those from `place` on."""
    sql, values = ranked(needs)
    return f"{sql} AND rowid >= %s", [*values, place]


def _words(needs):
    return [need for need in needs if need.kind != "tag"]


def _condition(table, need):
    parts = _parts(need)
    sql = (
        f"{table}.{column} @@ to_tsquery('{configuration}', %s)"
        for column, configuration, _ in parts
    )
    return f"({' OR '.join(sql)})", [value for _, _, value in parts]


def _rank(table, column, configuration, value):
    return (
        f"ts_rank_cd('{WEIGHTS}', {table}.{column},"
        f" to_tsquery('{configuration}', %s), {LENGTH})"
    ), value


def _parts(need):
    """Return what fits a need, one or the other: (column, configuration, query)."""
    found = list(words.find_words(need.value))
    if need.kind == "phrase" or len(found) > 1:
        return [("articles_search", "simple", _phrase(found))]
    word = _quoted(found[0].folded)
    parts = [("stems", CONFIGURATION, word)]
    if need.open:
        parts.append(("articles_search", "simple", f"{word}:*"))
    return parts


def _phrase(found):
    return " <-> ".join(_quoted(word.folded) for word in found)


def _quoted(word):
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
