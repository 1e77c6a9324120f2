"""Which other articles belong beside one.

The statements are written out, as the page of each article asks them: see along.py.
"""

import json
from collections import defaultdict
from heapq import nlargest
from math import log

from django.utils import timezone

from articles.models.shelf import adapted, ask, count_each
from articles.models.shelving import of_tag

RAREST = 3  # tags of an article whose other articles are looked at
NEWEST = 200  # articles of each of those tags
SHOWN = 5
# Less than any tag in common gives: they order what is equally near.
SAME_AUTHOR, SAME_SITE = 0.05, 0.02

NEWEST_OF_A_TAG = """
    SELECT * FROM (
        SELECT article_id, published_at, slug FROM articles_shelved
        WHERE shelf = %s AND published_at <= %s
        ORDER BY published_at DESC, slug LIMIT %s
    ) AS newest
"""
NEAR = """
    SELECT near.article_id, tagging.tag_id FROM ({newest}) AS near
    JOIN articles_articletag AS tagging ON tagging.content_object_id = near.article_id
    WHERE tagging.tag_id IN ({tags}) AND near.article_id NOT IN (%s, %s)
    AND near.article_id NOT IN (SELECT id FROM articles_article WHERE follows_id = %s)
    ORDER BY near.published_at DESC, near.slug
"""
TOLD_APART = """
    SELECT id, site, authors FROM articles_article WHERE id IN ({keys})
"""


def related_keys(article):
    """Return the primary keys of up to `SHOWN` public articles, the nearest first.

    Two are the nearer the more tags they have in common, and the rarer these are: each
    counts 1/log(n) where n bear it (Adamic and Adar, “Friends and neighbors on the
    Web”, 2003). The same site or author counts a little, then the newer comes first.
    The articles that it follows, and that follow it, have a place of their own.

    Three queries at most, `article` with its tags loaded.
    """
    tags = [tag.pk for tag in sorted(article.tag_list, key=lambda tag: tag.slug)]
    shelves = {of_tag(tag): tag for tag in tags}
    uses = {shelves[name]: count for name, count in count_each([*shelves]).items()}
    scores = _scores(article, uses) if uses else {}
    least = min(nlargest(SHOWN, scores.values()), default=0)
    near = [key for key, score in scores.items() if score >= least]
    for key, more in _told_apart(article, near):
        scores[key] += more
    return sorted(near, key=lambda key: -scores[key])[:SHOWN]


def _scores(article, uses):
    """Return {pk: score} by tags alone, the newest first, of those that come near."""
    rarest = sorted(uses, key=uses.__getitem__)[:RAREST]
    newest = " UNION ".join([NEWEST_OF_A_TAG] * len(rarest))
    sql = NEAR.format(newest=newest, tags=", ".join(["%s"] * len(uses)))
    now = adapted(timezone.now())
    of_tags = [value for tag in rarest for value in (of_tag(tag), now, NEWEST)]
    worth = {tag: 1 / log(max(count, 2)) for tag, count in uses.items()}
    scores: dict[int, float] = defaultdict(float)
    apart = [article.pk, article.follows_id or 0, article.pk]
    for key, tag in ask(sql, [*of_tags, *uses, *apart]):
        scores[key] += worth[tag]
    return scores


def _told_apart(article, keys):
    """Return what the site and the authors of articles add: pairs of a key and that."""
    if not keys:
        return []
    authors = set(article.authors)
    return [
        (key, SAME_SITE * (site == article.site) + SAME_AUTHOR * shares(names, authors))
        for key, site, names in ask(
            TOLD_APART.format(keys=", ".join(["%s"] * len(keys))), keys
        )
    ]


def shares(names, authors):
    """Return whether one of `authors` is among `names`, a column of JSON as it is."""
    return bool(authors) and not authors.isdisjoint(
        json.loads(names) if isinstance(names, str) else names
    )
