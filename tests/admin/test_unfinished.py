"""Typing that is not saved yet, and who else is at an entry."""

from datetime import timedelta
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import limits
from articles.models import (
    Article,
    Binned,
    Presence,
    Revision,
    Unfinished,
    acting,
)
from tests.admin.desk import Form, address_of, make_editor, save, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"
NEW, HERE, KEEP = (f"{ARTICLES}{page}/" for page in ("add", "here", "unfinished"))
DISCARD = f"{KEEP}discard/"


def read(client, address):
    return Form(client.get(address).content.decode(), "article_form").fields


def keep(client, fields, uid=None, typed=1, **changes):
    """Send what stands in a form as its script does; return the answer."""
    (form,) = fields["form_uid"]
    sent = {
        "form": form,
        "uid": uid or fields["uid"][0],
        "new": "" if uid else "on",
        "typed": typed,
        "words": urlencode(fields | changes | {"_publish": "x"}, doseq=True),
    }
    return client.post(KEEP, sent)


def take_up(client, address, fields):
    return client.post(address, {"_take_up": fields["form_uid"][0]})


def test_unfinished_work_is_offered_taken_up_and_gone_once_it_is_saved(admin_client):
    article = make_article(title="Old", excerpt="Old.", status="draft", tags=["a"])
    make_note(article, "A note.")
    address, before = address_of(article), article.record()
    fields = read(admin_client, address)
    assert "Unfinished work" not in words_of(admin_client.get(address))

    typed = {"title": "Typed", "excerpt": "Ж <\0> &", "notes-0-body": "My note."}
    assert keep(admin_client, fields, article.uid, 2, **typed).json()["kept"]
    keep(admin_client, fields, article.uid, 1, title="Late")  # what came too late
    assert Article.objects.get().record() == before
    time = Unfinished.objects.get().when
    assert f"Unfinished work of {time}: “Typed”" in words_of(admin_client.get(address))
    assert "Typed" in words_of(admin_client.get("/admin/"))
    save(admin_client, address, tag_names=["a", "b"])  # another form of theirs

    page = take_up(admin_client, address, fields)

    assert f"This is your unfinished work of {time}." in words_of(page)
    assert "Please correct" not in words_of(page)
    shown = Form(page.content.decode(), "article_form").fields
    assert shown["title"] == ["Typed"]
    assert shown["excerpt"] == ["Ж <\0> &"]
    assert shown["tag_names"] == ["a", "b"]  # the stale rule
    assert Article.objects.get().title == "Old"
    assert Unfinished.objects.waiting(User.objects.get()).count() == 1
    admin_client.post(address, shown | {"excerpt": "Ж", "_save": "x"})
    after = Article.objects.get()
    assert (after.title, after.excerpt, after.status) == ("Typed", "Ж", "draft")
    assert [note.body for note in after.notes.all()] == ["My note."]

    late = keep(admin_client, fields, article.uid, 3, title="Late")

    assert late.json()["saved"] is True
    assert "Unfinished work" not in words_of(admin_client.get(address))
    assert "unfinished" not in words_of(admin_client.get("/admin/"))


def test_clash_of_what_is_taken_up_is_asked(admin_client):
    article = make_article(title="Old title")
    fields = read(admin_client, address_of(article))
    keep(admin_client, fields, article.uid, title="My title")
    save(admin_client, address_of(article), title="Their title")

    page = take_up(admin_client, address_of(article), fields)

    assert "Choose below; nothing is saved yet." in words_of(page)
    assert "<ins>My</ins> title" in page.content.decode()
    assert Article.objects.get().title == "Their title"


def test_unfinished_new_entry_keeps_its_uid_and_is_offered_on_the_next_form(
    admin_client,
):
    fields = read(admin_client, NEW)
    typed = {"title": "New", "url": "https://example.org/x", "tag_names": ["a"]}
    keep(admin_client, fields, **typed)
    assert not Article.objects.exists()
    assert "“New”" in words_of(admin_client.get(NEW))

    page = take_up(admin_client, NEW, fields)
    shown = Form(page.content.decode(), "article_form").fields
    admin_client.post(NEW, shown | {"_save": "x"})

    assert str(Article.objects.get().uid) == fields["uid"][0]
    assert "“New”" not in words_of(admin_client.get(NEW))
    assert Revision.objects.count() == 1


def test_new_typing_leaves_what_is_offered_and_another_form_has_its_own(admin_client):
    article = make_article()
    address = address_of(article)
    first, second = read(admin_client, address), read(admin_client, address)
    keep(admin_client, first, article.uid, title="One")
    keep(admin_client, second, article.uid, title="Two")

    page = words_of(admin_client.get(address))
    assert "“One”" in page
    assert "“Two”" in page
    form = first["form_uid"][0]
    page = admin_client.post(DISCARD, {"form": form}, follow=True)

    assert page.redirect_chain == [(address, 302)]
    assert "“One”" not in words_of(page)
    assert "“Two”" in words_of(page)
    gone = take_up(admin_client, address, first)  # in a tab that was open
    shown = Form(gone.content.decode(), "article_form").fields
    assert shown["title"] == [article.title]


