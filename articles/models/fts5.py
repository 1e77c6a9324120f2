"""Full-text search on SQLite: FTS5, https://www.sqlite.org/fts5.html.

The index keeps words as they are written. FTS5 stems English alone: a word of a query
is widened to the words of the index that have the same stem.

FTS5 finds in the order of its row ids, and can stop early: a row id is the place of an
article (`places.py`).
"""

import unicodedata
from dataclasses import replace

from django.conf import settings
from django.db import connection

from articles import limits, words
from articles.models import places

# What a word is worth in each column. bm25() is asked for each by itself: its own
# weights count for little, as it levels off how often a word is found in all of them.
WORTH = {
    "title": 1.0,
    "excerpt": 0.4,
    "notes": 0.2,
    "authors": 0.16,
    "site": 0.08,
    "tags": 0.08,
}
COLUMNS = tuple(WORTH)
NEAR = 2_000  # words of the index that are compared with one of the query
WIDE = 50  # of them that are looked for
TOGETHER = 3  # words that are looked for at once; of more, some after each other

# Whether an entry of the index is found by its article as soon as the other way round.
SEES_BOTH_WAYS = False

CREATE = [
    "CREATE VIRTUAL TABLE articles_search USING fts5("
    + ", ".join(COLUMNS)
    + ", tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")",
    "CREATE VIRTUAL TABLE articles_search_words"
    " USING fts5vocab(articles_search, instance)",
]
FUNCTIONS: list[str] = []
DROP = ["DROP TABLE articles_search_words", "DROP TABLE articles_search"]


# The letters that no accent tells apart, and how the index spells them.
SPELLED = {
    one: letters
    for letter, letters in words.SPELLED.items()
    for one in (letter, letter.upper())
    if len(one) == 1
}


def spelled(column):
    """Return SQL for a column, its letters that differ by no accent spelled out."""
    for letter, letters in SPELLED.items():
        column = f"replace({column}, '{letter}', '{letters}')"
    return column


NOTES = (
    "(SELECT group_concat(body_text, char(10)) FROM articles_annotation n"
    " WHERE n.article_id = a.id AND n.public)"
)
AUTHORS = "(SELECT group_concat(value, char(10)) FROM json_each(a.authors))"
TAGS = (
    "(SELECT group_concat(t.name, char(10)) FROM articles_articletag u"
    " JOIN articles_tag t ON t.id = u.tag_id WHERE u.content_object_id = a.id)"
)


def place(row):
    """Return SQL for the place of an article."""
    minute = f"CAST(strftime('%s', {row}.published_at) AS INTEGER) / 60"
    return places.sql(minute, f"{row}.id")


# What the index holds of the public articles; a condition on `a` may follow.
DOCUMENTS = (
    f"SELECT {place('a')} AS place, "
    + ", ".join(
        f"coalesce({spelled(column)}, '')"
        for column in (
            "a.title",
            "a.excerpt_text",
            f"substr({NOTES}, 1, {limits.INDEXED})",
            AUTHORS,
            "a.site",
            TAGS,
        )
    )
    + " FROM articles_article a WHERE a.status = 'published'"
)
FILL = f"INSERT INTO articles_search (rowid, {', '.join(COLUMNS)}) {DOCUMENTS}"
# In the order of its rows, as a row out of it costs FTS5 a write of its own.
REBUILD = ["DELETE FROM articles_search", f"{FILL} ORDER BY 1"]
SETTLE: list[str] = []  # no plan goes by how much there is
HELD = f"SELECT rowid, {', '.join(COLUMNS)} FROM articles_search"
WRONG = (
    f"SELECT place FROM (SELECT * FROM ({DOCUMENTS}) EXCEPT {HELD})"
    f" UNION SELECT rowid FROM (SELECT * FROM ({HELD}) EXCEPT {DOCUMENTS})"
)
WRONG = f"SELECT DISTINCT place & {places.KEYS} FROM ({WRONG})"


def refresh(condition):
    """Return SQL that writes the articles anew whose id fits `condition`."""
    held = f"SELECT {place('a')} FROM articles_article a WHERE a.id {condition}"
    return (
        f"DELETE FROM articles_search WHERE rowid IN ({held});"
        f" {FILL} AND a.id {condition};"
    )


