"""The law: what goes out comes back, to the byte."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from articles.jobs.exporting import write_folder
from articles.jobs.fixtures import export_fixture, load_fixture, write_fixture
from articles.jobs.syncing import sync
from articles.models import (
    Address,
    Annotation,
    Article,
    ArticleTag,
    Known,
    OldAddress,
    Page,
    Tag,
    TagAlias,
)
from tests.content import digests, written
from tests.factories import make_article, make_note, make_tag
from tests.trials import times

pytestmark = pytest.mark.django_db

SEED = settings.BASE_DIR / "fixtures" / "performance.json"
MODELS = [Tag, TagAlias, Page, Article, ArticleTag, Address, Annotation, OldAddress]

# Each example empties the database itself, and writes to the one file. The examples
# come in parts, so that the workers share them.
PARTS = 5
over_content = hypothesis_settings(
    deadline=None,
    max_examples=times(500, 100) // PARTS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def content():
    return "".join(export_fixture())


def empty():
    while Article.objects.exists():
        Article.objects.filter(followed_by=None).delete()
    for model in reversed(MODELS):
        model.objects.all().delete()


def rows():
    """Return every column but the primary keys, and what foreign keys point at."""
    found = []
    for model in MODELS:
        for row in model.objects.all():
            columns = {
                field.name: str(getattr(row, field.name))
                for field in model._meta.concrete_fields
                if not field.primary_key
            }
            found.append((model.__name__, sorted(columns.items())))
    return sorted(found)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


@pytest.mark.parametrize("part", range(PARTS))
@over_content
@given(records=digests())
def test_any_content_comes_back_to_the_byte_on_every_engine(part, records, file, tell):
    text = written(records)
    file.write_text(text, encoding="utf-8")
    with transaction.atomic():
        empty()
        report = load_fixture(file)
        before = rows()

        assert content() == text
        assert report.created == len(records)
        assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
        assert str(load_fixture(file, prune=True)) == "0 created, 0 changed, 0 deleted"
        assert rows() == before

        if part == 1:  # and so it does from a folder of Markdown
            folder = file.with_name("folder")
            shutil.rmtree(folder, ignore_errors=True)
            write_folder(folder)
            empty()
            assert sync(folder, anew=True).written == []
            assert content() == text

        if records and part == 0:  # Django's own command reads the same
            empty()
            call_command("loaddata", str(file), verbosity=0)
            assert rows() == before
    tell(
        "survives",
        "{count:,} digests with anything in them, out and back: 0 changed",
        1,
    )


@pytest.mark.parametrize("quote", ["the quick brown fax", "quick", "gone", "brown"])
def test_passage_comes_back_as_it_is_told_wherever_it_is_found(file, quote):
    excerpt = "See the quick brown fox. A brown bear was not as quick."
    article = make_article(excerpt=excerpt)
    make_note(article, quote=quote, prefix="the ", suffix="?")
    out = content()
    file.write_text(out, encoding="utf-8")
    empty()
    load_fixture(file)
    assert content() == out

    file.write_text(out.replace("See the", "Look: the"), encoding="utf-8")
    load_fixture(file, known=Known.TAKE)

    assert content() == file.read_text(encoding="utf-8")


def test_seed_fixture_is_an_export_to_the_byte():
    load_fixture(SEED)

    assert content() == SEED.read_text(encoding="utf-8")


def test_loaddata_leaves_the_same_rows_as_load_fixture():
    load_fixture(SEED)
    before = rows()
    empty()
    call_command("loaddata", str(SEED), verbosity=0)

    assert rows() == before


def test_dumpdata_is_read_back_by_loaddata(tmp_path):
    load_fixture(SEED)
    before = rows()
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "articles", output=str(dump), verbosity=0)
    empty()
    call_command("loaddata", str(dump), verbosity=0)

    assert rows() == before


def test_six_digits_of_a_second_survive(file):
    make_article(published_at="2021-01-01T00:00:00.123456Z")
    out = content()
    write_fixture(file)
    empty()
    load_fixture(file)

    assert "2021-01-01T00:00:00.123456Z" in out
    assert content() == out


def test_entry_stands_before_its_follow_ups(file):
    first = make_article(slug="z")
    make_article(slug="a", url=first.url, follows=first)
    make_article(slug="b")
    write_fixture(file)

    slugs = [
        entry["fields"]["slug"]
        for entry in json.loads(file.read_text())
        if entry["model"] == "articles.article"
    ]

    assert slugs == ["b", "z", "a"]


def test_long_chain_of_follow_ups_comes_back(file):
    earlier = None
    for number in range(30):
        url, slug = "https://example.org/again", f"a-{30 - number}"
        earlier = make_article(url=url, slug=slug, follows=earlier)
    out = content()
    write_fixture(file)
    selected = "".join(export_fixture(Article.objects.filter(pk=earlier.pk)))
    empty()
    load_fixture(file)

    assert content() == out == selected


def test_dump_by_natural_keys_is_read_back(tmp_path, admin_user):
    make_article(tags=["bias"], account=admin_user)
    before = content()
    dump = tmp_path / "dump.json"
    natural = ["--natural-foreign", "--natural-primary"]
    call_command("dumpdata", "articles", *natural, output=str(dump), verbosity=0)
    empty()
    call_command("loaddata", str(dump), verbosity=0)

    assert content() == before


def test_dump_of_moved_and_followed_entries_is_read_back(tmp_path):
    later = make_article(slug="later", url="https://example.org/again")
    first = make_article(slug="first", url="https://example.org/before")
    Article.objects.filter(pk=later.pk).update(follows=first)
    OldAddress.objects.leave("/2021/old/", first)
    OldAddress.objects.leave("/topics/old/", make_tag("bias"))
    before = rows()
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "articles", output=str(dump), verbosity=0)
    empty()
    call_command("loaddata", str(dump), verbosity=0)

    assert rows() == before


@pytest.mark.parametrize("model", ["annotation", "articletag", "tagalias"])
def test_what_travels_inside_another_entry_is_not_read_alone(model, file):
    file.write_text(json.dumps([{"model": f"articles.{model}", "fields": {}}]))

    with pytest.raises(DeserializationError, match="inside what it belongs to"):
        call_command("loaddata", str(file), verbosity=0)


def test_derived_columns_and_accounts_are_not_in_the_file(admin_user):
    article = make_article(account=admin_user, credit="Ann Example")
    make_note(article)

    out = content()

    for word in ("_html", "canonical", "work_key", "name_key", "account", '"pk"'):
        assert word not in out
    assert "Ann Example" in out


def test_selection_loads_by_itself(file):
    first = make_article(slug="z", tags=["bias"])
    second = make_article(slug="a", tags=["performance"], follows=first)
    make_article(tags=["other"])
    file.write_text("".join(export_fixture(Article.objects.filter(pk=second.pk))))
    empty()

    assert str(load_fixture(file)) == "4 created, 0 changed, 0 deleted"
    assert set(Tag.objects.values_list("slug", flat=True)) == {"bias", "performance"}


def test_changed_address_in_a_file_leaves_a_redirect(file):
    article = make_article(slug="old")
    file.write_text(content().replace('"slug": "old"', '"slug": "new"'))

    assert str(load_fixture(file)) == "0 created, 1 changed, 0 deleted"
    assert OldAddress.objects.find("/articles/old/").target == article


def test_failed_export_leaves_the_old_file(file, monkeypatch):
    OldAddress.objects.create(path="/old/", article=make_article())
    write_fixture(file)
    before = file.read_bytes()
    monkeypatch.setattr(OldAddress, "record", lambda old: 1 / 0)  # written last

    with pytest.raises(ZeroDivisionError):
        write_fixture(file)

    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_export_keeps_the_mode_of_a_file_and_follows_a_link(file, tmp_path):
    make_article()
    file.write_text("old")
    file.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(file)
    write_fixture(link)

    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == content()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_export_shows_one_moment_while_editors_write():
    make_article(tags=["bias"])
    out = content()
    pieces = export_fixture()
    begun = next(pieces)
    with ThreadPoolExecutor(1) as editor:  # a thread has a connection of its own
        editor.submit(write_from_elsewhere).result()

    assert begun + "".join(pieces) == out
    assert "elsewhere" in content()


def write_from_elsewhere():
    make_article(tags=["elsewhere"])
    connection.close()
