"""Small forms, and typing that can no longer be saved: no typed character is lost."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article, Binned, Tag, acting
from tests.browser.test_accessibility import findings
from tests.browser.test_nothing_is_lost import desk  # noqa: F401
from tests.factories import make_article, make_tag

TRIAGE = "/admin/articles/article/triage/"
LIST = "/admin/articles/article/"
DRAFT = {"status": "draft", "published_at": None}


def log_in(page):
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator("#user-tools")).to_be_visible()


def kept_in(page):
    return page.evaluate("Object.keys(localStorage).join()")


def test_reason_outlives_the_session_in_triage(desk, admin_user):  # noqa: F811
    make_article(title="One", status="review")
    make_article(title="Two", status="review")
    page = desk(admin_user)
    page.goto(TRIAGE)
    page.keyboard.press("r")
    page.keyboard.type("A long reason.")
    Session.objects.all().delete()
    page.keyboard.press("Enter")
    log_in(page)

    reason = page.get_by_label("Back to its writer, because")
    expect(reason).to_have_value("A long reason.")
    reason.press("Enter")
    expect(page.locator(".triage h2")).to_have_text("Two")

    assert Article.objects.get(title="One").reason == "A long reason."
    expect(page.get_by_label("Back to its writer, because")).to_have_value("")
    assert "kept:" not in kept_in(page)


def test_step_for_many_outlives_the_session(desk, admin_user):  # noqa: F811
    make_article(title="One", **DRAFT)
    page = desk(admin_user)
    page.goto(LIST)
    page.locator(".action-select").check()
    page.locator("select[name=action]").select_option("Spread over days")
    page.locator(".actions button[name=index]").click()
    page.get_by_label("From the day").fill("2100-01-01")
    page.get_by_label("At:").fill("09:30")
    page.get_by_label("So many a day").fill("1")
    Session.objects.all().delete()
    page.get_by_role("button", name="Show what happens").click()
    log_in(page)
    expect(page.locator(".offer")).to_contain_text("nothing was done")
    page.get_by_role("button", name="Take it up").click()

    expect(page.get_by_label("From the day")).to_have_value("2100-01-01")
    page.get_by_role("button", name="Do it to 1 entry").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().state == "scheduled"
    assert "kept:" not in kept_in(page)


def test_description_of_a_tag_outlives_the_session(desk, admin_user):  # noqa: F811
    tag = make_tag("bias", description="Old.")
    page = desk(admin_user)
    page.goto(f"/admin/articles/tag/{tag.pk}/change/")
    page.get_by_label("Description").fill("Typed.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    log_in(page)
    Tag.objects.update(description="Theirs.")
    expect(page.get_by_label("Description")).to_have_value("Old.")
    page.get_by_label("Description").fill("New typing leaves what is offered.")
    page.reload()
    page.locator(".offer").first.get_by_role("button", name="Take it up").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Description")).to_have_value("Typed.")
    page.get_by_role("button", name="Save", exact=True).click()

    asked = page.locator(".compared section")
    expect(asked).to_have_count(1)
    assert findings(page) == {}
    asked.get_by_label("Take mine").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Tag.objects.get().description == "Typed."
    assert "kept:" not in kept_in(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_writer_types_while_an_editor_publishes_is_shown(
    desk,  # noqa: F811
    width,
):
    ann = User.objects.create_user("ann", is_staff=True)
    ann.user_permissions.add(Permission.objects.get(codename="add_article"))
    article = make_article(title="Mine", account=ann, **DRAFT)
    page = desk(ann)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{LIST}{article.pk}/change/")
    article.publish()
    page.get_by_label("Excerpt:").fill("My words.\n\nAnd more.")
    expect(page.locator(".typing-problem")).to_have_text(
        "“Mine” is published now: only an editor changes it. What you type is kept."
    )
    page.get_by_role("button", name="Save", exact=True).click()

    excerpt = page.get_by_label("Excerpt")
    expect(excerpt).to_have_value("My words.\n\nAnd more.")
    assert findings(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    excerpt.locator("xpath=..").get_by_role("button").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="Mine").first.click()
    expect(page).to_have_url(re.compile("/unfinished/"))


def test_entry_that_a_colleague_deleted_is_restored_with_what_was_typed(
    desk,  # noqa: F811
    admin_user,
):
    article = make_article(title="Old")
    page = desk(admin_user)
    page.goto(f"{LIST}{article.pk}/change/")
    with acting(User.objects.create_user("ada")):
        Binned.objects.throw([article])
    page.get_by_label("Title").fill("Typed")
    expect(page.locator(".typing-problem")).to_contain_text("was deleted by ada on")
    page.goto("/admin/")
    page.get_by_role("link", name="Typed").click()
    page.get_by_role("button", name="Restore the entry").click()
    page.get_by_role("button", name="Take it up").click()
    expect(page.get_by_label("Title")).to_have_value("Typed")


def test_cookies_that_are_gone_lose_nothing_and_break_nothing(
    desk,  # noqa: F811
    admin_user,
):
    page = desk(admin_user)
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{LIST}add/")
    page.context.clear_cookies()
    page.get_by_label("Title").fill("New")
    page.get_by_label("Excerpt:").fill("Some **words**.")
    expect(page.locator(".typing-problem")).to_contain_text("not logged in any more")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    page.locator("#content").get_by_role("link", name="Log in").click()
    log_in(page)
    page.goto("/admin/")  # what this browser alone knew of is listed

    expect(page.locator(".unfinished")).to_contain_text("New")
    assert broken == []
