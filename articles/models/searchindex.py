"""The search index as a whole, and the lists: made, filled, checked by the content."""

from django.conf import settings
from django.db import connection, transaction

from articles import words
from articles.models import edition, shelving, triggers
from articles.models.article import Article
from articles.models.ownsql import OwnSQL, execute
from articles.models.search import SearchEntry
from articles.models.searchengine import engine

SHOWN = 20  # wrong entries that are named


def exists():
    """Return whether the database has a search index: not before it is migrated."""
    return SearchEntry._meta.db_table in connection.introspection.table_names()


def put_off():
    """Keep the index and the lists no longer, until `rebuild`.

    For a transaction that is open, and writes where nothing was: to make both anew
    costs half as much as to keep them. Who else would write content has to wait.
    """
    if connection.vendor == "sqlite":
        triggers.drop()
    else:
        triggers.pause()


def rebuild():
    """Make the index and its triggers anew, for the content and the language."""
    with transaction.atomic():
        triggers.put()
        engine().set_language()
        execute(*engine().REBUILD)
        if shelving.exists():
            shelving.fill()
        execute(*engine().SETTLE)
        if edition.exists():
            edition.Edition.objects.rise()


def faults():
    """Return what is wrong with the index, a sentence each; reads all of it."""
    found = shape_faults()
    if wrong := _wrong():
        found.append(f"It holds these entries wrongly: {_named(wrong)}.")
    misplaced, is_miscounted = shelving.wrong(SHOWN)
    if misplaced:
        found.append(f"Lists hold these entries wrongly: {_named(misplaced)}.")
    if is_miscounted:
        found.append("Lists are counted wrongly.")
    return found


def shape_faults():
    """Return what keeps the index from being right, a sentence each; reads no entry."""
    found = []
    if missing := triggers.missing():
        found.append(f"Triggers are missing or are others: {', '.join(missing)}.")
    if engine().index_language() != words.stemmer_name(settings.LANGUAGE_CODE):
        found.append("It is made for another language than the site’s.")
    return found


def _wrong():
    with connection.cursor() as cursor:
        cursor.execute(engine().WRONG)
        return [key for (key,) in cursor.fetchmany(SHOWN)]


def _named(keys):
    slugs = Article.objects.filter(pk__in=keys).values_list("slug", flat=True)
    gone = ["entries that are gone"] * (len(slugs) < len(keys))
    return ", ".join(sorted(slugs) + gone)


class CreateSearchIndex(OwnSQL):
    """Make the search index, and fill it from the content; back: drop it."""

    def forwards(self):
        execute(*engine().CREATE)
        engine().set_language()
        execute(*engine().REBUILD, *engine().SETTLE)

    def backwards(self):
        execute(*engine().DROP)

    def describe(self):
        return "Make the search index"


class RemakeSearchIndex(CreateSearchIndex):
    """Make the index anew, as the code of today has it; back: leave it as it is."""

    def forwards(self):
        execute(*engine().DROP)
        super().forwards()

    def backwards(self):
        pass

    def describe(self):
        return "Make the search index anew"
