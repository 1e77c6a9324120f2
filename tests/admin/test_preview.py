"""The page that readers would get of a form, before it is saved."""

import pytest

from articles.models import Article, Revision, Tag
from tests.admin.desk import Form, address_of, make_editor, record_of, save
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"
NEW_PREVIEW = "/admin/articles/article/preview/"


def preview_of(article):
    return address_of(article).replace("/change/", "/preview/")


def preview(client, article=None, **changes):
    """Post the form of an article, or of a new one, to be shown; return the page."""
    read, ask = (
        (address_of(article), preview_of(article)) if article else (NEW, NEW_PREVIEW)
    )
    fields = Form(client.get(read).content.decode(), "article_form").fields
    answer = client.post(ask, fields | changes)
    return answer, answer.content.decode()


def test_preview_is_the_page_of_readers_with_notes_beside_their_passages(
    admin_client, client
):
    article = make_article(title="Old", excerpt="Old.", tags=["bias"])
    make_address(article, "https://example.org/code", "code")
    save(admin_client, address_of(article), notes=[{"body": "Mine.", "passage": "Old"}])
    before = record_of(article)

    _answer, page = preview(
        admin_client,
        article,
        title="New title",
        excerpt="- An *Old* list\n- of `code`",
        tag_names=["bias", "quite new"],
    )

    assert '<link rel="stylesheet" href="/static/digest.css">' in page
    for part in (
        '<h1 dir="auto" lang="en">New title</h1>',
        '<mark class="passage at-1">Old</mark>',
        'id="note-1"',
        "<code>code</code>",
        'href="https://example.org/code"',
        'href="/tags/quite-new/"',
        "Read more at example.org",
    ):
        assert part in page, part
    assert "cannot be saved" not in page
    assert record_of(article) == before
    assert not Tag.objects.filter(slug="quite-new").exists()
    assert Revision.objects.of(article.uid).count() == 2


def test_preview_is_kept_by_nobody_and_found_by_nobody(admin_client):
    answer, page = preview(admin_client, make_article())

    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "<script" not in page


def test_new_entry_that_cannot_be_saved_is_shown_with_what_there_is(admin_client):
    answer, page = preview(
        admin_client, title="", url="nowhere", excerpt="*Words*" + "x" * 20_001
    )

    assert answer.status_code == 200
    assert "It cannot be saved as it is" in page
    assert "Title: This field is required." in page
    assert not Article.objects.exists()

    _answer, page = preview(admin_client, title="T", url="", excerpt="*Words*")
    assert "<em>Words</em>" in page
    assert "Source: This field is required." in page


def test_note_that_is_new_or_taken_away_is_so_in_the_preview(admin_client):
    article = make_article(excerpt="One two three.")
    make_note(article, "Goes away.")
    fields = Form(
        admin_client.get(address_of(article)).content.decode(), "article_form"
    )
    new = {
        k.replace("__prefix__", "1"): v
        for k, v in fields.fields.items()
        if k.startswith("notes-__prefix__-")
    }
    new |= {"notes-1-body": "On *two*.", "notes-1-passage": "two"}

    _answer, page = preview(
        admin_client,
        article,
        **{"notes-TOTAL_FORMS": "2", "notes-0-DELETE": "on", **new},
    )

    assert '<mark class="passage at-1">two</mark>' in page
    assert "On <em>two</em>." in page
    assert "Goes away." not in page
    assert article.notes.count() == 1


def test_who_may_not_write_an_entry_sees_no_preview_of_it(client):
    contributor = make_editor("add_article", name="ann")
    client.force_login(contributor)
    own = make_article(status="draft", published_at=None, account=contributor)
    other = make_article(title="Secret", status="draft", published_at=None)

    assert preview(client, own)[0].status_code == 200
    assert preview(client)[0].status_code == 200
    assert client.post(preview_of(other), {"title": "x"}).status_code in (403, 404)
    assert client.get(preview_of(own)).status_code == 405
    client.logout()
    assert client.post(preview_of(own), {"title": "x"}).status_code == 302
