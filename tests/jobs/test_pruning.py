"""What a load with `prune` deletes: what no file holds."""

import json
from datetime import UTC, datetime

import pytest

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture, write_fixture
from articles.models import Article, OldAddress, Page
from tests.factories import make_article, make_note, make_tag
from tests.jobs.loading import change, leave_out, named, plan
from tests.jobs.test_fixtures import content

pytestmark = pytest.mark.django_db

EARLY = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


def test_prune_makes_the_database_hold_what_the_file_does(file):
    make_article(title="Stays", slug="stays", tags=["bias"], updated_at=EARLY)
    make_tag("unused but known")
    write_fixture(file)
    kept = content()
    gone = make_article(title="Goes", tags=["gone"])
    make_article(title="Goes too", follows=gone)
    make_note(gone)
    OldAddress.objects.leave("/goes/", gone)
    OldAddress.objects.leave("/goes/too/", Article.objects.get(slug="stays"))
    make_tag("gone too")
    Page(title="About").save()

    assert sorted(named(plan(file, prune=True))) == [
        "deleted article Goes",
        "deleted article Goes too",
        "deleted old address /goes/",
        "deleted old address /goes/too/",
        "deleted page About",
        "deleted tag gone",
        "deleted tag gone too",
    ]
    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
    load_fixture(file, prune=True)
    assert content() == kept


def test_prune_makes_way_for_what_the_file_holds_instead(file):
    make_article(title="Theirs", slug="same", url="https://example.org/same")
    write_fixture(file)
    Article.objects.all().delete()
    make_article(title="Ours", slug="same", url="https://www.example.org/same/")

    assert named(plan(file, prune=True)) == [
        "deleted article Ours",
        "created article Theirs",
    ]


def test_prune_keeps_the_redirect_that_the_load_itself_leaves(file, client):
    make_article(slug="old", updated_at=EARLY)
    write_fixture(file)
    change(file, slug="new")
    load_fixture(file, prune=True)

    assert client.get("/articles/old/")["Location"] == "/articles/new/"


def test_prune_keeps_the_tags_that_entries_name(file):
    make_article(tags=["bias"], updated_at=EARLY)
    write_fixture(file)
    leave_out(file, "tag")

    assert str(load_fixture(file, prune=True)) == "0 created, 0 changed, 0 deleted"


def test_entry_by_hand_is_not_pruned(file):
    make_article(title="Kept", url="https://arxiv.org/abs/2105.12723")
    make_article(title="Goes")
    held = {"title": "Kept", "url": "https://arxiv.org/abs/2105.12723v3"}
    file.write_text(json.dumps([{"model": "articles.article", "fields": held}]))

    assert "deleted article Goes" in named(plan(file, prune=True))
    assert "deleted article Kept" not in named(plan(file, prune=True))


def test_prune_does_not_take_away_what_an_entry_follows(file):
    first = make_article(title="First", updated_at=EARLY)
    make_article(title="Later", follows=first, updated_at=EARLY)
    write_fixture(file)
    leave_out(file, "article")

    with pytest.raises(
        Refused, match="“First” is not in the file, but an entry of the"
    ):
        load_fixture(file, prune=True)
    change(file, follows=None)
    assert str(load_fixture(file, prune=True)) == "0 created, 1 changed, 1 deleted"


def test_empty_file_prunes_everything(file):
    first = make_article(tags=["a"])
    make_article(follows=first)
    file.write_text("[]")

    assert str(load_fixture(file, prune=True)) == "0 created, 0 changed, 3 deleted"
    assert content() == "[]\n"
