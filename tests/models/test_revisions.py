"""What an article was, each time it changed."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture, write_fixture
from articles.models import Article, Known, Revision, Tag, acting, restore
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db


def revisions_of(article):
    return list(Revision.objects.of(article.uid))


def fresh(article):
    return Article.objects.get(pk=article.pk)


def retitle(article, title):
    article = fresh(article)
    article.title = title
    article.write([tag.name for tag in article.tag_list], list(article.notes.all()))


def test_each_save_keeps_the_whole_record_who_when_and_why():
    article = make_article(title="One", tags=["b", "a"])
    make_note(article, "Worth it.")
    before = fresh(article).record()
    ada = User.objects.create_superuser("ada")

    with acting(ada, "A slip."):
        retitle(article, "Two")

    latest, first = revisions_of(article)
    assert first.record() == before
    assert (first.account, first.at) == (None, before.updated_at)
    assert latest.record() == fresh(article).record()
    assert (latest.account, latest.name, latest.reason) == (ada, "ada", "A slip.")
    assert latest.changed == ["title"]
    assert [latest.number, first.number] == [2, 1]


def test_new_article_has_its_first_revision():
    article = Article(title="One", slug="one", url="https://example.org/x")
    with acting(User.objects.create_superuser("ada")):
        article.write(["a"], [])

    (only,) = revisions_of(article)
    assert only.record() == fresh(article).record()
    assert only.name == "ada"


def test_steps_and_tags_alone_are_revisions_too():
    article = make_article(status="draft", published_at=None)

    article.publish()
    article.withdraw("A hoax.")
    article.set_tags(["a"])

    changed = [revision.changed for revision in revisions_of(article)]
    withdrawn = ["reason", "status"]
    assert changed == [["tags"], withdrawn, ["published_at", "status"], []]


def test_save_that_changes_nothing_keeps_nothing():
    article = make_article(tags=["a"])
    article.write(["a"], [])
    article.write(["a"], [])
    article.set_tags(["a"])

    assert revisions_of(article) == []


def test_change_that_went_past_the_door_is_found_at_the_next():
    article = make_article(title="One")
    retitle(article, "Two")
    Article.objects.filter(pk=article.pk).update(excerpt="Slipped in.")
    retitle(article, "Three")

    changed = [revision.changed for revision in revisions_of(article)]
    assert changed == [["title"], ["excerpt"], ["title"], []]
    assert revisions_of(article)[1].name == ""


def test_load_notes_what_it_changes_and_nothing_of_what_is_new(tmp_path):
    article = make_article(title="One")
    path = tmp_path / "digest.json"
    write_fixture(path)
    retitle(article, "Two")

    load_fixture(str(path), known=Known.TAKE)

    latest = revisions_of(article)[0]
    assert (latest.record().title, latest.reason) == ("One", "Loaded from a file.")
    Article.objects.all().delete()
    Revision.objects.all().delete()
    load_fixture(str(path))
    assert not Revision.objects.exists()
    retitle(Article.objects.get(), "Three")
    assert [r.record().title for r in revisions_of(article)] == ["Three", "One"]


def test_thousand_revisions_stay_readable_and_small():
    article = make_article(excerpt="All the words of it. " * 500)
    make_note(article, "And what we think of that. " * 200)
    make_note(article, "Once more. " * 200)
    held = fresh(article).record()
    Revision.objects.keep(held)
    latest = Revision.objects.get()
    for number in range(2, 1001):
        record = fresh(article).record() if number == 2 else latest.record()
        known = latest.record()
        words = record.excerpt.split(" ")
        words[number % len(words)] = f"word{number}"
        record.excerpt = " ".join(words)
        latest = Revision.objects.keep(record, latest, known)

    sizes = [len(r.content) for r in Revision.objects.all()]
    assert len(sizes) == 1000
    assert sum(sizes) < 600_000  # bytes, of 20 MB as they are
    middle = Revision.objects.of(article.uid).get(number=500)
    assert "word500 " in middle.record().excerpt
    assert "word501 " not in middle.record().excerpt


def test_revision_outlives_its_article_and_its_account():
    article = make_article(title="One")
    ada = User.objects.create_superuser("ada")
    with acting(ada):
        retitle(article, "Two")
    fresh(article).delete()
    ada.delete()

    latest = revisions_of(article)[0]
    assert (latest.record().title, latest.name, latest.account) == ("Two", "ada", None)


def test_all_is_restored_but_whether_readers_see_it():
    article = make_article(title="One", tags=["a", "b"], slug="one")
    make_note(article, "Gone soon.")
    before = fresh(article).record()
    article = fresh(article)
    article.title, article.slug = "Two", "two"
    article.write(["c"], [])
    fresh(article).withdraw("A hoax.")
    first = revisions_of(article)[-1]

    assert restore(fresh(article), first)

    after = fresh(article).record()
    assert (after.title, after.slug, after.tags) == ("One", "one", ["a", "b"])
    assert after.notes == before.notes
    assert after.status == "withdrawn"
    assert revisions_of(article)[0].reason == "Restored from revision 1."
    assert not restore(fresh(article), first)


def test_one_field_is_restored():
    article = make_article(title="One", excerpt="First.", tags=["a"])
    article = fresh(article)
    article.title, article.excerpt = "Two", "Second."
    article.write(["b"], [])

    restore(fresh(article), revisions_of(article)[-1], "excerpt")

    after = fresh(article)
    assert (after.title, after.excerpt) == ("Two", "First.")
    assert [tag.name for tag in after.tag_list] == ["b"]


def test_restoring_is_refused_in_words_where_a_rule_says_no():
    article = make_article(
        url="https://example.org/old", published_at=None, status="draft"
    )
    article = fresh(article)
    article.url = "https://example.org/new"
    article.published_at = datetime(2021, 5, 1, tzinfo=UTC)
    article.write([], [])
    make_article(title="Taken", url="https://example.org/old")
    first = revisions_of(article)[-1]

    for field, words in {
        "url": "“Taken” quotes this already",
        "status": "cannot be restored",
        "nonsense": "cannot be restored",
        "published_at": "no date then",
    }.items():
        with pytest.raises(Refused, match=words):
            restore(fresh(article), first, field)
    assert len(revisions_of(article)) == 2


def test_tag_that_was_renamed_since_is_the_same_tag():
    article = make_article(tags=["bias"])
    retitle(article, "Two")
    Tag.objects.get().rename(name="Fairness")
    first = revisions_of(article)[-1]

    restore(fresh(article), first)

    assert [tag.name for tag in fresh(article).tag_list] == ["Fairness"]
