"""Which other articles belong beside one."""

from collections import defaultdict
from math import log

from django.db.models import Count, Q

RAREST = 3  # tags of an article whose other articles are looked at
NEWEST = 200  # articles of each of those tags
SHOWN = 5
# Less than any tag in common gives: they order what is equally near.
SAME_AUTHOR, SAME_SITE = 0.05, 0.02


def related_to(article, articles):
    """Return up to `SHOWN` of `articles`, the nearest to `article` first.

    Two are the nearer the more tags they have in common, and the rarer these are: each
    counts 1/log(n) where n bear it (Adamic and Adar, “Friends and neighbors on the
    Web”, 2003). The same site or author counts a little, then the newer comes first.
    The articles that it follows, and that follow it, have a place of their own.

    Four queries at most, `article` with its tags loaded.
    """
    uses = _uses(article, articles)
    if not uses:
        return []
    rarest = sorted(uses, key=lambda tag: uses[tag])[:RAREST]
    near = _near(article, articles, rarest)
    scores = _scores(article, near, uses)
    newest = {pk: place for place, (pk, *_) in enumerate(near)}
    best = sorted(scores, key=lambda pk: (-scores[pk], newest[pk]))[:SHOWN]
    found = articles.in_bulk(best)
    return [found[pk] for pk in best if pk in found]


def _uses(article, articles):
    """Return {pk: number} of the tags of `article`: how many of `articles` bear each.

    It is asked of the articles, as SQLite would look at all of them for `tags_in_use`.
    """
    tags = [tag.pk for tag in article.tag_list]
    bearing = articles.filter(taggings__tag__in=tags).order_by("taggings__tag__slug")
    return dict(bearing.values_list("taggings__tag").annotate(Count("pk")))


def _near(article, articles, tags):
    """Return (pk, site, authors) of the newest articles with any of `tags`."""
    looked_at = Q()
    for tag in tags:
        newest = articles.filter(taggings__tag=tag).newest_first()[:NEWEST]
        looked_at |= Q(pk__in=newest.values("pk"))
    apart = Q(pk=article.pk) | Q(pk=article.follows_id) | Q(follows=article.pk)
    others = articles.filter(looked_at).exclude(apart)
    return list(others.newest_first().values_list("pk", "site", "authors"))


def _scores(article, near, uses):
    """Return {pk: score} of the articles `near`; `uses` tells how rare a tag is."""
    taggings = article.taggings.model.objects.filter(
        tag__in=uses, content_object__in=[pk for pk, *_ in near]
    )
    scores = defaultdict(float)
    for pk, tag in taggings.values_list("content_object", "tag"):
        scores[pk] += 1 / log(max(uses[tag], 2))
    authors = set(article.authors)
    for pk, site, names in near:
        scores[pk] += SAME_SITE * (site == article.site)
        scores[pk] += SAME_AUTHOR * (not authors.isdisjoint(names))
    return dict(scores)
