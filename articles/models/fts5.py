"""Full-text search on SQLite: FTS5, https://www.sqlite.org/fts5.html.

The index keeps words as they are written. FTS5 stems English alone: a word of a query
is widened to the words of the index that have the same stem.
"""

from django.conf import settings
from django.db import connection

from articles import limits, words

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

CREATE = [
    "CREATE VIRTUAL TABLE articles_search USING fts5("
    + ", ".join(COLUMNS)
    + ", tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")",
    "CREATE VIRTUAL TABLE articles_search_words USING fts5vocab(articles_search, row)",
]
FUNCTIONS: list[str] = []
DROP = ["DROP TABLE articles_search_words", "DROP TABLE articles_search"]


def spelled(column):
    """Return SQL for a column, its letters that differ by no accent spelled out."""
    for letter, letters in words.SPELLED.items():
        for one, other in ((letter, letters), (letter.upper(), letters)):
            if len(one) == 1:
                column = f"replace({column}, '{one}', '{other}')"
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
# What the index holds of the public articles; a condition on `a` may follow.
DOCUMENTS = (
    "SELECT a.id, "
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
REBUILD = ["DELETE FROM articles_search", FILL]
HELD = f"SELECT rowid, {', '.join(COLUMNS)} FROM articles_search"
WRONG = (
    f"SELECT id FROM (SELECT * FROM ({DOCUMENTS}) EXCEPT {HELD})"
    f" UNION SELECT rowid FROM (SELECT * FROM ({HELD}) EXCEPT {DOCUMENTS}) LIMIT %s"
)


def refresh(condition):
    """Return SQL that writes the articles anew whose id fits `condition`."""
    return (
        f"DELETE FROM articles_search WHERE rowid {condition};"
        f" {FILL} AND a.id {condition};"
    )


def trigger(event, table, condition):
    return f"AFTER {event} ON {table} FOR EACH ROW BEGIN {refresh(condition)} END"


TAGGED = "IN (SELECT content_object_id FROM articles_articletag WHERE tag_id = NEW.id)"
TRIGGERS = {
    "search_article_new": trigger("INSERT", "articles_article", "= NEW.id"),
    "search_article_changed": trigger(
        "UPDATE OF title, excerpt_text, authors, site, status",
        "articles_article",
        "= NEW.id",
    ),
    "search_article_gone": (
        "AFTER DELETE ON articles_article FOR EACH ROW BEGIN"
        " DELETE FROM articles_search WHERE rowid = OLD.id; END"
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


def match(table, needs):
    """Return a condition, and its parameters, on the index: it has all of `needs`."""
    return f"{table}.articles_search MATCH %s", [" AND ".join(map(_expression, needs))]


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


def _expression(need):
    found = list(words.find_words(need.value))
    if need.kind == "phrase" or len(found) > 1:
        return _phrase(found)
    word = found[0].folded
    either = dict.fromkeys([_quoted(word), *map(_quoted, need.kin)])
    if need.open:
        either[f"{_quoted(word)} *"] = None
    return f"({' OR '.join(either)})"


def _phrase(found):
    return _quoted(" ".join(word.folded for word in found))


def _quoted(word):
    return '"' + word.replace('"', '""') + '"'


def kin(need):
    """Return the words of the index that have the stem of a word that is needed."""
    language = settings.LANGUAGE_CODE
    found = list(words.find_words(need.value))
    if need.kind == "phrase" or len(found) != 1 or not words.stemmer_name(language):
        return []
    word = found[0].folded
    start = words.stem_start(word, language)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term FROM articles_search_words"
            " WHERE term >= %s AND term < %s LIMIT %s",
            [start, start + "\U0010ffff", NEAR],
        )
        terms = [term for (term,) in cursor]
    wanted = words.stem(word, language)
    return [term for term in terms if words.stem(term, language) == wanted][:WIDE]
