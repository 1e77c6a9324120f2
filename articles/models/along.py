"""What is loaded along with articles: one statement a table, however many they are.

The statements are written out: Django takes longer to put one together than a database
takes to answer it, and every page for readers asks these.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.tag import Tag

# {ids}: where the primary keys of the articles stand.
TAGS = """
    SELECT tag.*, tagging.content_object_id AS of
    FROM articles_articletag AS tagging
    JOIN articles_tag AS tag ON tag.id = tagging.tag_id
    WHERE tagging.content_object_id IN ({ids})
    ORDER BY tagging.position
"""
ADDRESSES = """
    SELECT address.*, address.article_id AS of
    FROM articles_address AS address
    WHERE address.article_id IN ({ids})
    ORDER BY address.position
"""
PUBLIC_NOTES = """
    SELECT note.*, note.article_id AS of
    FROM articles_annotation AS note
    WHERE note.article_id IN ({ids}) AND note.public
    ORDER BY note.position
"""
FIRST_PUBLIC_NOTES = """
    SELECT note.* FROM (
        SELECT note.*, note.article_id AS of, ROW_NUMBER() OVER (
            PARTITION BY note.article_id ORDER BY note.position
        ) AS place
        FROM articles_annotation AS note
        WHERE note.article_id IN ({ids}) AND note.public
    ) AS note
    WHERE note.place <= 2
    ORDER BY note.place
"""


class Along:
    """Rows that belong to articles: `prefetch_related` loads them by its name.

    `sql` gives rows of `model`, each with the primary key of the article that it is
    `of`. `keep` is handed an article and its rows, in their order.
    """

    def __init__(
        self, model: type[Model], sql: str, keep: Callable[[Any, list[Any]], None]
    ):
        self.model, self.sql, self.keep = model, sql, keep

    def __set_name__(self, owner, name):
        self.name = name

    def is_cached(self, article) -> bool:
        """Return False: they are loaded as often as they are asked for."""
        return False

    def get_prefetch_querysets(self, articles, querysets=None):
        """Load the rows of all `articles`. Django has nothing left to hand out then."""
        ids = [article.pk for article in articles]
        marks = ", ".join(["%s"] * len(ids))
        rows = defaultdict(list)
        for row in self.model._base_manager.raw(self.sql.format(ids=marks), ids):
            rows[row.of].append(row)
        for article in articles:
            self.keep(article, rows[article.pk])
        return [], None, lambda article: None, True, self.name, True


def keep_tags(article, tags):
    article._prefetched_objects_cache["tag_list"] = tags


def keep_addresses(article, addresses):
    article._prefetched_objects_cache["addresses"] = addresses


def keep_notes(article, notes):
    article.public_notes = notes


class LoadsAlong(Model):
    """What an article has of other tables, for `with_tags()` and its kind to load."""

    public_notes: list[Annotation]  # once they are loaded
    loads_tags = Along(Tag, TAGS, keep_tags)
    loads_addresses = Along(Address, ADDRESSES, keep_addresses)
    loads_public_notes = Along(Annotation, PUBLIC_NOTES, keep_notes)
    loads_first_notes = Along(Annotation, FIRST_PUBLIC_NOTES, keep_notes)

    class Meta:
        abstract = True

    @property
    def tag_list(self):
        """The tags in their order; free of queries after `with_tags()`."""
        loaded = getattr(self, "_prefetched_objects_cache", {})
        if "tag_list" in loaded:
            return loaded["tag_list"]
        return [tagging.tag for tagging in self.taggings.select_related("tag")]
