"""What stands beside an article on its page: other public ones, each in a line.

The statements are written out, as the page of each article asks them: see along.py.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from articles.models.moment import kept
from articles.models.related import related_keys
from articles.models.shelf import Shelf, adapted, ask
from articles.models.shelving import EVERYTHING
from articles.periods import Period

SAME_DAY = 5  # articles of other years
YEARS = 100  # that “on this day” looks back at most; each costs the database a look-up
PLACES = f"""
    SELECT article_id FROM articles_shelved
    WHERE shelf = '{EVERYTHING}' AND published_at <= %s"""
# By the names of a Beside; {days}: a condition on `published_at`.
ASKED = {
    "older": f"""{PLACES} AND (published_at < %s OR slug > %s)
    ORDER BY published_at DESC, slug LIMIT 1""",
    "newer": f"""{PLACES} AND published_at >= %s AND (published_at > %s OR slug < %s)
    ORDER BY published_at, slug DESC LIMIT 1""",
    "follow_ups": """
    SELECT id FROM articles_article
    WHERE follows_id = %s AND status = 'published' AND published_at <= %s
    ORDER BY published_at DESC, slug""",
    "same_day": f"""{PLACES} AND ({{days}})
    ORDER BY published_at DESC, slug LIMIT {SAME_DAY}""",
}
DAY = "(published_at >= %s AND published_at < %s)"


@dataclass
class Beside:
    """What a list shows after and before an article, and what else belongs to it.

    Those that follow it, up to five on the same topics, the nearest first, and up to
    SAME_DAY that were posted on its day in other years, newest first.
    """

    older: list = field(default_factory=list)
    newer: list = field(default_factory=list)
    follow_ups: list = field(default_factory=list)
    related: list = field(default_factory=list)
    same_day: list = field(default_factory=list)


def beside(article, articles) -> Beside:
    """Return what stands beside one of `articles`, out of those.

    Five queries at most, `article` with its tags loaded.
    """
    keys = {**_places(article), "related": related_keys(article)}
    found = articles.in_bulk({key for some in keys.values() for key in some})
    return Beside(
        **{
            name: [found[key] for key in some if key in found]
            for name, some in keys.items()
        }
    )


def _places(article):
    """Return the primary keys of all of a Beside that is found by time, by name."""
    now, instant = adapted(timezone.now()), adapted(article.published_at)
    days = [(adapted(day.start), adapted(day.end)) for day in _same_days(article)]
    values = {
        "older": [instant, instant, article.slug],
        "newer": [now, instant, instant, article.slug],
        "follow_ups": [article.pk, now],
        "same_day": [now, *(instant for ends in days for instant in ends)],
    }
    if not days:
        del values["same_day"]
    parts = [
        f"SELECT '{name}' AS name, found.* FROM ({ASKED[name]}) AS found"
        for name in values
    ]
    sql = " UNION ALL ".join(parts).format(days=" OR ".join([DAY] * len(days)))
    places = defaultdict(list)
    for name, key in ask(sql, [value for some in values.values() for value in some]):
        places[name].append(key)
    return places


def _same_days(article):
    """Return the day and month of `article` in other years, up to this one.

    From the year of the oldest article on; of the 29th of February, leap years alone.
    """
    first = kept("first year", _first_year)
    day = Period.day_of(article.published_at)
    if first is None:  # the last was withdrawn just now
        return []
    years = range(first, Period.day_of(timezone.now()).year + 1)
    days = [_same_day(day, year) for year in years if year != day.year]
    return [day for day in days if day]


def _first_year():
    """Return the year of the oldest article, at most YEARS ago; None for none."""
    first = Shelf().timeline().first
    this_year = Period.day_of(timezone.now()).year
    return first and max(first.year, this_year - YEARS)


def _same_day(day, year):
    """Return the day and month of `day` in `year`, or None where it has none."""
    try:
        return Period(year, day.month, day.day)
    except ValueError:
        return None
