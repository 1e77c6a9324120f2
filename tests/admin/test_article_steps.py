"""The steps of an article at the desk, who may take them, and what is told of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.models import Revision
from tests.admin.desk import (
    Form,
    address_of,
    latest,
    make_editor,
    notes_of,
    record_of,
    save,
    state_of,
    words_of,
)
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/article/add/"
TOMORROW = timezone.now() + timedelta(days=1)
FIRST = {"title": "Machine Unlearning", "url": "https://arxiv.org/abs/1912.03817"}


DRAFT = {"status": "draft", "published_at": None}
SOON = {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("columns", "buttons"),
    [
        (DRAFT, {"_publish": "published", "_submit": "in review"}),
        ({"status": "review"}, {"_publish": "published", "_reopen": "draft"}),
        ({}, {"_withdraw": "withdrawn"}),
        (SOON, {"_reopen": "draft"}),
        ({"status": "withdrawn"}, {"_reopen": "draft"}),
    ],
)
def test_buttons_are_the_steps_that_the_state_allows(admin_client, columns, buttons):
    article = make_article(**columns)
    page = admin_client.get(address_of(article)).content.decode()
    steps = ("_publish", "_submit", "_withdraw", "_reopen")
    assert {step for step in steps if f'name="{step}"' in page} == set(buttons)

    for button, state in buttons.items():
        article = make_article(**columns)
        why = {"why": "A hoax."} if button in ("_withdraw", "_reopen") else {}
        save(admin_client, address_of(article), button, title="Also saved", **why)
        assert state_of(article) == state
        assert record_of(article).title == "Also saved"


def test_step_that_is_not_allowed_any_more_is_refused_in_words(admin_client):
    article = make_article(status="withdrawn")

    response = save(admin_client, address_of(article), "_publish")

    assert "make it a draft first" in words_of(response)
    assert state_of(article) == "withdrawn"


def test_new_article_is_published_at_once(admin_client, client):
    save(admin_client, NEW, "_publish", **FIRST)

    assert client.get("/articles/machine-unlearning/").status_code == 200


def test_date_in_the_future_schedules(admin_client, client):
    future = {"published_at_0": "2100-01-01", "published_at_1": "08:00:00"}

    save(admin_client, NEW, "_publish", **FIRST, **future)

    assert latest().state == "scheduled"
    assert latest().published_at == datetime(2100, 1, 1, 8, tzinfo=UTC)
    assert client.get("/articles/machine-unlearning/").status_code == 404


def test_only_a_public_article_is_viewed_on_site(admin_client):
    for columns, links in (
        ({}, 1),
        (DRAFT, 0),
        (SOON, 0),
        ({"status": "withdrawn"}, 0),
    ):
        article = make_article(**columns)
        page = admin_client.get(address_of(article)).content.decode()
        assert page.count(f'href="/articles/{article.slug}/"') == links


# Accounts that may do less


def test_notes_belong_to_the_article_of_whoever_may_change_it(client):
    article = make_article(tags=["bias"])
    make_note(article, "Stays.")
    client.force_login(make_editor("change_article", "view_article"))

    save(client, address_of(article), title="Changed", notes=[{"body": "New."}])

    assert record_of(article).title == "Changed"
    assert notes_of(article) == ["Stays.", "New."]


def test_who_may_only_add_neither_publishes_nor_changes(client):
    client.force_login(make_editor("add_article"))

    save(client, NEW, "_publish", **FIRST, notes=[{"body": "A note."}])

    assert latest().state == "draft"
    assert notes_of(latest()) == ["A note."]


def test_who_may_only_look_sees_an_article_whole(client):
    article = make_article(tags=["bias", "speed"])
    make_note(article, "A note.")
    make_address(article, "https://github.com/a/b", "code")
    client.force_login(make_editor("view_article"))

    words = words_of(client.get(address_of(article)))

    assert "bias, speed" in words
    assert "code https://github.com/a/b" in words
    assert "A note." in words
    assert "None" not in words


# History and warnings


def test_history_tells_each_step_and_nothing_where_nothing_changed(admin_client):
    article = make_article(status="draft", published_at=None)
    save(admin_client, address_of(article))
    save(admin_client, address_of(article), "_publish")
    hoax = {"why": "A hoax."}
    save(admin_client, address_of(article), "_withdraw", title="Other", **hoax)

    told = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)

    published, withdrawn, changed = told
    assert published == "Now published."
    assert "title" in changed
    assert withdrawn == "Now withdrawn.\nA hoax."


def test_step_says_what_the_article_is_now(admin_client):
    article = make_article(status="draft", title="Later", published_at=TOMORROW)

    response = save(admin_client, address_of(article), "_publish")

    assert "“Later” is now scheduled." in words_of(response)


def test_date_that_hides_a_public_article_is_warned_of(admin_client):
    article = make_article(title="Seen")

    response = save(admin_client, address_of(article), published_at_0="2999-01-02")

    assert "“Seen” is hidden from readers until 2999-01-02" in words_of(response)


# Reasons and corrections


def test_reason_of_a_step_is_asked_where_there_is_one(admin_client):
    for columns, asked in (
        (DRAFT, False),
        ({"status": "review"}, True),
        ({}, True),
        (SOON, True),
        ({"status": "withdrawn"}, True),
    ):
        page = admin_client.get(address_of(make_article(**columns))).content.decode()
        assert ('name="why"' in page) == asked


def test_reason_is_kept_with_the_step_and_is_no_change(admin_client):
    article = make_article(slug="one")

    save(admin_client, address_of(article), "_withdraw", why="A hoax.")

    assert record_of(article).reason == "A hoax."
    assert LogEntry.objects.get().change_message == "Now withdrawn.\nA hoax."
    page = admin_client.get(address_of(article))
    assert "It was withdrawn: A hoax." in words_of(page)


def test_reason_without_a_step_does_nothing(admin_client):
    article = make_article()

    save(admin_client, address_of(article), why="A hoax.")

    assert record_of(article) == article.record()


def test_reason_that_is_too_long_is_refused_at_its_field(admin_client):
    article = make_article()

    response = save(admin_client, address_of(article), "_withdraw", why="x" * 501)

    assert "at most 500 characters" in words_of(response)
    assert state_of(article) == "published"


def test_step_without_its_reason_is_refused_and_what_was_typed_stays(admin_client):
    for button, columns in (
        ("_withdraw", {}),
        ("_reopen", {"status": "review"}),
        ("_reopen", SOON),
    ):
        article = make_article(title="Old", **columns)
        state = article.state

        page = save(admin_client, address_of(article), button, title="Typed", why=" ")

        assert "Say why “" in words_of(page)
        shown = Form(page.content.decode(), "article_form").fields
        assert shown["title"] == ["Typed"]
        assert (state_of(article), record_of(article).title) == (state, "Old")


def test_reason_without_its_step_is_refused_and_stays(admin_client):
    article = make_article(title="Old")

    page = save(admin_client, address_of(article), title="Typed", why="A hoax.")

    assert "A reason goes with “Save and withdraw”" in words_of(page)
    shown = Form(page.content.decode(), "article_form").fields
    assert (shown["title"], shown["why"]) == (["Typed"], ["A hoax."])
    assert record_of(article).title == "Old"


def test_step_is_told_once(admin_client):
    article = make_article(title="One", **DRAFT)

    page = words_of(save(admin_client, address_of(article), "_publish"))

    assert "“One” is now published." in page
    assert "successfully" not in page


def test_correction_is_saved_with_the_change_as_one_revision(admin_client):
    article = make_article(title="One")

    save(admin_client, address_of(article), title="Two", correction=" The title. ")

    record = record_of(article)
    assert (record.title, record.corrections[0].text) == ("Two", "The title.")
    latest = Revision.objects.of(article.uid).first()
    assert (latest.number, latest.changed) == (2, ["corrections", "title"])
    assert "The title." in words_of(admin_client.get(address_of(article)))


def test_correction_is_asked_for_where_readers_see_an_entry(admin_client):
    for columns, asked in (({}, True), (DRAFT, False), (SOON, False)):
        page = admin_client.get(address_of(make_article(**columns))).content.decode()
        assert ('name="correction"' in page) == asked


@pytest.mark.parametrize("words", ["x" * 501, "a\u202e\0b"])
def test_correction_that_cannot_be_is_refused_and_the_form_stays(admin_client, words):
    article = make_article(title="One")

    response = save(admin_client, address_of(article), title="Two", correction=words)

    assert record_of(article) == article.record()
    assert response.context["adminform"].form.errors.keys() == {"correction"}
    assert 'value="Two"' in response.content.decode()


def test_correction_of_what_is_hidden_by_the_same_save_is_refused(admin_client):
    article = make_article()
    future = {"published_at_0": "2999-01-02"}

    response = save(admin_client, address_of(article), **future, correction="A slip.")

    assert "nothing to correct in the open" in words_of(response)
    assert record_of(article).corrections == []


def test_corrections_of_two_editors_are_both_kept(admin_client):
    article = make_article(title="One")
    page = admin_client.get(address_of(article)).content.decode()
    fields = Form(page, "article_form").fields
    save(admin_client, address_of(article), title="Two", correction="First.")

    fields |= {"correction": ["Second."], "credit": ["Ann"]}
    admin_client.post(address_of(article), fields)

    record = record_of(article)
    assert [one.text for one in record.corrections] == ["First.", "Second."]
    assert (record.title, record.credit) == ("Two", "Ann")