def gone(row):
    """Return SQL that takes an article out of the index, as it was."""
    return f"DELETE FROM articles_search WHERE rowid = {place(row)};"


def trigger(event, table, condition):
    return f"AFTER {event} ON {table} FOR EACH ROW BEGIN {refresh(condition)} END"


TAGGED = "IN (SELECT content_object_id FROM articles_articletag WHERE tag_id = NEW.id)"
TRIGGERS = {
    "search_article_new": trigger("INSERT", "articles_article", "= NEW.id"),
    "search_article_changed": (
        "AFTER UPDATE OF title, excerpt_text, authors, site, status, published_at"
        f" ON articles_article FOR EACH ROW BEGIN {gone('OLD')}"
        f" {FILL} AND a.id = NEW.id; END"
    ),
    "search_article_gone": (
        f"AFTER DELETE ON articles_article FOR EACH ROW BEGIN {gone('OLD')} END"
    ),
    "search_note_new": trigger("INSERT", "articles_annotation", "= NEW.article_id"),
    "search_note_changed": trigger(
        "UPDATE OF article_id, body_text, public",
        "articles_annotation",
        "IN (OLD.article_id, NEW.article_id)",
    ),
    "search_note_gone": trigger("DELETE", "articles_annotation", "= OLD.article_id"),
    "search_tagging_new": trigger(
        "INSERT", "articles_articletag", "= NEW.content_object_id"
    ),
    "search_tagging_changed": trigger(
        "UPDATE OF content_object_id, tag_id",
        "articles_articletag",
        "IN (OLD.content_object_id, NEW.content_object_id)",
    ),
    "search_tagging_gone": trigger(
        "DELETE", "articles_articletag", "= OLD.content_object_id"
    ),
    "search_tag_renamed": trigger("UPDATE OF name", "articles_tag", TAGGED),
}


def index_language():
    """Return the language that the index is made for: any, as it keeps words whole."""
    return words.stemmer_name(settings.LANGUAGE_CODE)


def set_language():
    """Do nothing: the index keeps words whole."""


def join(article, entry):
    """Return a condition: the row `entry` of the index is that of `article`."""
    return f"{article}.id = {key(entry)}"


def key(entry):
    """Return SQL for the key of the article of a row of the index, or of `ranked()`."""
    return f"({entry}.rowid & {places.KEYS})"


def match(table, needs, ranked=False):
    """Return a condition, and its parameters, on the index: it has all of `needs`.

    One that is `ranked` finds the same, and is what `rank()` goes by.
    """
    expressions = filter(None, (_expression(need, ranked) for need in needs))
    return f"{table}.articles_search MATCH %s", [" AND ".join(expressions)]


def match_author(table, name):
    """Return the same for the words of an author's name, in their order."""
    return f"{table}.authors MATCH %s", [_phrase(words.find_words(name))]


def rank(table, needs):
    """Return SQL for how well a match fits: more is better."""
    scores = (
        f"{worth} * bm25({table}, {', '.join('01'[column == one] for one in COLUMNS)})"
        for column, worth in WORTH.items()
    )
    return f"-({' + '.join(scores)})", []


def ranked(needs):
    """Return SQL for the matches: `rowid`, and how well each fits as `rank`."""
    condition, values = match("articles_search", _words(needs), ranked=True)
    how_well, _ = rank("articles_search", needs)
    sql = f"SELECT rowid, {how_well} AS rank FROM articles_search WHERE {condition}"
    return sql, values


def rough_rank(table, needs, place):
    """Return SQL for the same, of matches from `place` on: in which columns they are.

    bm25() counts all matches in the index, of however few it is asked.
    """
    found = _by_column(needs)
    sql = " + ".join(
        f"{worth} * ({table}.rowid IN (SELECT rowid FROM articles_search"
        " WHERE articles_search MATCH %s AND rowid >= %s))"
        for worth, _ in found
    )
    return sql, [value for _, match in found for value in (match, place)]


