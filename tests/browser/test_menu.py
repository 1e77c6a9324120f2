"""The menu of the desk, on a screen that is too narrow for the sidebar."""

import pytest
from django.contrib.admin import site
from playwright.sync_api import expect

from articles.models import EditorSettings
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import desk

__all__ = ["desk"]

START = "/admin/"
TRIAGE = "/admin/articles/article/triage/"
SMALL = """[...document.querySelectorAll("#header :is(a, button, summary)")]
  .filter(one => one.checkVisibility() && !one.closest("#branding"))
  .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)"""


def menu(page):
    return page.get_by_role("navigation", name="The desk")


def button(page):
    return page.locator(".desk-menu summary")


def test_menu_leads_about_by_keyboard(desk):
    page = desk(390)
    page.goto(START)
    triage = menu(page).get_by_role("link", name="Triage")
    expect(triage).to_be_hidden()
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()

    page.locator("#site-name a").focus()
    page.keyboard.press("Tab")
    expect(button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(triage).to_be_visible()
    triage.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{TRIAGE}")

    button(page).press("Enter")
    current = menu(page).locator("[aria-current]")
    expect(current).to_have_text(["Triage"])
    expect(current).to_have_attribute("aria-current", "page")


def test_menu_needs_no_script(desk):
    page = desk(390, java_script_enabled=False)

    page.goto(START)
    button(page).click()
    menu(page).get_by_role("link", name="Articles").click()
    page.wait_for_url("**/admin/articles/article/")
    button(page).click()
    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()


def test_menu_is_there_where_the_sidebar_is_not(desk):
    page = desk(767)
    page.goto(TRIAGE)
    sidebar = page.get_by_role("navigation", name="Sidebar")
    expect(button(page)).to_be_visible()
    expect(sidebar).to_be_hidden()

    page.set_viewport_size({"width": 768, "height": 800})

    expect(button(page)).to_be_hidden()
    expect(sidebar).to_be_visible()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["en", "de"])
def test_open_menu_fits_and_a_thumb_meets_all_of_it(
    desk, admin_user, monkeypatch, width, language
):
    monkeypatch.setattr(site, "site_header", f"The {'W' * 40} digest")
    EditorSettings(account=admin_user, language=language).save()
    page = desk(width)

    page.goto(TRIAGE)
    button(page).click()

    expect(page.locator("#logout-form")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_menu(desk, scheme):
    page = desk(390)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(TRIAGE)
    button(page).click()

    assert findings(page) == {}


def test_menu_is_not_printed(desk):
    page = desk(390)
    page.goto(START)
    button(page).click()
    page.emulate_media(media="print")

    expect(page.locator(".desk-menu")).to_be_hidden()
    expect(page.locator("#content")).to_be_visible()
