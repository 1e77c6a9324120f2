"""Twenty entries are decided on with the keyboard alone, in a minute."""

import time

import pytest
from playwright.sync_api import expect

from articles.models import Article, Binned
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk  # noqa: F401
from tests.factories import make_article, make_tag

TRIAGE = "/admin/articles/article/triage/"
DRAFT = {"status": "draft", "published_at": None}


def make_queue(count):
    make_tag("bias")
    return [make_article(title=f"On bias {number}", **DRAFT) for number in range(count)]


def is_at(page, number):
    expect(page.locator(".triage h2")).to_have_text(f"On bias {number}")


def test_twenty_entries_are_triaged_by_keyboard_in_a_minute(desk):  # noqa: F811
    make_queue(19)
    make_article(title="On bias 19", status="review")
    page = desk()
    page.goto(TRIAGE)
    started = time.monotonic()

    for number in range(20):
        is_at(page, number)
        if number == 19 or number % 4 == 3:
            page.keyboard.press("r")
            page.keyboard.type("Not pressing, just true")
            page.keyboard.press("Enter")
        elif number % 4 == 0:
            page.keyboard.press("1")
            expect(page.get_by_role("button", name="Take “bias” away")).to_be_visible()
            page.keyboard.press("p")
        elif number % 4 == 1:
            page.keyboard.press("s")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("t")
            page.keyboard.type("jpqr")
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Take “jpqr” away")).to_be_visible()
            page.keyboard.press("j")
    expect(page.get_by_text("That was the last one.")).to_be_visible()
    took = time.monotonic() - started

    articles = Article.objects.all()
    assert articles.filter(tags__name="bias").published().count() == 5
    assert articles.scheduled().count() == 5
    days = (
        articles.scheduled().order_by("published_at").values_list("published_at__date")
    )
    assert len(set(days)) == 5
    assert articles.filter(tags__name="jpqr", status="draft").count() == 5
    assert Binned.objects.filter(why="Not pressing, just true").count() == 4
    assert articles.get(reason="Not pressing, just true").title == "On bias 19"
    assert took < 60


def test_keys_walk_both_ways_and_open_the_entry(desk):  # noqa: F811
    make_queue(3)
    page = desk()
    page.goto(TRIAGE)
    is_at(page, 0)
    for key, number in (("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        is_at(page, number)
    page.keyboard.press("o")
    page.wait_for_url("**/change/")


def test_key_that_is_held_down_decides_once(desk):  # noqa: F811
    make_queue(3)
    page = desk()
    page.goto(TRIAGE)
    page.keyboard.down("p")
    page.keyboard.down("p")
    page.keyboard.down("p")
    is_at(page, 1)
    page.keyboard.down("p")
    page.keyboard.up("p")

    assert Article.objects.published().count() == 1


def test_escape_leads_out_of_a_field_back_to_the_keys(desk):  # noqa: F811
    make_queue(2)
    page = desk()
    page.goto(TRIAGE)
    page.keyboard.press("r")
    page.keyboard.type("jkp")
    expect(page.locator("#triage-reason")).to_have_value("jkp")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    is_at(page, 1)


def test_keys_are_listed_and_switched_off(desk):  # noqa: F811
    make_queue(2)
    page = desk()
    page.goto(TRIAGE)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    for key in "pj":
        page.keyboard.press(key)
    page.reload()
    page.keyboard.press("p")
    is_at(page, 0)

    assert not Article.objects.published().exists()


def test_it_works_without_a_script(open_page, client, admin_user, live_server):
    make_queue(2)
    client.force_login(admin_user)
    page = open_page(java_script_enabled=False)
    session = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(TRIAGE)
    expect(page.get_by_role("button", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="Publish").click()
    is_at(page, 1)
    page.get_by_label("To the bin, because").fill("No.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, width):  # noqa: F811
    make_article(title="x" * 300, excerpt="y" * 200, tags=["bias"], **DRAFT)
    make_article(title="On bias", **DRAFT)
    page = desk(width)
    for address in (TRIAGE, f"{TRIAGE}?at=99999"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert findings(page) == {}
