"""Further addresses at the form of an entry."""

import time

import pytest
from pytest_django.asserts import assertContains

from articles.models import Address, EditorSettings
from tests.admin.desk import Form, address_of, latest, record_of, save, words_of
from tests.factories import make_address, make_article

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"
COVERED = "/admin/articles/article/covered/"


def written(article):
    return [str(record) for record in record_of(article).addresses]


def test_addresses_are_typed_one_a_line(admin_client, client):
    lines = "https://x.example/a.pdf\r\n\r\nCode https://github.com/a/b\r\n"
    save(
        admin_client,
        NEW,
        "_publish",
        title="T",
        url="https://x.example/",
        addresses=lines,
    )

    article = latest()
    assert written(article) == [
        "pdf https://x.example/a.pdf",
        "code https://github.com/a/b",
    ]
    fields = Form(
        admin_client.get(address_of(article)).content.decode(), "article_form"
    ).fields
    assert fields["addresses"] == [
        "PDF https://x.example/a.pdf\r\ncode https://github.com/a/b"
    ]
    shown = client.get(article.get_absolute_url())
    assertContains(
        shown,
        '<a class="further" href="https://github.com/a/b" rel="noopener">code</a>',
        html=True,
    )


def test_untouched_save_leaves_them(admin_client):
    article = make_article()
    kept = make_address(article, "https://github.com/a/b", "code")
    before = record_of(article)

    save(admin_client, address_of(article))

    assert (record_of(article), Address.objects.get()) == (before, kept)


def test_what_is_wrong_is_said_at_the_field_and_the_lines_stay(admin_client):
    article = make_article()
    make_article(title="Other", url="https://github.com/a/b")
    lines = "slides https://x.example/\nno address at all"

    page = save(admin_client, address_of(article), addresses=lines)

    assert "Address 1: “slides” is no label." in words_of(page)
    assert "Address 2: “no address at” is no label." in words_of(page)
    fields = Form(page.content.decode(), "article_form").fields
    assert fields["addresses"] == [lines.replace("\n", "\r\n")]
    page = save(
        admin_client, address_of(article), addresses="code https://github.com/a/b"
    )
    assert "“Other” quotes https://github.com/a/b already." in words_of(page)
    assert written(article) == []


@pytest.mark.parametrize("page", ["add/", "preview/"])
def test_far_too_many_lines_are_refused_before_they_are_read(admin_client, page):
    article = {"title": "T", "url": "https://x.example/", "notes-TOTAL_FORMS": 0}
    fields = article | {"notes-INITIAL_FORMS": 0, "addresses": "a\n" * 330_000}
    start = time.thread_time()

    answer = admin_client.post(NEW.replace("add/", page), fields)

    assert time.thread_time() - start < 1  # second
    assertContains(answer, "addresses: at most 20 an entry.")


def test_two_editors_both_keep_the_addresses_that_they_added(admin_client):
    article = make_article()
    make_address(article, "https://github.com/a/b", "code")
    address = address_of(article)
    mine = Form(admin_client.get(address).content.decode(), "article_form").fields
    save(admin_client, address, addresses="video https://x.example/theirs")

    changes = {"addresses": "code https://github.com/a/b\npdf https://x.example/mine"}
    admin_client.post(address, mine | changes | {"_save": "x"})

    assert sorted(written(article)) == [
        "pdf https://x.example/mine",
        "video https://x.example/theirs",
    ]


def test_labels_are_typed_in_the_editors_own_language(admin_client, admin_user):
    EditorSettings.objects.create(account=admin_user, language="de")
    article = make_article()

    save(admin_client, address_of(article), addresses="Diskussion https://x.example/")

    assert written(article) == ["discussion https://x.example/"]


def test_further_address_that_is_typed_is_looked_for_too(admin_client):
    make_article(title="Talk", url="https://youtu.be/abcdefghijk")

    asked = {"url": "https://x.example/", "addresses": "https://youtu.be/abcdefghijk"}
    page = admin_client.post(COVERED, asked | {"on": "form"})

    assertContains(page, "Talk")
