"""A follow-up is written while another deletes what it follows."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Binned
from tests.admin.desk import Form, address_of, words_of
from tests.factories import make_article
from tests.trust.test_at_once import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor():
    client = Client()
    client.force_login(User.objects.create_superuser("ann"))
    return client


@pytest.fixture
def earlier():
    return make_article(title="Earlier")


def while_deleted(article, ask):
    """Return the answer to what is asked before a deletion of `article` has ended."""
    answers = []
    meanwhile(lambda: Binned.objects.throw([article]), lambda: answers.append(ask()))
    return answers[0]


def test_form_of_it_is_refused_in_words_and_stands_there_again(editor, earlier):
    later = make_article(title="Later")
    address = address_of(later)
    form = Form(editor.get(address).content.decode(), "article_form").fields
    form |= {"title": "New", "follows": str(earlier.pk), "_save": "x"}

    page = while_deleted(earlier, lambda: editor.post(address, form))

    assert "The entry that this follows is not there any more." in words_of(page)
    shown = Form(page.content.decode(), "article_form").fields
    assert (shown["title"], shown.get("follows")) == (["New"], None)
    assert Article.objects.get().title == "Later"
    assert "successfully" not in words_of(editor.get("/admin/"))
    editor.post(address, shown | {"_save": "x"})
    assert Article.objects.get().title == "New"


def test_it_stays_in_the_bin_until_it_can_come_back_alone(editor, earlier):
    Binned.objects.throw([make_article(title="Later", follows=earlier)])
    bin_of = "/admin/articles/binned/"
    chosen = {"action": "restore", "_selected_action": [Binned.objects.get().pk]}

    page = while_deleted(earlier, lambda: editor.post(bin_of, chosen, follow=True))

    assert "not there any more." in words_of(page)
    if "is restored" not in words_of(page):  # it had been looked at before
        page = editor.post(bin_of, chosen, follow=True)
    assert "What it followed is not there any more." in words_of(page)
    assert Article.objects.get().title == "Later"


def test_revision_that_followed_it_is_refused_in_words(editor, earlier):
    later = make_article(title="Later", follows=earlier)
    later.follows = None
    later.write([], [])
    address = address_of(later).replace("change", "restore")
    asked = {"number": 1, "field": "follows"}

    page = while_deleted(earlier, lambda: editor.post(address, asked, follow=True))

    assert "Restored" not in words_of(page)
    assert {m.level_tag for m in page.context["messages"]} == {"error"}
    assert Article.objects.get().follows is None
