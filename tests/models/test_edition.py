"""The number that rises with every change that a reader could see."""

import re

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import (
    Annotation,
    Article,
    Edition,
    OldAddress,
    Page,
    Revision,
    Tag,
    Watch,
)
from articles.models.edition import WATCHED
from tests import engine
from tests.factories import make_address, make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

CHANGES = {
    "an entry is published": lambda: Article.objects.filter(slug="draft").update(
        status="published", published_at="2021-01-01T00:00:00Z"
    ),
    "a column changes past every form": lambda: Article.objects.filter(
        slug="seen"
    ).update(excerpt_html="<p>Other</p>"),
    "an entry becomes a draft": lambda: Article.objects.filter(slug="seen").update(
        status="draft"
    ),
    "an entry is deleted": lambda: Article.objects.filter(slug="seen").delete(),
    "a note for editors becomes public": lambda: Annotation.objects.filter(
        public=False
    ).update(public=True),
    "a public note becomes one for editors": lambda: Annotation.objects.filter(
        public=True
    ).update(public=False),
    "a note is deleted": lambda: Annotation.objects.filter(public=True).delete(),
    "a tag is renamed": lambda: Tag.objects.filter(slug="bias").update(name="Biases"),
    "a tag has another name": lambda: Tag.objects.get(slug="bias").aliases.create(
        name="prejudice", slug="prejudice", name_key="prejudice"
    ),
    "a tag is taken off": lambda: Article.objects.get(slug="seen").set_tags([]),
    "an entry has an address more": lambda: make_address(
        Article.objects.get(slug="seen"), "https://example.org/code"
    ),
    "an old address leads on": lambda: OldAddress.objects.create(
        path="/old/", article=Article.objects.get(slug="seen")
    ),
    "the page about the site": lambda: Page.objects.create(title="About", body="It."),
    "rows that are ignored where they are there": lambda: Tag.objects.bulk_create(
        [Tag(name="new", slug="new", name_key="new")], ignore_conflicts=True
    ),
    "the search index is made anew": lambda: call_command("search_index", rebuild=True),
}
UNSEEN = {
    "a draft": lambda: Article.objects.filter(slug="draft").update(title="Other"),
    "a new draft": lambda: Article.objects.bulk_create(
        [Article(title="New", slug="new", url="https://example.org/new")]
    ),
    "a note for editors": lambda: Annotation.objects.filter(public=False).update(
        body="Other"
    ),
    "a revision": lambda: Revision.objects.all().delete(),
}


@pytest.fixture
def content():
    seen = make_article(slug="seen", tags=["bias"])
    make_note(seen)
    make_note(seen, public=False)
    make_article(slug="draft", status="draft", published_at=None)


def begin():
    """Forget what this transaction did, as a new one would not know of it."""
    if engine.NAME == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('digest.edition', '', true)")


def rises(change):
    begin()
    before = Edition.objects.current()
    change()
    return Edition.objects.current() > before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_rises_with_what_a_reader_could_see(content, change):
    assert rises(change)


@pytest.mark.parametrize("change", UNSEEN.values(), ids=UNSEEN)
def test_it_stays_with_what_only_editors_see(content, change):
    assert not rises(change)


def test_change_that_is_taken_back_does_not_hide_the_next(content):
    def change():
        before = Edition.objects.current()
        with transaction.atomic():
            make_tag("one")
            transaction.set_rollback(True)
        assert Edition.objects.current() == before
        make_tag("two")

    assert rises(change)


def test_every_table_that_pages_are_made_of_is_watched(client, content):
    article = Article.objects.get(slug="seen")
    addresses = (
        "/ /feed.atom /feed.json /list.bib /search/?q=words+tag:bias /search/?q=nil"
        " /tags/ /tags/bias/ /tags/none/ /tags/bias/?source=example.org"
        " /archive/ /2021/ /2020/ /trends/ /about/ /articles/seen/"
        " /articles/seen/entry.md /articles/no/"
        " /old/ /sitemap.xml /robots.txt /api/v1/articles/ /api/v1/tags/"
    )
    with CaptureQueriesContext(connection) as queries:
        for address in [*addresses.split(), f"/api/v1/articles/{article.uid}/"]:
            client.get(address).getvalue()
    asked = " ".join(query["sql"] for query in queries)
    tables = set(re.findall(r"\barticles_[a-z_]+", asked))

    # Triggers make these of the others.
    own = {"articles_search", "articles_search_words", "articles_search_fold"}
    own |= {"articles_shelved", "articles_shelftally"}
    assert tables - own == set(WATCHED)


@pytest.mark.django_db(transaction=True)
def test_postgresql_is_asked_now_and_then_and_sqlite_each_time():
    watch = Watch(interval=3600)
    before = watch.now()
    make_tag("bias")

    assert (watch.now() == before) is (engine.NAME == "postgresql")
    watch.due = 0
    assert watch.now().edition > before.edition
    watch.close()


if engine.NAME == "postgresql":  # on SQLite one writes at a time

    @pytest.mark.django_db(transaction=True)
    def test_two_who_write_at_once_do_not_wait_for_each_other():
        make_tag("bias")
        before = Edition.objects.current()
        where = connection.get_connection_params() | {"autocommit": True}
        for name in ("cursor_factory", "context", "prepare_threshold"):
            where.pop(name, None)
        raising = "UPDATE articles_tag SET description = %s WHERE slug = %s"
        with psycopg.connect(**where) as one, psycopg.connect(**where) as other:
            one.execute("BEGIN")
            one.execute(raising, ["One", "bias"])
            other.execute("SET statement_timeout = '5s'")
            other.execute(
                "INSERT INTO articles_page (slug, title, body, body_html,"
                " updated_at) VALUES ('about', 'A', 'B', '', now())"
            )
            assert Edition.objects.current() == before + 1
            one.execute("COMMIT")
            assert Edition.objects.current() == before + 2
