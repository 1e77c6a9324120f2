"""The place of an article in the search index: a number that rises with time.

It is the minute of publication and, in its low bits, the key of the article; so no two
have the same, and an index that is read from its end tells the newest hits first.
"""

KEYS = 2**31 - 1  # the bits of the key


def sql(minute, key):
    """Return SQL for the place of an article; NULL for one without a date."""
    return f"({minute} * {KEYS + 1} + {key})"


def place_at(instant):
    """Return the least place of the minute of an instant."""
    return int(instant.timestamp() / 60) * (KEYS + 1)


def minute_of(place):
    """Return the least place of the minute that a place is of."""
    return place - (place & KEYS)
