"""Hits of a search by words, and by tags: the index tells them, however many."""

from functools import cached_property

from django.db import connection
from django.utils import timezone

from articles import limits
from articles.models import places
from articles.models.moment import kept
from articles.models.searchengine import TABLE, engine
from articles.models.shelf import adapted, ask

# What appears later in this minute is in the index as well.
PUBLIC = (
    f"rowid < %s AND (rowid & {places.KEYS}) NOT IN"  # noqa: S608
    " (SELECT id FROM articles_article WHERE published_at > %s AND published_at < %s)"
)
# Of the article with a key. The index has the names of tags, as words like any other.
TAGGED = (
    " AND EXISTS (SELECT 1 FROM articles_articletag AS tagging"
    " WHERE tagging.content_object_id = {key} AND tagging.tag_id = %s)"
)
# In the order of a list.
ROWS = """
    SELECT id, site FROM articles_article WHERE id IN ({keys})
    ORDER BY published_at DESC, slug
"""


class Hits:
    """The public articles that have all of `needs`, each by its place or its key.

    And all of `tags`, which are among the needs as well.
    """

    def __init__(self, needs, tags=()):
        self.needs, self.tags = needs, tags

    def place_of(self, number):
        """Return the place of the last of the newest `number`; None for fewer."""
        return next(iter(self._newest(1, start=number - 1)), None)

    def newest(self, most):
        """Return the newest `most` in the order of a list: [(key, site, place)]."""
        found = self._newest(most + 1)
        if len(found) > most:
            after, minute = found.pop(), places.minute_of(found[-1])
            if after >= minute:  # the order of a list tells which of that minute
                found += self._newest(None, minute, found[-1])
        by_key = {places.key_of(place): place for place in found}
        if not by_key:
            return []
        with connection.cursor() as cursor:
            cursor.execute(ROWS.format(keys=", ".join(map(str, by_key))))
            return [(key, site, by_key[key]) for key, site in cursor.fetchmany(most)]

    @cached_property
    def last_ranked(self):
        """The place of the last of the newest `limits.RANKED`; None where none is left.

        Then all of them are ranked.
        """
        found = kept(
            (Hits, tuple(self.needs), "last ranked"),
            lambda: self._newest(2, start=limits.RANKED - 1),
        )
        return found[0] if len(found) > 1 else None

    @property
    def first_of_ranked(self):
        """The least place of those that are ranked."""
        return places.LEAST if self.last_ranked is None else self.last_ranked

    @cached_property
    def is_rough(self):
        """Whether they are ranked roughly: the words have more hits than are ranked.

        It takes as long as there are hits of the words to rank them well.
        """
        words = [need for need in self.needs if need.kind != "tag"]
        alone = Hits(words) if self.tags else self
        return alone.last_ranked is not None

    def best(self, number, start=0):
        """Return the keys of a `number` of them down to `last_ranked`, best first.

        Of those alike, the newest first.
        """
        if self.is_rough:
            ranked, values = engine().roughly_ranked(self.needs, self.first_of_ranked)
        else:
            ranked, values = engine().ranked(self.needs)
        public, of_public = self._public("ranked")
        sql = (
            f"SELECT rowid FROM ({ranked}) AS ranked WHERE {public}"  # noqa: S608
            " ORDER BY rank DESC, rowid DESC LIMIT %s OFFSET %s"
        )
        found = ask(sql, [*values, *of_public, number, start])
        return [places.key_of(place) for (place,) in found]

    def _newest(self, number, since=None, before=None, start=0):
        """Return the places of the newest `number` (None: all) in a part of the index.

        From the place `since` on and below `before`, but for the first `start`.
        """
        conditions, values = engine().match(TABLE, self.needs)
        public, of_public = self._public(TABLE, before)
        sql = f"SELECT rowid FROM {TABLE} WHERE {conditions} AND {public}"  # noqa: S608
        values += of_public
        if since is not None:
            sql += " AND rowid >= %s"
            values.append(since)
        sql += " ORDER BY rowid DESC"
        if number is not None:
            sql += " LIMIT %s OFFSET %s"
            values += [number, start]
        return [place for (place,) in ask(sql, values)]

    def _public(self, table, before=None):
        """Return a condition on a table of places, and its values: these, and public.

        Below the place `before`, where one is given.
        """
        now = timezone.now()
        end = places.place_at(now + places.MINUTE)
        instants = map(adapted, (now, places.instant_of(end)))
        values = [end if before is None else before, *instants]
        tagged = TAGGED.format(key=engine().key(table)) * len(self.tags)
        return PUBLIC + tagged, [*values, *(tag.pk for tag in self.tags)]
