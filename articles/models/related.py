"""Which other articles belong beside one.

The statements are written out, as the page of each article asks them: see along.py.
"""

import json
from collections import defaultdict
from math import log

from django.db import connection
from django.utils import timezone

from articles.models.shelf import count_each
from articles.models.shelving import of_tag

RAREST = 3  # tags of an article whose other articles are looked at
NEWEST = 200  # articles of each of those tags
SHOWN = 5
# Less than any tag in common gives: they order what is equally near.
SAME_AUTHOR, SAME_SITE = 0.05, 0.02

NEWEST_OF_A_TAG = """
    SELECT id FROM (
        SELECT article_id AS id FROM articles_shelved
        WHERE shelf = %s AND published_at <= %s
        ORDER BY published_at DESC, slug LIMIT %s
    ) AS newest
"""
NEAR = """
    SELECT article.id, article.site, article.authors, tagging.tag_id
    FROM ({newest}) AS near
    JOIN articles_article AS article ON article.id = near.id
    JOIN articles_articletag AS tagging ON tagging.content_object_id = near.id
    WHERE tagging.tag_id IN ({tags})
    AND article.id NOT IN (%s, %s) AND COALESCE(article.follows_id, 0) <> %s
    ORDER BY article.published_at DESC, article.slug
"""


def related_to(article, articles):
    """Return up to `SHOWN` public ones of `articles`, the nearest to `article` first.

    Two are the nearer the more tags they have in common, and the rarer these are: each
    counts 1/log(n) where n bear it (Adamic and Adar, “Friends and neighbors on the
    Web”, 2003). The same site or author counts a little, then the newer comes first.
    The articles that it follows, and that follow it, have a place of their own.

    Three queries at most, `article` with its tags loaded.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    tags = [tag.pk for tag in sorted(article.tag_list, key=lambda tag: tag.slug)]
    uses = _uses(tags)
    if not uses:
        return []
    rarest = sorted(uses, key=uses.__getitem__)[:RAREST]
    near = NEAR.replace("{newest}", " UNION ".join([NEWEST_OF_A_TAG] * len(rarest)))
    of_tags = [value for tag in rarest for value in (of_tag(tag), now, NEWEST)]
    apart = [article.pk, article.follows_id or 0, article.pk]
    rows = _rows(near, uses, [*of_tags, *uses, *apart])
    scores = _scores(article, rows, uses)
    best = sorted(scores, key=lambda pk: -scores[pk])[:SHOWN]
    found = articles.in_bulk(best)
    return [found[pk] for pk in best if pk in found]


def _uses(tags):
    """Return {tag: number} of `tags`: how many public articles bear each, if any does.

    One query.
    """
    shelves = {of_tag(tag): tag for tag in tags}
    return {shelves[name]: count for name, count in count_each([*shelves]).items()}


def _scores(article, rows, uses):
    """Return {pk: score}, the newest first; `uses` tells how rare a tag is."""
    authors = set(article.authors)
    scores: dict[int, float] = defaultdict(float)
    for pk, site, names, tag in rows:
        if pk not in scores:
            scores[pk] += SAME_SITE * (site == article.site)
            scores[pk] += SAME_AUTHOR * (not authors.isdisjoint(json.loads(names)))
        scores[pk] += 1 / log(max(uses[tag], 2))
    return scores


def _rows(sql, tags, values):
    """Return the rows of a statement about `tags`."""
    marks = ", ".join(["%s"] * len(tags))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{tags}", marks), values)
        return cursor.fetchall()
