"""A fixture is loaded at the desk: sent, its plan read, applied."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles import limits
from articles.models import Article, Tag, Upload
from tests.admin.desk import make_editor, words_of
from tests.factories import make_article
from tests.jobs.test_fixtures import content

pytestmark = pytest.mark.django_db

LOAD = "/admin/articles/article/load/"
LIST = "/admin/articles/article/"
EARLY = datetime(2021, 1, 1, tzinfo=UTC)
NOUNS = ("article", "tag", "page", "oldaddress")
MAY_LOAD = [f"{verb}_{noun}" for verb in ("add", "change") for noun in NOUNS]


def send(client, text, step="plan", **choices):
    """Send a file to the desk; return the page that answers."""
    name = choices.pop("name", "content.json")
    file = {"file": SimpleUploadedFile(name, text.encode())} if text is not None else {}
    fields = {"known": "refuse edited", step: "x", **choices, **file}
    return client.post(LOAD, fields, follow=True)


def hidden_in(page):
    """Return the hidden fields of the plan's form, but for the token."""
    found = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()
    )
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_plan_is_read_and_then_applied(admin_client):
    make_article(title="Old title", updated_at=EARLY, tags=["bias"])
    before = content()
    text = before.replace("Old title", "New <title>")

    plan = send(admin_client, text)

    words = words_of(plan)
    assert "0 created, 1 changed, 0 deleted . Nothing is written yet." in words
    assert "changed article “ New <title> ”" in words
    assert "title Old title New <title>" in words
    assert content() == before
    done = send(admin_client, None, "apply", **hidden_in(plan))
    assert "“content.json” is loaded: 0 created, 1 changed, 0 deleted." in words_of(
        done
    )
    assert content() == text
    assert not Upload.objects.exists()


def test_what_the_digest_holds_already_offers_nothing_to_apply(admin_client):
    make_article(updated_at=EARLY)

    page = send(admin_client, content())

    assert "holds all of this already" in words_of(page)
    assert b'name="apply"' not in page.content


def test_edit_is_not_undone_unless_the_editor_says_so(admin_client):
    make_article(title="File", updated_at=EARLY)
    text = content()
    Article.objects.update(title="Here", updated_at=timezone.now())

    refused = send(admin_client, text)
    assert "edited here after the file was written" in words_of(refused)
    assert "“content.json” was sent" in words_of(refused)
    again = {**hidden_in(refused), "known": "take"}
    plan = send(admin_client, None, **again)
    assert "title Here File" in words_of(plan)
    send(admin_client, None, "apply", **hidden_in(plan))
    assert Article.objects.get().title == "File"


def test_prune_is_planned_and_applied(admin_client):
    make_article(title="Goes")

    plan = send(admin_client, "[]", prune="on")
    assert "deleted article “ Goes ”" in words_of(plan)
    assert Article.objects.exists()
    send(admin_client, None, "apply", **hidden_in(plan))
    assert not Article.objects.exists()


def test_what_came_after_the_plan_is_not_deleted_before_it_was_named(admin_client):
    make_article(title="Goes")
    plan = send(admin_client, "[]", prune="on")
    make_article(title="Written since")

    page = send(admin_client, None, "apply", **hidden_in(plan))

    assert Article.objects.count() == 2
    assert "no longer what it was when the plan was made" in words_of(page)
    assert "deleted article “ Written since ”" in words_of(page)
    send(admin_client, None, "apply", **hidden_in(page))
    assert not Article.objects.exists()


def test_edit_since_the_plan_is_not_overwritten_unread(admin_client):
    make_article(title="Here", excerpt="One.", updated_at=EARLY)
    text = content().replace('"Here"', '"File"')
    plan = send(admin_client, text, known="take")
    Article.objects.update(excerpt="Two.", updated_at=timezone.now())

    page = send(admin_client, None, "apply", **hidden_in(plan))

    assert Article.objects.get().title == "Here"
    assert "excerpt Two. One." in words_of(page)
    send(admin_client, None, "apply", **hidden_in(page))
    assert content() == text


@pytest.mark.parametrize("read", [{}, {"read": ""}, {"read": "0" * 64}])
def test_nothing_is_applied_whose_plan_was_not_read(admin_client, read):
    make_article(title="Here", updated_at=EARLY)
    text = content().replace("Here", "File")
    plan = send(admin_client, text)

    page = send(admin_client, text, "apply", **read)
    assert "0 created, 1 changed, 0 deleted . Nothing is written yet." in words_of(page)
    other = hidden_in(plan) | {"upload": hidden_in(page)["upload"]}
    send(
        admin_client, None, "apply", **other
    )  # another file than the one that was read
    assert Article.objects.get().title == "Here"


def test_entry_by_hand_is_applied_though_its_notes_are_new(admin_client):
    url = make_article(updated_at=EARLY).url
    held = {"title": "By hand", "url": url, "notes": [{"body": "New."}], "tags": ["a"]}
    text = json.dumps([{"model": "articles.article", "fields": held}])

    plan = send(admin_client, text)
    send(admin_client, None, "apply", **hidden_in(plan))

    assert Article.objects.get().title == "By hand"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "Choose a file."),
        ("", "empty"),
        ("{", "content.json: line 1, column 1: a list of entries is needed"),
        ('[{"model": "<b>"}]', "entry 1, line 1: an entry is"),
    ],
)
def test_bad_file_is_refused_in_words_and_nothing_is_written(admin_client, text, words):
    page = send(admin_client, text)

    assert words in words_of(page)
    assert not Tag.objects.exists()
    assert not Article.objects.exists()


def test_file_that_is_too_long_is_refused(admin_client, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD", 10)

    assert "11 bytes: at most 10 here" in words_of(
        send(admin_client, "[" + " " * 9 + "]")
    )
    assert not Upload.objects.exists()


def test_long_plan_is_shown_in_part(admin_client):
    held = [
        {"model": "articles.tag", "fields": {"name": f"tag {number}"}}
        for number in range(501)
    ]
    page = send(admin_client, json.dumps(held))

    assert page.content.count(b'class="plan-created"') == 500
    assert "And 1 more." in words_of(page)


def test_upload_is_of_its_account_and_goes_after_a_day(admin_client, client):
    send(admin_client, "[]")
    theirs = Upload.objects.get()
    client.force_login(make_editor(*MAY_LOAD))

    page = send(client, None, "apply", upload=str(theirs.uid))
    assert "Choose a file." in words_of(page)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    send(client, "[]", name="x" * 300)
    assert Upload.objects.get().name == "x" * limits.NAME


def test_only_who_may_change_everything_may_load(client):
    client.force_login(make_editor(*MAY_LOAD[1:]))
    assert client.get(LOAD).status_code == 403
    assert b"Load a fixture" not in client.get(LIST).content

    client.force_login(make_editor(*MAY_LOAD, name="other"))
    assert b"Load a fixture" in client.get(LIST).content
    assert b'name="prune"' not in client.get(LOAD).content
    make_article(title="Stays")
    send(client, "[]", "apply", prune="on")
    assert Article.objects.exists()


@pytest.mark.parametrize("model", ["[]", "{}", "null", "7", '"articles.\\ud800"'])
def test_what_no_page_can_show_is_refused_in_words(admin_client, model):
    text = f'[{{"model": {model}, "fields": {{"title": "a\\ud800\\u001b[31mb"}}}}]'
    page = send(admin_client, text)

    assert page.status_code == 200
    assert "entry 1 (“a\\ud800\\u001b[31mb”), line 1: model:" in words_of(page)
