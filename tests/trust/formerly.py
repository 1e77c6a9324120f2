"""Fill an empty database as an older Digest would have left it.

    python -m tests.trust.formerly BACK ENTRIES

Its tables are those of so many migrations ago; the rows are made through the models of
then. What is printed is JSON: the titles of the entries by their slugs, with the tag
and the note of each; and the keys of all rows, by the names of their models.
"""

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import django

django.setup()

from django.apps import apps as today  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from articles.formats import fixture  # noqa: E402
from articles.formats.records import ArticleRecord  # noqa: E402
from articles.formats.revisions import fingerprint, pack  # noqa: E402
from articles.models import (  # noqa: E402
    Address,
    Annotation,
    Article,
    ArticleTag,
    Binned,
    Capture,
    EditorSettings,
    ImportBatch,
    Merged,
    OldAddress,
    Page,
    Revision,
    SavedFilter,
    Synced,
    Tag,
    TagAlias,
    TagDeed,
    Upload,
)

TAGS = 7
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
keys = count(1)
saved = defaultdict(list)  # the keys of rows, by the name of their model


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
    """Save `row`, of a model of today, as one of then, if there was that model."""
    if row._meta.pk.name == "id":
        row.pk = next(keys)
    if hasattr(row, "derive"):
        row.derive()
    try:
        kind = models.get_model("articles", row._meta.model_name)
    except LookupError:
        return
    columns = [field.attname for field in kind._meta.concrete_fields]
    then = kind(**{name: getattr(row, name) for name in columns})
    then.save(force_insert=True)
    saved[row._meta.model_name].append(row.pk)


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
    for row in beside(article, tag):
        save(models, row)
    return told


def beside(article, tag):
    """Yield a row of all else that an editor leaves: around an entry and its tag."""
    ann = User.objects.create_user("ann", password=str(uuid4()), is_staff=True)
    gone = ArticleRecord(
        uid=uuid4(),
        title="Gone",
        slug="gone",
        url="https://example.org/gone",
        excerpt="Words.",
        language="en",
    )
    held, by = fixture.entry_of(gone), {"account": ann, "account_name": "ann"}
    yield TagAlias(tag=tag, name="Also so")
    yield OldAddress(path="/articles/formerly/", article=article)
    yield Address(article=article, position=0, label="code", url="https://example.net/")
    yield Page(slug="about", title="About", body="*Words*.")
    yield Revision(
        uid=gone.uid,
        number=1,
        title=gone.title,
        at=FIRST,
        mark=fingerprint(gone),
        content=pack(gone),
    )
    yield Binned(uid=gone.uid, title="Gone", entries=[held], account=ann)
    yield Merged(
        uid=uuid4(),
        title="Other",
        path="/articles/other/",
        into_uid=article.uid,
        into_title=article.title,
        entries=[held],
        before=held,
        after=held,
        **by,
    )
    yield TagDeed(kind="leave", name=tag.name, tags=[1], touched=0, content={}, **by)
    yield Upload(name="their.json", content=b"[]", account=ann)
    yield EditorSettings(account=ann, language="de")
    yield SavedFilter(account=ann, name="drafts", query="state=draft")
    yield ImportBatch(name="their.json", format="fixture", **by)
    yield Synced(path="articles/gone.md", mark="0" * 64, entries=[held])
    yield Capture(article=article)


models = migrate_back_to(int(sys.argv[1]))
filled = fill(models, int(sys.argv[2]))
if connection.vendor == "postgresql":  # whose counters saw no key that was given
    with connection.cursor() as cursor:
        for name in saved:
            kind = today.get_model("articles", name)
            if kind._meta.pk.name != "id":
                continue
            table = kind._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [table, next(keys)],
            )
sys.stdout.write(json.dumps({"entries": filled, "rows": saved}))
