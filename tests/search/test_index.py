"""The index follows the content, whatever writes to it: the database sees to that."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection, models
from django.db.migrations import AddField, Migration
from django.db.migrations.state import ProjectState

from articles import limits
from articles.models import Annotation, Article, ArticleTag, Tag, searchindex
from articles.models.triggers import around
from tests.factories import make_article, make_note, make_tag
from tests.pages import slugs_of

pytestmark = pytest.mark.django_db


def found(client, query):
    return slugs_of(search(client, query))


def search(client, query):
    return client.get("/search/", {"q": query})


@pytest.fixture(autouse=True)
def _right_at_the_end():
    yield
    assert searchindex.faults() == []


def test_rows_made_at_once_are_found(client):
    articles = [
        Article(
            title=f"Zebra {number}",
            slug=f"zebra-{number}",
            url=f"https://example.org/zebra/{number}",
            status="published",
            published_at="2021-01-01T00:00:00Z",
        )
        for number in range(2)
    ]
    for article in articles:
        article.derive()
    Article.objects.bulk_create(articles)
    tag = make_tag("striped")
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=article, tag=tag, position=0) for article in articles
    )
    Annotation.objects.bulk_create(
        [Annotation(article=articles[0], body="Hooves.", body_text="Hooves.")]
    )

    assert set(found(client, "zebra")) == {"zebra-0", "zebra-1"}
    assert set(found(client, "striped")) == {"zebra-0", "zebra-1"}
    assert found(client, "hooves") == ["zebra-0"]


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "Zebra"},
        {"excerpt_text": "A zebra."},
        {"authors": ["Z. Zebra"]},
        {"site": "zebra.example.org"},
    ],
    ids=str,
)
def test_changed_column_is_found_at_once(client, columns):
    article = make_article(slug="one")
    make_article()
    Article.objects.filter(pk=article.pk).update(**columns)

    assert found(client, "zebra") == ["one"]
    Article.objects.filter(pk=article.pk).update(
        title="No", excerpt_text="", authors=[], site="example.org"
    )
    assert found(client, "zebra") == []


def test_raw_sql_is_followed(client):
    make_article(slug="one")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET title = 'Zebra'")

    assert found(client, "zebra") == ["one"]


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_words_that_are_no_longer_public_are_not_found(client, status):
    make_article(slug="one", title="Zebra")
    Article.objects.update(status=status)
    assert found(client, "zebra") == []
    Article.objects.update(status="published")
    assert found(client, "zebra") == ["one"]


def test_renamed_tag_is_followed(client):
    make_article(slug="one", tags=["donkey"])
    Tag.objects.filter(slug="donkey").update(name="Zebra")

    assert found(client, "zebra") == ["one"]
    assert found(client, "donkey") == []


def test_merged_tag_and_tag_taken_off_are_followed(client):
    one = make_article(slug="one", tags=["donkey"])
    make_tag("donkey").merge_into(make_tag("zebra"))
    assert found(client, "zebra") == ["one"]
    one.set_tags([])
    assert found(client, "zebra") == []


def test_tagging_that_moves_is_followed(client):
    one, two = make_article(slug="one", tags=["zebra"]), make_article(slug="two")
    ArticleTag.objects.update(content_object=two)
    assert found(client, "zebra") == ["two"]
    ArticleTag.objects.update(tag=make_tag("donkey"))
    assert found(client, "zebra") == []
    assert found(client, "donkey") == ["two"]
    assert one.slug not in found(client, "donkey")


def test_hidden_changed_and_deleted_notes_are_followed(client):
    note = make_note(make_article(slug="one"), "Zebra.")
    assert found(client, "zebra") == ["one"]
    Annotation.objects.update(public=False)
    assert found(client, "zebra") == []
    Annotation.objects.update(public=True)
    assert found(client, "zebra") == ["one"]
    Annotation.objects.update(article=make_article(slug="two"))
    assert found(client, "zebra") == ["two"]
    note.delete()
    assert found(client, "zebra") == []


def test_deleted_entry_leaves_nothing_behind(client):
    article = make_article(title="Zebra", tags=["striped"])
    make_note(article, "Zebra.")
    article.delete()

    assert found(client, "zebra") == []


def test_long_notes_are_taken_in(client):
    article = make_article(slug="one")
    for number in range(60):
        make_note(article, f"\N{CJK UNIFIED IDEOGRAPH-4E00} {number} " * 2_500)

    assert found(client, "zebra") == []


def test_word_that_is_too_long_for_the_index_stands_in_nobodys_way(client):
    make_article(title="Short", excerpt="x" + "字" * (limits.TEXT - 1))
    make_article(title="Other", excerpt="x and y")

    assert "Other" in client.get("/search/", {"q": "x"}).text


@pytest.mark.django_db(transaction=True)
def test_migration_of_a_table_leaves_the_index_right(client):
    article = make_article(slug="one")
    make_note(article)
    for model in ("article", "annotation", "articletag", "tag"):
        migrate(model, models.CharField(default="", max_length=9))
    Article.objects.filter(pk=article.pk).update(title="Zebra")

    assert found(client, "zebra") == ["one"]


def migrate(model, field):
    """Run what a migration does that adds a column, and take it away again."""
    state = ProjectState.from_apps(apps)
    migration = Migration("added", "articles")
    migration.operations = around([AddField(model, "added", field)])
    with connection.schema_editor() as editor:
        after = migration.apply(state.clone(), editor)
    assert after.apps.get_model("articles", model)._meta.get_field("added")
    with connection.schema_editor() as editor:
        migration.unapply(state.clone(), editor)


@pytest.mark.django_db(transaction=True)
def test_database_of_the_last_release_gets_its_index(client):
    make_note(make_article(slug="one", title="Zebra", tags=["striped"]), "Hooves.")
    call_command("migrate", "articles", "0019", verbosity=0)
    faults = run_checks(databases=["default"])
    assert "digest.W004" not in {fault.id for fault in faults}  # it is to be migrated

    call_command("migrate", "articles", "0002", verbosity=0)
    call_command("migrate", verbosity=0)

    for word in ("zebra", "striped", "hooves", '"words of source"'):
        assert found(client, word) == ["one"]


def test_command_finds_what_is_wrong_and_mends_it(client, capsys):
    make_article(slug="one", title="Zebra")
    call_command("search_index")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")

    with pytest.raises(CommandError, match="wrongly: one"):
        call_command("search_index")
    call_command("search_index", "--rebuild")
    assert found(client, "zebra") == ["one"]
    assert "hold what they should" in capsys.readouterr().out


def test_lost_trigger_is_found_and_put_back(client):
    table = " ON articles_tag" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER search_tag_renamed{table}")

    with pytest.raises(SystemCheckError):
        call_command("check", databases=["default"], fail_level="WARNING")
    with pytest.raises(CommandError, match="search_tag_renamed"):
        call_command("search_index")
    call_command("search_index", "--rebuild")
    call_command("check", databases=["default"], fail_level="WARNING")


def test_index_is_made_for_the_language_of_the_site(client, settings):
    make_article(slug="one", title="Die Häuser")
    settings.LANGUAGE_CODE = "de"
    call_command("search_index", "--rebuild")

    assert found(client, "haus ") == ["one"]
    settings.LANGUAGE_CODE = "en"
    call_command("search_index", "--rebuild")
