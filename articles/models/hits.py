"""Hits of a search by words alone: the index tells them, however many there are."""

from functools import cached_property

from django.db import connection
from django.utils import timezone

from articles import limits
from articles.models import places
from articles.models.searchengine import TABLE, engine

# What appears later in this minute is in the index as well.
PUBLIC = (
    f"rowid < %s AND (rowid & {places.KEYS}) NOT IN"  # noqa: S608
    " (SELECT id FROM articles_article WHERE published_at > %s AND published_at < %s)"
)
# In the order of a list.
ROWS = """
    SELECT id, site FROM articles_article WHERE id IN ({keys})
    ORDER BY published_at DESC, slug
"""


class Hits:
    """The public articles that have all of `needs`, each by its place or its key."""

    def __init__(self, needs):
        self.needs = needs

    def place_of(self, number):
        """Return the place of the last of the newest `number`; None for fewer."""
        return next(iter(self._places("rowid DESC", number=1, start=number - 1)), None)

    def newest(self, most):
        """Return the newest `most` in the order of a list: [(key, site, place)]."""
        found = self._places("rowid DESC", number=most)
        if len(found) == most:
            # Which of those of the last minute, the order of a list tells.
            minute = places.minute_of(found[-1])
            found += self._places("rowid DESC", minute, found[-1])
        by_key = {places.key_of(place): place for place in found}
        if not by_key:
            return []
        with connection.cursor() as cursor:
            cursor.execute(ROWS.format(keys=", ".join(map(str, by_key))))
            return [(key, site, by_key[key]) for key, site in cursor.fetchmany(most)]

    @cached_property
    def last_ranked(self):
        """The place of the last of the newest `limits.RANKED`; None where none is left.

        Then all of them can be ranked.
        """
        found = self._places("rowid DESC", number=2, start=limits.RANKED - 1)
        return found[0] if len(found) > 1 else None

    def best(self, number, start=0):
        """Return the keys of a `number` of them down to `last_ranked`, best first.

        Of those alike, the newest first.
        """
        since = self.last_ranked
        rank, values = engine().rough_rank(TABLE, self.needs, since)
        order = f"{rank} DESC, rowid DESC"
        found = self._places(order, since, None, number, start, values)
        return [places.key_of(place) for place in found]

    def _places(
        self, order, since=None, before=None, number=None, start=0, of_order=()
    ):
        """Return the places of a `number` of public hits in a part of the index."""
        now = timezone.now()
        end = places.place_at(now + places.MINUTE)
        instants = [now, places.instant_of(end)]
        conditions, values = engine().match(TABLE, self.needs)
        if since is not None:
            conditions += " AND rowid >= %s"
            values.append(since)
        sql = f"SELECT rowid FROM {TABLE} WHERE {conditions} AND {PUBLIC}"  # noqa: S608
        values += [end if before is None else before]
        values += map(connection.ops.adapt_datetimefield_value, instants)
        sql += f" ORDER BY {order}"
        values += of_order
        if number is not None:
            sql += " LIMIT %s OFFSET %s"
            values += [number, start]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [place for (place,) in cursor]
