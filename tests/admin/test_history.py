import re

import pytest

from articles.models import Article, Binned, Revision
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db


def page_of(article, part="history"):
    return address_of(article).replace("/change/", f"/{part}/")


def test_history_lists_revisions_with_who_and_what(admin_client):
    article = make_article(excerpt="One two three.")
    save(admin_client, address_of(article), excerpt="One 2 three.", title="Better")

    words = words_of(admin_client.get(page_of(article)))

    assert "admin excerpt, title" in words
    assert Revision.objects.of(article.uid).count() == 2


def test_two_revisions_stand_side_by_side_word_by_word(admin_client):
    article = make_article(excerpt="One two three.")
    save(admin_client, address_of(article), excerpt="One 2 three.")

    page = admin_client.get(page_of(article), {"old": 1, "new": 2})

    assert "One<del> two</del> three." in page.content.decode()
    assert "One<ins> 2</ins> three." in page.content.decode()
    for odd in ({"old": "x", "new": 2}, {"old": 1, "new": 99}, {"old": 2**40}):
        assert admin_client.get(page_of(article), odd).status_code == 200


def test_field_and_all_are_restored(admin_client):
    article = make_article(title="One", excerpt="First.")
    save(admin_client, address_of(article), excerpt="Second.", title="Two")
    restore = page_of(article, "restore")

    admin_client.post(restore, {"number": 1, "field": "title"})
    now = Article.objects.get()
    assert (now.title, now.excerpt) == ("One", "Second.")
    page = admin_client.post(restore, {"number": 1}, follow=True)
    assert "Restored from revision 1." in words_of(page)
    assert Article.objects.get().excerpt == "First."
    latest = Revision.objects.of(article.uid).first()
    assert (latest.number, latest.name) == (4, "admin")
    page = admin_client.post(restore, {"number": 1, "field": "status"}, follow=True)
    assert "cannot be restored" in words_of(page)
    assert "no such revision" in words_of(
        admin_client.post(restore, {"number": 77}, follow=True)
    )


def test_who_may_not_change_an_entry_restores_nothing(client):
    article = make_article(title="One")
    client.force_login(make_editor("view_article"))

    assert client.get(page_of(article)).status_code == 200
    answer = client.post(page_of(article, "restore"), {"number": 1})
    assert answer.status_code == 403


def test_history_tells_notes_by_their_number_and_words_one_box_each(admin_client):
    article = make_article()
    make_note(article, "The idea travels.")
    save(admin_client, address_of(article), notes=[{"body": "*Second* thought."}])
    save(admin_client, address_of(article), **{"notes-0-body": "The idea stays."})
    save(admin_client, address_of(article), **{"notes-0-place": "2"})
    save(admin_client, address_of(article), **{"notes-0-DELETE": "on"})

    words = words_of(admin_client.get(page_of(article)))
    assert "note 2 (“Second thought.”): added" in words
    assert "note 1 (“The idea stays.”): changed" in words
    assert "order of the notes" in words
    assert "note 1 (“Second thought.”): removed" in words
    added = admin_client.get(page_of(article), {"old": 1, "new": 2})
    (box,) = added.context["compared"]
    assert box.name == "note 2 (“Second thought.”): added"
    assert "".join(part.text for part in box.after).startswith("*Second* thought.")
    assert "Restore all notes from revision 1" in added.content.decode()
    moved = admin_client.get(page_of(article), {"old": 3, "new": 4})
    assert [box.name for box in moved.context["compared"]] == ["order of the notes"]

    admin_client.post(page_of(article, "restore"), {"number": 2, "field": "notes"})
    bodies = [note.body for note in article.notes.all()]
    assert bodies == ["The idea travels.", "*Second* thought."]


def test_history_log_and_bin_write_their_dates_as_the_desk_does(admin_client):
    article = make_article(title="Gone")
    save(admin_client, address_of(article), title="Better")
    shape = re.compile(r'<time datetime="[^"]+"[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d</time>')

    page = admin_client.get(page_of(article)).content.decode()
    assert len(shape.findall(page)) == 3  # two revisions, one line of the log
    Binned.objects.throw(Article.objects.all())
    page = admin_client.get("/admin/articles/binned/").content.decode()
    assert len(shape.findall(page)) == 1