def test_unfinished_work_is_its_accounts_alone_and_bounded(
    admin_client, client, monkeypatch
):
    article = make_article()
    address = address_of(article)
    fields = read(admin_client, address)
    keep(admin_client, fields, article.uid, title="Secret")
    rights = ("view_article", "change_article", "view_annotation")
    client.force_login(make_editor(*rights))
    assert "Secret" not in words_of(client.get(address))
    assert "Secret" not in words_of(client.get("/admin/"))
    taken = take_up(client, address, fields).content.decode()
    assert "Secret" not in taken
    client.post(DISCARD, {"form": fields["form_uid"][0]})
    assert Unfinished.objects.count() == 1
    keep(client, fields, article.uid, title="Not theirs")  # though they know its uid
    assert "“Secret”" in words_of(admin_client.get(address))
    assert keep(client, read(admin_client, NEW)).status_code == 403
    client.force_login(make_editor("view_article", name="reader"))
    assert keep(client, fields, article.uid).status_code == 403
    assert client.post(HERE, {"form": uuid4(), "uid": article.uid}).status_code == 403
    client.logout()
    assert keep(client, fields, article.uid).status_code == 302

    monkeypatch.setattr(limits, "UNFINISHED", 3_000)
    refusal = keep(admin_client, fields, article.uid, 9, excerpt="Ж" * 1_000)
    assert refusal.status_code == 400
    assert "at most 3,000 are kept before you save" in refusal.content.decode()
    assert admin_client.post(KEEP, {"form": "x"}).status_code == 400
    assert admin_client.get(KEEP).status_code == 405
    monkeypatch.setattr(limits, "UNFINISHED_FORMS", 2)
    for number in range(3):
        keep(admin_client, read(admin_client, NEW), title=f"New {number}")
    admin = User.objects.get(username="admin")
    waiting = Unfinished.objects.waiting(admin)
    assert [row.title for row in waiting] == ["New 2", "New 1"]
    Unfinished.objects.update(at=timezone.now() - timedelta(days=31))
    assert not waiting.all().exists()
    keep(admin_client, read(admin_client, NEW), title="Last")
    assert Unfinished.objects.get().title == "Last"


def test_work_on_a_deleted_entry_is_shown_and_the_entry_restored(admin_client):
    article = make_article(title="Old")
    address = address_of(article)
    fields = read(admin_client, address)
    told = keep(admin_client, fields, article.uid, title="Typed").json()
    assert told["problem"] == ""
    with acting(make_editor(name="ada")):
        Binned.objects.throw(Article.objects.all())

    told = keep(admin_client, fields, article.uid, 2, title="Typed on").json()
    assert "“Old” was deleted by ada on" in told["problem"]
    assert "in the bin: Typed on" in words_of(admin_client.get("/admin/"))
    assert "Typed" not in words_of(admin_client.get(NEW))
    shown = fields | {"title": "Typed last", "_save": "x"}
    page = admin_client.post(address, shown, follow=True)
    assert "“Old” was deleted by ada on" in words_of(page)
    assert "Typed last</textarea>" in page.content.decode()
    form = fields["form_uid"][0]
    page = admin_client.post(f"{KEEP}{form}/back/", follow=True)

    assert "“Old” is restored." in words_of(page)
    assert "“Typed last”" in words_of(page)
    restored = Article.objects.get()
    page = take_up(admin_client, address_of(restored), fields)
    assert Form(page.content.decode(), "article_form").fields["title"] == ["Typed last"]


def test_work_that_cannot_be_saved_is_its_writers_alone(admin_client, client):
    article = make_article()
    fields = read(admin_client, address_of(article))
    keep(admin_client, fields, article.uid, title="Secret")
    Binned.objects.throw(Article.objects.all())
    client.force_login(make_editor("view_article", "change_article"))
    form = fields["form_uid"][0]

    assert client.get(f"{KEEP}{form}/").status_code == 404
    assert client.post(f"{KEEP}{form}/back/").status_code == 404
    client.force_login(make_editor("add_article", name="ann"))
    assert client.post(f"{KEEP}{form}/back/").status_code == 403


def test_editors_see_who_else_is_at_an_entry(
    admin_client, client, django_assert_num_queries
):
    article = make_article()
    address = address_of(article)
    rights = ("view_article", "change_article")
    ada = make_editor(*rights)
    ada.first_name, ada.last_name = "Ada", "Lovelace"
    ada.save()
    client.force_login(ada)

    def here(client):
        sent = {"form": uuid4(), "uid": article.uid}
        return client.post(HERE, sent).json()["others"]

    assert here(client) == ""
    assert "Ada Lovelace is here too." in words_of(admin_client.get(address))
    assert here(admin_client) == "Ada Lovelace is here too."
    assert here(client) == "admin is here too."
    for number in range(9):
        Presence.objects.tell(make_editor(name=f"e{number}"), article.uid)
    assert here(client) == "admin, e0, e1, e2, e3, … are here too."
    with django_assert_num_queries(1):
        Presence.objects.beside(ada, article.uid)
    Presence.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert "here too" not in words_of(admin_client.get(address))
    assert here(client) == ""
    assert Presence.objects.count() == 1


def test_form_that_came_without_cookies_is_answered_at_the_desk(admin_user):
    stranger = Client(enforce_csrf_checks=True)
    address = address_of(make_article())

    answer = stranger.post(f"{address}?x=1", {"title": "Typed"})

    assert answer.status_code == 403
    assert "What you typed is kept in this browser: log in" in words_of(answer)
    address = quote(f"{address}?x=1", safe="")
    assert f"/admin/login/?next={address}" in answer.content.decode()
    assert "403_csrf.html" in {
        template.name for template in stranger.post("/admin/login/").templates
    }


def test_browser_is_told_which_small_form_was_read(admin_client, client):
    tag = make_tag("bias")
    address = address_of(tag)

    page = admin_client.get(address).content.decode()
    name = Form(page, "tag_form").fields["kept"][0]
    assert admin_client.post(address, {"kept": name}).cookies["kept"].value == name
    assert "kept" not in admin_client.post(address, {"kept": "<x>"}).cookies
    lost = client.post(address, {"kept": name})

    assert lost.url.startswith("/admin/login/")
    assert "kept" not in lost.cookies
