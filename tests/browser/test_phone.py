"""The desk on a phone: what is pressed opens, and nothing is cut off."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import NEW, desk
from tests.factories import make_article, make_tag

__all__ = ["desk"]

DRAFT = {"status": "draft", "published_at": None}
CAPTURE = "/admin/articles/article/capture/"
TRIAGE = "/admin/articles/article/triage/"


def box(place):
    """Return the left, right, top and bottom of what a page shows, in pixels."""
    found = place.bounding_box()
    right, bottom = found["x"] + found["width"], found["y"] + found["height"]
    return found["x"], right, found["y"], bottom


@pytest.mark.parametrize("width", [390, 1280])
def test_more_steps_of_a_form_show_and_save(desk, width):
    page = desk(width)
    page.goto(NEW)
    page.get_by_label("Title").fill("First")
    page.get_by_label("Source:").fill("https://example.org/first")

    page.locator(".more-steps summary").click()
    step = page.get_by_role("button", name="Save and add another")
    left, right, top, _ = box(step)
    assert left >= 0
    assert right <= width
    assert top >= 0
    step.click()

    page.wait_for_url(f"**{NEW}")
    assert Article.objects.get().title == "First"


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_kept_of_a_capture_is_offered_only_once_there_is_some(desk, width):
    page = desk(width)
    discard = page.get_by_role("button", name="Discard what was kept here")
    page.goto(CAPTURE)
    expect(discard).to_be_hidden()

    page.get_by_label("Address:").press_sequentially("https://e")
    page.reload()

    expect(discard).to_be_visible()
    discard.click()
    expect(discard).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_list_of_keys_is_not_cut_off(desk, width):
    make_article(**DRAFT)
    page = desk(width)
    page.goto(TRIAGE)

    page.get_by_role("button", name="Keys").click()

    left, right, *_ = box(page.get_by_role("dialog"))
    assert left >= 0
    assert right <= width


def test_entry_stands_beside_its_box_where_a_tag_is_split(desk):
    tag = make_tag("bias")
    make_article(title="On bias", tags=["bias"])
    page = desk(390)

    page.goto(f"/admin/articles/tag/{tag.pk}/split/")

    tick = page.get_by_role("checkbox", name="On bias")
    words = page.locator("label", has=tick)
    assert box(tick)[0] - box(words)[0] < 8
    assert box(tick)[1] - box(tick)[0] < 32


def test_fields_of_a_step_for_many_stand_on_one_line(desk):
    make_article()
    page = desk(390)
    page.goto("/admin/articles/article/")
    page.locator(".action-select").check()
    page.locator("select[name=action]").select_option(label="Add or take away tags")
    page.get_by_role("button", name="Go").click()

    first = page.locator(".field-add .select2-selection")
    second = page.locator(".field-take .select2-selection")
    assert box(first)[2:] == box(second)[2:]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_groups_of_an_account_are_read_in_both_schemes(desk, admin_user, scheme):
    page = desk(390)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    page.goto(f"/admin/auth/user/{admin_user.pk}/change/")

    expect(page.get_by_text("Chosen groups").first).to_be_visible()
    assert "color-contrast" not in findings(page)


def test_keys_are_not_told_where_there_is_no_keyboard(desk):
    make_article(**DRAFT)
    page = desk(390, is_mobile=True, has_touch=True)

    page.goto(TRIAGE)

    expect(page.get_by_role("button", name="Publish")).to_be_visible()
    expect(page.locator("kbd:visible")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_way_back_from_a_form_that_is_not_accepted_can_be_read(desk, scheme):
    page = desk(390)
    page.emulate_media(color_scheme=scheme)
    page.goto(NEW)
    page.context.clear_cookies(name="csrftoken")
    page.evaluate("document.querySelector('#article_form').submit()")

    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    assert "color-contrast" not in findings(page)
