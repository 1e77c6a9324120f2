"""An editor makes a draft of an address, at the desk."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from articles.models import Article
from tests.admin.desk import address_of, make_editor, save, words_of
from tests.factories import make_article, make_note
from tests.formats.found import SAMPLES
from tests.servers import answer, redirect

pytestmark = pytest.mark.django_db

CAPTURE = "/admin/articles/article/capture/"
COVERED = "/admin/articles/article/covered/"
LIST = "/admin/articles/article/"
JSONLD = answer((SAMPLES / "jsonld.html").read_bytes())


def capture(client, url, **fields):
    return client.post(CAPTURE, {"url": url, **fields}, follow=True)


def test_address_becomes_a_draft_and_what_was_found_is_told_on_its_form(
    admin_client, client, serve, admin_user
):
    server = serve(lambda path: JSONLD)
    assert f'<a href="{CAPTURE}">Capture</a>' in admin_client.get(LIST).content.decode()

    response = capture(admin_client, f" {server.url}/wald ", page_title="Wald | Site")

    article = Article.objects.get()
    assert response.redirect_chain == [(address_of(article), 302)]
    assert (article.title, article.state) == ("Der Wald im Winter", "draft")
    assert article.authors == ["Zoë Baum", "Bo Laub"]
    assert (article.account, article.credit) == (admin_user, "admin")
    assert LogEntry.objects.get().object_id == str(article.pk)
    words = words_of(response)
    assert "Title Der Wald im Winter JSON-LD" in words
    assert "Authors Zoë Baum, Bo Laub JSON-LD" in words
    # It is told until the entry is published.
    save(admin_client, address_of(article), "_continue", title="Mine")
    assert "Der Wald im Winter" in words_of(admin_client.get(address_of(article)))
    client.force_login(make_editor("view_article"))
    assert "Der Wald im Winter JSON-LD" in words_of(client.get(address_of(article)))
    capture(admin_client, f"{server.url}/other")
    assert "Der Wald im Winter" in words_of(admin_client.get(address_of(article)))
    save(admin_client, address_of(article), "_publish")
    assert "What was found" not in words_of(admin_client.get(address_of(article)))


def test_words_that_were_marked_are_the_excerpt_whatever_the_page_says(
    admin_client, serve
):
    server = serve(lambda path: JSONLD)

    capture(admin_client, server.url, words="*Not* markup:\r\n1. <b>kept</b>")

    article = Article.objects.get()
    assert article.excerpt_text == "*Not* markup:\n1. <b>kept</b>"
    assert "<b>" not in article.excerpt_html


def test_page_that_cannot_be_had_is_a_draft_that_says_why(admin_client, serve):
    server = serve(lambda path: answer("no", status=403))

    words = words_of(capture(admin_client, server.url, page_title="As I <b>saw</b> it"))

    assert "“127.0.0.1” answers 403 (Forbidden)." in words
    assert "Title As I <b>saw</b> it your browser" in words
    assert Article.objects.get().title == "As I <b>saw</b> it"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"url": ""}, "This field is required."),
        (
            {"url": "file:///etc/passwd"},
            "A web address starts with http:// or https://",
        ),
        ({"url": "https://x.example/" + "x" * 2000}, "at most 2000 characters"),
        ({"url": "https://x.example/", "words": "\x1b"}, "character"),
        ({"url": "https://x.example/", "words": "w" * 20_001}, "at most 20000"),
    ],
)
def test_what_is_no_address_is_refused_and_the_words_stay(admin_client, fields, why):
    response = admin_client.post(CAPTURE, {"words": "Kept words", **fields})

    assert why in words_of(response)
    assert fields.get("words", "Kept words") in unescape(response.content.decode())
    assert not Article.objects.exists()


def test_covered_work_is_shown_and_run_again_on_purpose_alone(admin_client, serve):
    def play(path):
        return redirect("/long") if path == "/short" else JSONLD

    server = serve(play)
    earlier = make_article(title="Ours", url=f"{server.url}/long")
    make_note(earlier, body="Worth a *second* look.")
    other = make_article()

    for fields in ({}, {"again": other.uid}, {"again": "x"}):
        response = capture(admin_client, f"{server.url}/short", **fields)
        assert not response.redirect_chain
    words = words_of(response)
    assert "Ours 127.0.0.1 · published, 2021-01-01 Worth a second look." in words
    assert f'href="{address_of(earlier)}"' in response.content.decode()
    assert Article.objects.count() == 2

    (again,) = re.findall(r'name="again" value="([^"]*)"', response.content.decode())
    response = capture(admin_client, f"{server.url}/short", again=again)

    article = Article.objects.get(follows=earlier)
    assert response.redirect_chain == [(address_of(article), 302)]
    words = words_of(admin_client.get(LIST))
    assert "↻ Covered before: 2021-01-01 Worth a second look. Ours" in words


def test_nothing_is_fetched_or_written_but_by_an_editor_who_posts(client, serve):
    server = serve(lambda path: JSONLD)
    make_editor("view_article", "change_article")
    make_editor("add_article", name="adds")

    assert client.get(CAPTURE).status_code == 302
    client.force_login(User.objects.get(username="guest"))
    assert client.get(CAPTURE).status_code == 403
    assert client.post(CAPTURE, {"url": server.url}).status_code == 403
    client.force_login(User.objects.get(username="adds"))
    assert client.get(f"{CAPTURE}?url={server.url}").status_code == 200
    assert server.requests == []
    assert not Article.objects.exists()

    # Who may add, and see nothing, captures and comes back.
    response = capture(client, server.url)
    assert response.redirect_chain == [(CAPTURE, 302)]
    assert "“Der Wald im Winter” is a draft now." in response.content.decode()


def test_bookmarklet_leads_back_here_with_what_it_saw_after_the_hash(client):
    client.force_login(User.objects.create_superuser("é"))

    page = client.get(CAPTURE).content.decode()

    (address,) = re.findall(r'data-bookmarklet="([^"]*)"', page)
    assert unquote(unescape(address)) == (
        f"javascript:void open(\"http://testserver{CAPTURE}\"+'#'+new URLSearchParams("
        "{url:location.href,title:document.title,text:getSelection()+''}),"
        "'_blank','noopener')"
    )


def test_view_tells_what_is_known_of_an_address(client, admin_client):
    earlier = make_article(title="<Ours>", url="https://blog.example/a")
    make_article(title="Beside", url="https://blog.example/a#b")
    make_article(title="Much alike", authors=["Bo Laub"])
    asked = {"url": "http://blog.example/a/", "title": "Much Alike"}

    def told(**fields):
        return admin_client.post(COVERED, {**asked, **fields}).content.decode()

    assert told().index("&lt;Ours&gt;") < told().index("Beside")
    assert told().index("Beside") < told().index("Much alike")
    assert f'name="again" value="{earlier.uid}"' in told(on="capture")
    assert f'data-follow="{earlier.pk}"' in told(on="form")
    assert "Ours" not in told(but=earlier.pk)
    assert told(url="x\0", title="\0", authors="\0\n" * 99, but="9" * 99).strip() == ""
    assert "Much alike" in told(url="", title="", authors=" bo laub \r\n")

    assert admin_client.get(COVERED).status_code == 405
    client.force_login(make_editor("view_article"))
    assert client.post(COVERED, asked).status_code == 403
