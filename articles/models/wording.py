"""The words of articles that a search marks where it found them.

The statements are written out, as every page of a search asks them: see along.py.
"""

import json
from dataclasses import dataclass, field

from django.utils import timezone

from articles.models.along import FIRST_PUBLIC_NOTES
from articles.models.shelf import adapted, ask

ARTICLES = """
    SELECT id, title, authors, excerpt_text FROM articles_article
    WHERE id IN ({ids}) AND status = 'published' AND published_at <= %s
"""
NOTES = f"""
    SELECT first.of, first.body_text FROM ({FIRST_PUBLIC_NOTES}) AS first
    ORDER BY first.place
"""  # noqa: S608


@dataclass
class Wording:
    """What an article says: plain text, with that of its first public notes."""

    title: str
    authors: list[str]
    excerpt: str
    notes: list[str] = field(default_factory=list)


def wordings(keys: list[int]) -> dict[int, Wording]:
    """Return the Wording of each public article with one of these primary keys."""
    if not keys:
        return {}
    ids = ", ".join(["%s"] * len(keys))
    rows = ask(ARTICLES.format(ids=ids), [*keys, adapted(timezone.now())])
    found = {
        key: Wording(title, json.loads(authors), excerpt)
        for key, title, authors, excerpt in rows
    }
    for key, text in ask(NOTES.format(ids=ids), keys):
        if key in found:
            found[key].notes.append(text)
    return found
