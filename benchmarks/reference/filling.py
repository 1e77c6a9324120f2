"""Fill the database of the reference, which DIGEST_DATABASE_URL names.

    python -m benchmarks.reference.filling ENTRIES

The same articles as those of Digest; row by row it would take an hour for 100,000.
"""

import os
import sys
from itertools import islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.reference.settings")
django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from taggit.models import Tag, TaggedItem  # noqa: E402

from articles.formats.records import TagRecord  # noqa: E402
from benchmarks import content  # noqa: E402
from benchmarks.reference.models import Article  # noqa: E402

CHUNK = 1_000


def fill(entries):
    """Make the tables, and write the articles of a digest of that size."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    records = content.records(entries)
    tags = {}
    with transaction.atomic():
        for record in islice(records, content.TAGS):
            assert isinstance(record, TagRecord)
            tags[record.slug] = Tag.objects.create(name=record.name, slug=record.slug)
        kind = ContentType.objects.get_for_model(Article)
        while chunk := list(islice(records, CHUNK)):
            articles = Article.objects.bulk_create(map(row, chunk))
            TaggedItem.objects.bulk_create(
                TaggedItem(tag=tags[slug], content_type=kind, object_id=article.pk)
                for article, record in zip(articles, chunk, strict=True)
                for slug in record.tags
            )


def row(record):
    article = Article(
        title=record.title,
        slug=record.slug,
        url=record.url,
        site=record.url.split("/")[2],
        authors=", ".join(record.authors),
        excerpt=record.excerpt,
        note="\n\n".join(note.body for note in record.notes),
        published_at=record.published_at,
        updated_at=record.updated_at,
    )
    article.render()
    return article


if __name__ == "__main__":
    fill(int(sys.argv[1]))