def roughly_ranked(needs, place):
    """Return SQL for the matches from `place` on, as `ranked()` does, by that rank."""
    found = _by_column(needs)
    each = " UNION ALL ".join(
        f"SELECT rowid, {worth} AS worth FROM articles_search"
        " WHERE articles_search MATCH %s AND rowid >= %s"
        for worth, _ in found
    )
    values = [value for _, match in found for value in (match, place)]
    fits = "true"
    if len(_words(needs)) > TOGETHER:
        condition, wanted = match("articles_search", needs)
        fits = f"rowid IN (SELECT rowid FROM articles_search WHERE {condition}"
        fits += " AND rowid >= %s)"
        values += [*wanted, place]
    sql = f"SELECT rowid, sum(worth) AS rank FROM ({each}) WHERE {fits} GROUP BY rowid"
    return sql, values


def _by_column(needs):
    """Return what finds those that have a need in a column: (its worth, expression).

    Each with some of the other needs, which makes them few. Worth in whole numbers, so
    that it does not count in which order they are added.
    """
    found, ranked = [], _words(needs)
    tags = [_expression(need) for need in needs if need.kind == "tag"]
    for place, need in enumerate(map(_expression, ranked)):
        others = list(map(_expression, ranked[:place] + ranked[place + 1 :]))
        for column, worth in WORTH.items():
            fits = [f"{{{column}}} : {need}", *tags, *others[: TOGETHER - 1]]
            found.append((round(100 * worth), " AND ".join(filter(None, fits))))
    return found


def _words(needs):
    return [need for need in needs if need.kind != "tag"]


def _expression(need, ranked=False):
    if need.kind == "tag":
        return _named(need.value)
    found = list(words.find_words(need.value))
    if need.kind == "phrase" or len(found) > 1:
        return _phrase(found)
    word = _quoted(found[0].folded)
    either = dict.fromkeys([word, *map(_quoted, need.kin)])
    if need.open and (ranked or need.goes_on is None):
        either[f"{word} *"] = None
    elif need.open:
        either |= dict.fromkeys(map(_quoted, need.goes_on))
    return f"({' OR '.join(either)})"


def _named(tag):
    """Return what finds all that bear a tag of that name, and perhaps others.

    "" for a name in whose letters FTS5, which knows those of its time, may see no word.
    """
    known = unicodedata.ucd_3_2_0.category
    if not any(known(letter)[0] in "LN" for letter in tag):
        return ""
    return f"{{tags}} : {_quoted(tag.translate(str.maketrans(SPELLED)))}"


def _phrase(found):
    return _quoted(" ".join(word.folded for word in found))


def _quoted(word):
    return '"' + word.replace('"', '""') + '"'


# The words of the index from one up to another. Each is looked up past all uses of the
# last: to step over them takes longer, where there are many. FTS5 cuts a word at so
# many bytes, though it may be within a letter, and what is no text cannot be read.
LONGEST = 32768
TERMS = """
WITH RECURSIVE terms (term) AS (
    SELECT (SELECT term FROM articles_search_words WHERE term >= %s LIMIT 1)
    UNION ALL
    SELECT (
        SELECT term FROM articles_search_words
        WHERE term >= terms.term || char(1) LIMIT 1
    ) FROM terms WHERE terms.term < %s
)
SELECT term FROM terms WHERE term < %s AND length(CAST(term AS BLOB)) < %s LIMIT %s
"""


def widen(need):
    """Return a need with the words of the index that do for it as well.

    Its `kin` are those of its stem. Those that an `open` one `goes_on` to are looked
    for one by one where they are few, as FTS5 reads all uses of what begins alike.
    """
    found = list(words.find_words(need.value))
    if need.kind == "phrase" or len(found) != 1:
        return need
    word, language = found[0].folded, settings.LANGUAGE_CODE
    start = words.stem_start(word, language)
    end = start + "\U0010ffff"
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [start, end, end, LONGEST, NEAR])
        terms = [term for (term,) in cursor]
    kin: tuple[str, ...] = ()
    if words.stemmer_name(language):
        wanted = words.stem(word, language)
        kin = tuple(t for t in terms if words.stem(t, language) == wanted)[:WIDE]
    goes_on = tuple(term for term in terms if term.startswith(word))
    is_known = len(terms) < NEAR and len(goes_on) <= WIDE
    return replace(need, kin=kin, goes_on=goes_on if is_known else None)
