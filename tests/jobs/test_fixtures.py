"""The law: what goes out comes back, to the byte."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from articles.errors import Refused
from articles.jobs.fixtures import export_fixture, load_fixture, write_fixture
from articles.models import (
    Annotation,
    Article,
    ArticleTag,
    OldAddress,
    Page,
    Tag,
    TagAlias,
    put,
)
from tests.content import digests
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

SEED = settings.BASE_DIR / "fixtures" / "performance.json"
MODELS = [Tag, TagAlias, Page, Article, ArticleTag, Annotation, OldAddress]

# Each example empties the database itself, and writes to the one file.
over_content = hypothesis_settings(
    deadline=None,
    max_examples=60,
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


@over_content
@given(records=digests())
def test_any_content_comes_back_to_the_byte(records, file):
    with transaction.atomic():
        empty()
        for record in records:
            put(record)
        out, before = content(), rows()
        write_fixture(file)
        empty()
        load_fixture(file)

        assert content() == out
        assert rows() == before

        empty()
        call_command("loaddata", str(file), verbosity=0) if records else None

        assert content() == out
        assert rows() == before


@over_content
@given(records=digests())
def test_any_content_loaded_twice_changes_nothing(records, file):
    with transaction.atomic():
        empty()
        for record in records:
            put(record)
        before = rows()
        write_fixture(file)

        assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
        assert rows() == before


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
    make_article()
    write_fixture(file)
    before = file.read_bytes()
    monkeypatch.setattr(Article, "record", lambda article: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write_fixture(file)

    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


# Bad input: one line, nothing changed


def entry(**fields):
    return {
        "model": "articles.article",
        "fields": {"title": "Bad", "url": "https://example.org/bad", **fields},
    }


GOOD = entry(title="Good", url="https://example.org/good")
BAD = {
    "not JSON": ("{", "line 1, column 2"),
    "empty": ("", "not JSON"),
    "not a list": ("{}", "a list of entries"),
    "deep": ("[" * 100_000, "nested too deep"),
    "NaN": ("[NaN]", "NaN"),
    "key twice": ('[{"model": "x", "model": "y"}]', "stands twice"),
    "no entry": (json.dumps([GOOD, 7]), "entry 2"),
    "unknown model": (json.dumps([{"model": "auth.user", "fields": {}}]), "auth.user"),
    "unknown field": (json.dumps([entry(colour="red")]), "colour"),
    "missing field": (
        json.dumps([{"model": "articles.article", "fields": {"title": "x"}}]),
        "url: missing",
    ),
    "primary key": (json.dumps([{**GOOD, "pk": 1}]), "pk"),
    "wrong type": (json.dumps([GOOD, entry(slug=7)]), "“Bad”): slug: a text"),
    "wrong list": (json.dumps([entry(tags="bias")]), "tags: a list"),
    "bad uid": (json.dumps([entry(uid="7")]), "uid"),
    "bad instant": (json.dumps([entry(published_at="yesterday")]), "published_at"),
    "naive instant": (json.dumps([entry(published_at="2021-01-01")]), "zone"),
    "script address": (json.dumps([GOOD, entry(url="javascript:x")]), "url"),
    "bad slug": (json.dumps([entry(slug="../x")]), "slug"),
    "too long": (json.dumps([entry(title="x" * 301)]), "title"),
    "control": (json.dumps([entry(excerpt="a\x00")]), "excerpt"),
    "surrogate": (json.dumps([entry(title="\ud800")]), "title"),
    "bad status": (json.dumps([entry(status="gone")]), "status"),
    "follows nothing": (
        json.dumps([entry(follows="48eeac62-d23e-4acb-b778-7c083246c726")]),
        "follows",
    ),
    "same work twice": (
        json.dumps(
            [
                entry(uid="48eeac62-d23e-4acb-b778-7c083246c726"),
                entry(uid="58eeac62-d23e-4acb-b778-7c083246c726"),
            ]
        ),
        "quotes this already",
    ),
    "same entry twice": (
        json.dumps([entry(uid="48eeac62-d23e-4acb-b778-7c083246c726")] * 2),
        "stands twice in the file",
    ),
    "bad tag": (json.dumps([GOOD, entry(tags=["!!!"])]), "No tag"),
    "bad note": (json.dumps([GOOD, entry(notes=[{"body": ""}])]), "notes"),
    "unknown field of a note": (
        json.dumps([entry(notes=[{"body": "x", "mood": "good"}])]),
        "mood",
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_bad_file_gets_one_line_and_changes_nothing(text, words, file):
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    before = rows()

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    assert words in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert rows() == before


def test_file_that_is_a_folder_or_not_utf_8_is_refused(tmp_path, file):
    with pytest.raises(Refused, match="directory"):
        load_fixture(tmp_path)

    file.write_bytes(b'["\xff"]')
    with pytest.raises(Refused, match="not UTF-8 at byte 2"):
        load_fixture(file)


def test_byte_order_mark_and_other_line_ends_load(file):
    text = json.dumps([GOOD], indent=4).replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert str(load_fixture(file)) == "1 created, 0 changed, 0 deleted"
