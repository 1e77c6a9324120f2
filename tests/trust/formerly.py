"""Fill an empty database as an older Digest would have left it.

    python -m tests.trust.formerly BACK ENTRIES

Its tables are those of so many migrations ago; the rows are made through the models of
then. What is printed is JSON: the titles of the entries by their slugs, and the tag and
the note of each.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from itertools import count

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from articles.models import Annotation, Article, ArticleTag, Tag  # noqa: E402

TAGS = 7
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
keys = count(1)


def migrate_back_to(back):
    """Make the tables of `back` migrations ago; return the models of then."""
    loader = MigrationLoader(None)
    apps = {app for app, _name in loader.disk_migrations}
    ours = sorted(name for app, name in loader.disk_migrations if app == "articles")
    then = ours[-1 - back]
    call_command("migrate", "articles", then, verbosity=0)
    for app in sorted(apps - {"articles"}):
        call_command("migrate", app, verbosity=0)
    return MigrationLoader(connection).project_state([("articles", then)]).apps


def save(models, row):
    """Save `row`, of a model of today, as one of then; return what was saved."""
    row.pk = next(keys)
    if hasattr(row, "derive"):
        row.derive()
    kind = models.get_model("articles", row._meta.model_name)
    columns = [field.attname for field in kind._meta.concrete_fields]
    then = kind(**{name: getattr(row, name) for name in columns})
    then.save(force_insert=True)
    return then


@transaction.atomic
def fill(models, entries):
    """Save entries, each with a tag and a note; return what is to be there."""
    tags = [Tag(name=f"Topic {n}", slug=f"topic-{n}") for n in range(TAGS)]
    for tag in tags:
        save(models, tag)
    told = {}
    for number in range(entries):
        article = Article(
            title=f"Entry zq{number}xk",
            slug=f"entry-{number}",
            url=f"https://example.org/{number}",
            excerpt=f"*Words* of the source {number}.",
            language="en",
            status="published" if number % 5 else "draft",
            published_at=FIRST + timedelta(days=number),
        )
        save(models, article)
        tag = tags[number % TAGS]
        save(models, ArticleTag(content_object=article, tag=tag, position=0))
        note = Annotation(article=article, body=f"A note on {number}.", position=0)
        save(models, note)
        told[article.slug] = [article.title, tag.slug, note.body]
    return told


models = migrate_back_to(int(sys.argv[1]))
filled = fill(models, int(sys.argv[2]))
if connection.vendor == "postgresql":  # whose counters saw no key that was given
    with connection.cursor() as cursor:
        for kind in (Tag, Article, ArticleTag, Annotation):
            table = kind._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [table, next(keys)],
            )
sys.stdout.write(json.dumps(filled))
