"""Deleted entries, and how they come back."""

import json

import pytest
from django.contrib.auth.models import User

from articles.errors import Refused
from articles.jobs.fixtures import export_fixture, load_fixture, write_fixture
from articles.models import Article, Binned, OldAddress, Revision, Tag, acting
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db


def throw(*articles):
    Binned.objects.throw(Article.objects.filter(pk__in=[a.pk for a in articles]))


def fresh(article):
    return Article.objects.get(uid=article.uid)


def test_entry_comes_back_whole():
    ada = User.objects.create_user("ada")
    article = make_article(tags=["b", "a"], slug="now", account=ada)
    make_note(article, "Worth it.", public=False, account=ada)
    OldAddress.objects.leave("/articles/once/", article)
    before = fresh(article).record()

    with acting(ada):
        throw(article)
    assert not Article.objects.exists()
    assert not OldAddress.objects.exists()
    binned = Binned.objects.get()
    assert (binned.title, binned.account) == (article.title, ada)
    restored, said = binned.restore()

    assert (restored.record(), said) == (before, [])
    assert fresh(article).account == fresh(article).notes.get().account == ada
    assert OldAddress.objects.find("/articles/once/").target == restored
    assert not Binned.objects.exists()
    assert Revision.objects.of(article.uid)[0].reason == "Restored from the bin."


def test_readers_find_nothing_of_what_is_in_the_bin(client):
    article = make_article(title="Unsaid", slug="gone", excerpt="Unsaid words.")
    OldAddress.objects.leave("/articles/once/", article)
    throw(article)

    for address in ("/articles/gone/", "/articles/once/", "/search/?q=Unsaid", "/"):
        page = client.get(address)
        assert page.status_code == (404 if "articles" in address else 200)
        assert "Unsaid words" not in page.content.decode()
    assert "Unsaid" not in "".join(export_fixture())


def test_bin_holds_neither_address_nor_work():
    article = make_article(url="https://example.org/x", slug="same")
    throw(article)
    twin = make_article(title="Twin", url="https://example.org/x", slug="same")

    restored, said = Binned.objects.get().restore()

    assert (restored.follows, restored.slug) == (twin, "same-2")
    assert said == [
        "“Twin” quotes the same: it is now a follow-up to that.",
        "Its address was taken: it is now at “same-2”.",
    ]


def test_restored_after_what_it_followed_is_gone():
    earlier = make_article(url="https://example.org/x")
    later = make_article(url="https://example.org/x", follows=earlier)
    with pytest.raises(Refused, match="delete that one first"):
        throw(earlier)
    throw(earlier, later)
    assert Binned.objects.count() == 2

    restored, said = Binned.objects.get(uid=later.uid).restore()
    assert said == ["What it followed is not there any more."]
    again, said = Binned.objects.get().restore()

    assert again.follows == restored
    assert len(said) == 1


def test_old_address_that_another_took_is_told():
    article = make_article()
    OldAddress.objects.leave("/articles/once/", article)
    throw(article)
    make_article(slug="once")
    tag = make_tag("bias")
    tag.rename(name="Fairness")

    _, said = Binned.objects.get().restore()

    assert said == ["/articles/once/ does not lead there any more."]


def test_note_whose_uid_another_entry_has_comes_back_as_a_new_one():
    article = make_article()
    note = make_note(article, "Mine.")
    throw(article)
    make_note(make_article(), "Yours.", uid=note.uid)

    restored, _ = Binned.objects.get().restore()

    assert restored.notes.get().body == "Mine."


def test_deleted_for_good_leaves_nothing():
    article = fresh(make_article(title="One"))
    article.title = "Two"
    article.write([], [])
    throw(article)

    assert Binned.objects.all().delete_for_good() == 1

    assert not Revision.objects.exists()


def test_file_that_brings_an_entry_of_the_bin_restores_it_and_says_so(tmp_path):
    article = make_article(title="One", tags=["a"])
    path = str(tmp_path / "digest.json")
    write_fixture(path)
    OldAddress.objects.leave("/articles/once/", article)
    throw(article)
    told = []

    load_fixture(path, plan=True, tell=told.append)
    (change,) = told
    assert ("bin", "It was in the bin", "It is restored") in change.differences
    assert (Article.objects.count(), Binned.objects.count()) == (0, 1)
    load_fixture(path)

    assert Binned.objects.count() == 0
    assert OldAddress.objects.find("/articles/once/").target == Article.objects.get()


def test_load_that_prunes_throws_into_the_bin(tmp_path):
    make_article(tags=["a"])
    path = tmp_path / "digest.json"
    path.write_text(json.dumps([]))

    load_fixture(str(path), prune=True)

    assert not Article.objects.exists()
    Binned.objects.get().restore()
    assert [tag.name for tag in Tag.objects.all()] == ["a"]
