"""The keys of a reader: j, k, o, / and ?, and the way to switch them off."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_article


@pytest.fixture
def titles(transactional_db):
    """The titles of three entries, as they stand on the front page."""
    for number in (1, 2, 3):
        make_article(title=f"Entry {number}", slug=f"entry-{number}", tags=["bias"])
    return ["Entry 1", "Entry 2", "Entry 3"]


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_j_and_k_walk_the_list_and_stop_at_its_ends(page, titles):
    page.goto("/")
    walked = []
    for key in "jjjjkkkk":
        page.keyboard.press(key)
        walked.append(focused(page))

    one, two, three = titles
    assert walked == [one, two, three, three, two, one, one, one]
    link = page.get_by_role("link", name="Entry 1")
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


@pytest.mark.parametrize("key", ["o", "Enter"])
def test_entry_is_opened_by_a_key(page, titles, key):
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press(key)

    page.wait_for_url("**/articles/entry-2/")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_entry_with_the_focus_comes_into_sight(open_page, titles, motion):
    page = open_page(viewport={"width": 390, "height": 300}, reduced_motion=motion)
    page.goto("/")
    for _ in range(3):
        page.keyboard.press("j")
    last = page.get_by_role("link", name="Entry 3")
    if motion == "reduce":  # there at once
        assert 0 <= last.bounding_box()["y"] < 300
    expect(last).to_be_in_viewport()


def test_walk_goes_on_from_where_the_focus_is(page, titles):
    page.goto("/")
    page.locator(".entry", has_text="Entry 2").locator(".tag").focus()
    page.keyboard.press("j")

    assert focused(page) == "Entry 3"


def test_slash_leads_to_the_search(open_page, titles):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("jk?/")
    expect(page.get_by_role("searchbox")).to_have_value("jk?/")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.goto("/search/?q=entry")
    page.keyboard.press("/")
    page.keyboard.type("other")
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("other")

    phone = open_page(viewport={"width": 390, "height": 800})
    phone.goto("/")
    phone.keyboard.press("/")
    phone.wait_for_url("**/search/")


def test_question_mark_lists_the_keys_and_escape_goes_back(page, titles):
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert dialog.locator("kbd").all_inner_texts() == ["j", "k", "o", "/", "?"]

    page.keyboard.press("j")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert focused(page) == "Entry 1"


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_with_a_modifier_are_left_to_the_browser(page, titles, modifier):
    page.goto("/")
    page.keyboard.press(f"{modifier}+j")
    page.keyboard.press(f"{modifier}+?")

    assert page.evaluate("document.activeElement === document.body")
    expect(page.get_by_role("dialog")).to_be_hidden()


REFUSE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); }
})"""


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "refused"])
def test_keys_are_switched_off_and_on_again_in_the_dialog(page, titles, stored):
    if not stored:
        page.add_init_script(REFUSE)
    page.goto("/")
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    for key in "j/?":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.reload()
    page.keyboard.press("j")
    assert (focused(page) == "Entry 1") is not stored

    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_label("Use these keys")).to_be_checked(checked=not stored)
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page).startswith("Entry")


def test_without_scripts_nothing_speaks_of_keys(open_page, titles):
    page = open_page(java_script_enabled=False)
    page.goto("/")

    expect(page.get_by_role("button", name="Keys")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_hidden()
