"""A digest of any size: words as they fall, the same ones for the same size."""

import random
import uuid
from datetime import UTC, datetime, timedelta

from django.db import transaction

from articles.models import Annotation, Article, ArticleTag, Tag

CHUNK = 1_000
COMMON = (
    "data model learning network training performance bias limited vision language"
    " deep method result paper study studies large small"
).split()
SYLLABLES = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
START, YEARS = datetime(2014, 1, 1, tzinfo=UTC), 12


def fill(entries):
    """Write that many public entries, with tags and notes, over twelve years."""
    chosen = random.Random(entries)
    rare = [
        "".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4))) for _ in range(9_999)
    ]

    def words(count):
        return " ".join(
            chosen.choice(COMMON)
            if chosen.random() < 0.3
            else rare[int(chosen.paretovariate(1.1)) % len(rare)]
            for _ in range(count)
        )

    tags = Tag.objects.named([*(f"tag {n}" for n in range(60)), "bias", "performance"])
    with transaction.atomic():
        for first in range(0, entries, CHUNK):
            numbers = range(first, min(first + CHUNK, entries))
            articles = [_article(number, words, chosen) for number in numbers]
            Article.objects.bulk_create(articles)
            ArticleTag.objects.bulk_create(
                ArticleTag(content_object=article, tag=tag, position=position)
                for article in articles
                for position, tag in enumerate(chosen.sample(tags, 3))
            )
            notes = [Annotation(article=a, body=words(20)) for a in articles[::5]]
            for note in notes:
                note.derive()
            Annotation.objects.bulk_create(notes)


def _article(number, words, chosen):
    minutes = chosen.randint(0, YEARS * 365 * 24 * 60)
    article = Article(
        uid=uuid.UUID(int=number + 1),
        title=words(8).capitalize(),
        slug=f"a-{number}",
        url=f"https://s{int(chosen.paretovariate(1)) % 300}.example.org/{number}",
        excerpt="\n\n".join(words(60) for _ in range(3)),
        authors=[words(2).title()],
        status=Article.Status.PUBLISHED,
        published_at=START + timedelta(minutes=minutes),
        language="en",
    )
    article.derive()
    return article
