"""Pages of the API: where one ended, as the opaque cursor of the next.

By time and by name the cursor is the place of the last row (a keyset), so no row comes
twice or is left out, whatever is added in between. Relevance is a float, which no two
databases round alike, so there it counts rows, and ends at `limits.HITS`.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from articles import limits
from articles.api.answers import BadParameter, absolute
from articles.filterfields import NEWEST, RELEVANCE
from articles.formats.fixture import instant_text

LENGTH = 2_000  # characters of a cursor; the longest of ours has fewer
NAME = "name"  # the one order of tags


@dataclass
class Page:
    """Some rows, and the cursor of those that follow, None where none do."""

    rows: list[Any]
    cursor: str | None

    def following(self, name, query):
        """Return the address of the page after this, None after the last one.

        `name` is that of the address, `query` what this page was asked for.
        """
        if self.cursor is None:
            return None
        parameters = query.copy()
        parameters["cursor"] = self.cursor
        return absolute(f"{reverse(name)}?{parameters.urlencode()}")


def by_time(articles, order, cursor, limit):
    """Return a Page of `articles`, which are in that order: newest or oldest."""
    if cursor:
        instant, _, slug = read(cursor, order).partition(" ")
        after = articles.shown_after if order == NEWEST else articles.shown_before
        articles = after(read_instant(instant), slug)
    rows = list(articles[: limit + 1])
    return cut(rows, limit, order, place_in_time)


def by_relevance(articles, cursor, limit):
    """Return a Page of `articles`, which are ordered by relevance."""
    start = 0
    if cursor:
        start = read_number(read(cursor, RELEVANCE))
    limit = min(limit, limits.HITS - start)
    rows = list(articles[start : start + limit + 1])
    if start + limit >= limits.HITS:
        rows = rows[:limit]
    return cut(rows, limit, RELEVANCE, lambda article: start + limit)


def by_name(tags, cursor, limit):
    """Return a Page of `tags`, by name."""
    if cursor:
        tags = tags.filter(name_key__gt=read(cursor, NAME))
    rows = list(tags.by_name()[: limit + 1])
    return cut(rows, limit, NAME, lambda tag: tag.name_key)


def cut(rows, limit, order, place_of):
    """Return a Page of `rows`, one more of which may be there than it holds."""
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], write(order, place_of(rows[limit - 1])))


def place_in_time(article):
    """Return the place of an article in the list, in words of a cursor."""
    return f"{instant_text(article.published_at)} {article.slug}"


# Words of a cursor


def write(order, place):
    """Return the cursor of a place in an order."""
    return urlsafe_b64encode(f"{order} {place}".encode()).decode().rstrip("=")


def read(cursor, order):
    """Return the place that `write` was given. Raise BadParameter for all else."""
    try:
        if len(cursor) > LENGTH:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        words = urlsafe_b64decode(padded.encode("ascii")).decode()
    except ValueError as error:  # the codecs' errors are of its kind
        raise bad_cursor() from error
    found, _, place = words.partition(" ")
    if found != order or write(order, place) != cursor or "\0" in place:
        raise bad_cursor()
    return place


def read_instant(written):
    """Return the instant of a cursor. Raise BadParameter for what is none."""
    try:
        instant = datetime.fromisoformat(written)
        if instant.tzinfo is None or instant_text(instant) != written:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise bad_cursor() from error
    return instant


def read_number(written):
    """Return how many rows a cursor leaves out. Raise BadParameter past the last."""
    if not re.fullmatch("[1-9][0-9]{0,5}", written) or int(written) >= limits.HITS:
        raise bad_cursor()
    return int(written)


def bad_cursor():
    """Return the error of a cursor that no answer in this order gave."""
    return BadParameter(
        "cursor",
        "This is no cursor of this list in this order: take the address in “next”,"
        " or leave it out to begin.",
    )
