"""What `manage.py maintain` deletes once a day, and what it finds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Binned, Presence, Revision, Unfinished, Upload
from tests.factories import make_article

pytestmark = pytest.mark.django_db

MADE_OLD = "UPDATE digest_cache SET expires = '2020-01-01' WHERE cache_key = ':1:old'"
KEPT = (Session, Unfinished, Presence, Upload, Binned, Revision)


@pytest.fixture
def filled(admin_user):
    """One row of each kind that is past its time, and one that is not."""
    now = timezone.now()
    cache.set("old", 1, 600)
    cache.set("new", 1, 600)
    for name, age in (("old", timedelta(days=31)), ("new", timedelta())):
        then = now - age
        expires = now - timedelta(seconds=1) if age else now + timedelta(days=1)
        Session.objects.create(session_key=name, expire_date=expires)
        Presence.objects.create(account=admin_user, uid=uuid4(), at=then)
        Unfinished.objects.create(
            account=admin_user, uid=uuid4(), content=b"", at=then, title=name
        )
        Upload.objects.create(
            account=admin_user, name=name, content=b"", created_at=then
        )
        article = make_article(title=name)
        article.excerpt = "Other words."
        article.save()
        Revision.objects.keep(article.record())
        Binned.objects.throw([article])
        Binned.objects.filter(uid=article.uid).update(at=then)


def counts():
    return {model.__name__: model.objects.count() for model in KEPT}


def test_what_is_past_its_time_goes_and_all_else_stays(filled, capsys):
    before = counts()
    with connection.cursor() as cursor:
        cursor.execute(MADE_OLD)
    call_command("maintain", "--dry-run")
    assert counts() == before
    assert "bin: 1 would be deleted for good" in capsys.readouterr().out

    call_command("maintain")

    assert capsys.readouterr().out.splitlines() == [
        "sessions: 1 deleted",
        "unsaved work: 1 deleted",
        "presence: 1 deleted",
        "uploads: 1 deleted",
        "counts: 1 deleted",
        "second factors: 0 sealed",
        "bin: 1 deleted for good",
        "database: tidied",
        "search index and lists: hold what they should",
    ]
    left = counts()
    assert left.pop("Revision") < before["Revision"]
    assert set(left.values()) == {1}
    assert Binned.objects.get().title == "new"
    assert Revision.objects.of(Binned.objects.get().uid).exists()
    assert (cache.get("old"), cache.get("new")) == (None, 1)


def test_bin_is_kept_as_long_as_the_site_says(filled, settings, capsys):
    settings.BIN_DAYS = 0
    call_command("maintain")
    assert Binned.objects.count() == 2

    settings.BIN_DAYS = 60
    call_command("maintain")
    assert Binned.objects.count() == 2


def test_revisions_of_an_entry_that_is_there_again_stay(settings):
    article = make_article()
    Revision.objects.keep(article.record())
    Binned.objects.keep(Article.objects.filter(pk=article.pk))  # and is not deleted

    assert Binned.objects.all().delete_for_good() == 1
    assert Revision.objects.of(article.uid).exists()


def test_index_that_lacks_an_entry_is_told_and_fails_the_run(capsys):
    article = make_article(slug="forgotten")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_shelved")

    with pytest.raises(CommandError, match="search index and lists"):
        call_command("maintain")

    said = capsys.readouterr().out
    assert f"Lists hold these entries wrongly: {article.slug}." in said
    assert "search_index --rebuild" in said


def test_part_that_fails_says_why_and_the_others_are_done(filled, capsys):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_presence RENAME TO elsewhere")

    with pytest.raises(CommandError, match="presence"):
        call_command("maintain")

    said = capsys.readouterr().out
    assert "presence: nothing was done, the database says: " in said
    assert "uploads: 1 deleted" in said
