"""The place of an article in the search index: a number that rises with time.

It is the minute of publication and, in its low bits, the key of the article; so no two
have the same, and an index that is read from its end tells the newest hits first.
"""

from bisect import bisect
from datetime import UTC, datetime, timedelta

from articles.periods import Period

KEYS = 2**31 - 1  # the bits of the key
MINUTE = timedelta(minutes=1)
LEAST = -(2**63)  # below every place


def sql(minute, key):
    """Return SQL for the place of an article; NULL for one without a date."""
    return f"({minute} * {KEYS + 1} + {key})"


def place_at(instant):
    """Return the least place of the minute of an instant."""
    return int(instant.timestamp() / 60) * (KEYS + 1)


def minute_of(place):
    """Return the least place of the minute that a place is of."""
    return place - key_of(place)


def key_of(place):
    """Return the primary key of the article that has a place."""
    return place & KEYS


def instant_of(place):
    """Return the instant at which the minute of a place begins."""
    return datetime.fromtimestamp(minute_of(place) // (KEYS + 1) * 60, UTC)


def years_of(places):
    """Return {place: the year it is in, in the time zone of the site}."""
    if not places:
        return {}
    first, last = (instant_of(place).year for place in (min(places), max(places)))
    starts = [place_at(Period(year).start) for year in range(first, last + 2)]
    return {place: first - 1 + bisect(starts, place) for place in places}
