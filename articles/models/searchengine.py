"""Which search engine the database at hand has."""

from django.db import connection

from articles.models import fts5, tsvector

ENGINES = {"sqlite": fts5, "postgresql": tsvector}
TABLE = "articles_search"  # the index, of either


def engine():
    """Return what the database at hand knows of search: `fts5` or `tsvector`."""
    return ENGINES[connection.vendor]
