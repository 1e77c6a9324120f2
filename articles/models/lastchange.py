"""When what readers see last changed: of all entries, and of each tag's.

An entry changes when it is written, and when its time comes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models.article import Article
from articles.models.shelf import INSTANT, Shelf, adapted, ask, count_all, in_parts
from articles.models.shelving import of_tag
from articles.models.watch import aware

FIRST = 5_000  # entries, the last to be written, that are looked at to begin with
# The tags that readers meet, and when the newest entry of each was posted.
POSTED = """
    SELECT id, slug, posted FROM (
        SELECT tag.id, tag.slug, (
            SELECT published_at FROM articles_shelved
            WHERE shelf = '#' || tag.id AND published_at < %s
            ORDER BY published_at DESC, slug LIMIT 1
        ) AS posted
        FROM articles_tag AS tag WHERE tag.id >= %s AND tag.id <= %s
    ) AS each WHERE posted IS NOT NULL ORDER BY id
"""
# When those of each tag were written, of the entries that were last of all. An index
# has these in their order, but not when they were posted.
WRITTEN_LAST = """
    SELECT tagging.tag_id, max(latest.updated_at)
    FROM (
        SELECT id, updated_at FROM articles_article
        WHERE status = 'published' AND id NOT IN (
            SELECT id FROM articles_article
            WHERE status = 'published' AND published_at >= %s
        ) ORDER BY updated_at DESC, id DESC LIMIT %s
    ) AS latest
    JOIN articles_articletag AS tagging ON tagging.content_object_id = latest.id
    GROUP BY tagging.tag_id
"""
WRITTEN = """
    SELECT shelved.shelf, max(article.updated_at) FROM articles_shelved AS shelved
    JOIN articles_article AS article ON article.id = shelved.article_id
    WHERE shelved.shelf IN ({names}) AND shelved.published_at < %s
    GROUP BY shelved.shelf
"""


def last_change() -> datetime | None:
    """Return when an entry that readers see last changed; None where there is none."""
    latest = Article.objects.published().order_by("-updated_at", "-pk")
    changes = [
        *(posted for _, _, posted in Shelf().newest(1)),
        *latest.values_list("updated_at", flat=True)[:1],
    ]
    return max(changes, default=None)


def tags_with_last_change(start: int, end: int) -> Iterator[tuple[str, datetime]]:
    """Yield the slug of each tag that readers meet, and when an entry of it changed.

    In the order in which they were made, from place `start` (0) up to `end`.
    """
    counts: dict[Any, int] = count_all("tag")
    keys = sorted(counts)[start:end]
    if not keys:
        return
    written = last_written({key: counts[key] for key in keys})
    for key, slug, posted in ask(POSTED, [until(), keys[0], keys[-1]]):
        yield slug, max(aware(posted), written.get(key, aware(posted)))


def last_written(counts: dict[int, int]) -> dict[int, datetime]:
    """Return when an entry of each tag was last written, by its primary key.

    `counts` says how many each tag has. Of the tags of many entries one was written of
    late, as a rule, and those of few are soon read: what was written last is looked at
    until the tags that are left have no more than that.
    """
    found: dict[int, datetime | str] = {}
    looked_at = 0
    while sum(counts[tag] for tag in counts.keys() - found) > max(looked_at, FIRST):
        looked_at = max(4 * looked_at, FIRST)
        found = dict(ask(WRITTEN_LAST, [until(), looked_at]))
    names = {of_tag(tag): tag for tag in sorted(counts.keys() - found)}
    for part in in_parts(names):
        marks = ", ".join(["%s"] * len(part))
        rows = ask(WRITTEN.format(names=marks), [*part, until()])
        found |= {names[name]: written for name, written in rows}
    return {tag: aware(written) for tag, written in found.items()}


def until():
    """Return the first instant of which readers see nothing, for a statement."""
    return adapted(timezone.now() + INSTANT)
