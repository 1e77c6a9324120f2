"""Lists that change without a full load, and are true all the same."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import make_article

FIRST = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def entries(transactional_db):
    """Forty-five entries: all on bias, every third also on speed; one of 2022."""
    for number in range(45):
        make_article(
            title=f"Entry {number}",
            tags=["bias", "speed"] if number % 3 == 0 else ["bias"],
            published_at=FIRST + timedelta(days=number),
        )
    make_article(
        title="Later", tags=["speed"], published_at=datetime(2022, 6, 1, tzinfo=UTC)
    )


def mark(page):
    """Put a mark on the document, which a full load would take away."""
    page.evaluate("window.marked = true")


def is_marked(page):
    return page.evaluate("window.marked === true")


def facet(page, name):
    return page.locator("#refine").get_by_role("link", name=name)


def said(page):
    """Return what a screen reader is told, of the region that outlives a change."""
    return page.locator("body > [role=status]")


def test_facet_changes_the_list_without_a_full_load(page, entries):
    page.goto("/")
    mark(page)
    facet(page, "speed").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("/?tag=speed")

    expect(page.locator("main .status")).to_have_text("16 entries.")
    expect(said(page)).to_have_text("16 entries.")
    expect(facet(page, "speed")).to_be_focused()
    assert facet(page, "speed").get_attribute("aria-current") == "true"
    feed = page.locator("head link[type='application/feed+json']")
    assert feed.get_attribute("href").endswith("/feed.json?tag=speed")
    canonical = page.locator("head link[rel=canonical]")
    assert canonical.get_attribute("href").endswith("/?tag=speed")
    facet(page, "2022").click()
    page.wait_for_url("/?tag=speed&year=2022")
    expect(said(page)).to_have_text("1 entry.")
    assert page.locator(".entry").count() == 1
    page.locator(".chip", has_text="2022").click()
    page.wait_for_url("/?tag=speed")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert is_marked(page)


def test_page_is_turned_and_its_head_comes_into_sight(page, entries):
    page.goto("/")
    mark(page)
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("/page/2/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Older entries")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page).to_have_title("The Digest · page 2")
    expect(said(page)).to_have_text("The Digest · page 2")
    assert is_marked(page)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Entry 25"


def test_history_goes_back_and_forth(page, entries):
    page.goto("/tags/speed/")
    mark(page)
    page.locator("#year-2021").click()
    page.wait_for_url("/tags/speed/?year=2021")
    page.get_by_role("link", name="Oldest first").click()
    page.wait_for_url("/tags/speed/?year=2021&order=oldest")
    expect(page.locator(".entry").first).to_contain_text("Entry 0")

    page.go_back()
    page.wait_for_url("/tags/speed/?year=2021")
    expect(page.locator(".entry").first).to_contain_text("Entry 42")
    expect(said(page)).to_have_text("15 entries.")
    page.go_back()
    page.wait_for_url("/tags/speed/")
    expect(page.locator(".entry").first).to_contain_text("Later")
    expect(page.locator(".entry")).to_have_count(16)
    page.go_forward()
    expect(page.locator("main .status")).to_have_text("15 entries.")
    assert is_marked(page)
    page.locator("#year-2021").click()  # what was restored is alive
    page.wait_for_url("/tags/speed/")
    assert is_marked(page)


def test_back_from_an_entry_leads_to_the_list_as_it_was(page, entries):
    page.goto("/")
    facet(page, "speed").click()
    page.wait_for_url("/?tag=speed")
    page.get_by_role("link", name="Later").click()
    page.wait_for_url("**/articles/**")

    page.go_back()

    page.wait_for_url("/?tag=speed")
    expect(page.locator("main .status")).to_have_text("16 entries.")


def test_jump_within_the_page_keeps_the_history_true(open_page, entries):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto("/")
    page.locator(".jump").click()
    facet(page, "speed").click()
    page.wait_for_url("/?tag=speed")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()

    # The way back begins before the browser tells of `hashchange`.
    page.evaluate(
        "navigation.addEventListener"
        "('currententrychange', () => history.go(-3), {once: true})"
    )
    page.locator(".jump").click()
    page.wait_for_url("/")
    expect(page.locator(".chip")).to_have_count(0)
    page.wait_for_function("!window.navigation?.transition")  # the way back has ended
    page.evaluate("history.go(3)")
    page.wait_for_url("/?tag=speed#refine")

    expect(page.locator(".chip")).to_have_count(1)


def test_search_of_a_page_changes_what_is_found(page, entries):
    page.goto("/search/?q=entry&tag=speed")
    mark(page)
    box = page.get_by_role("searchbox", name="Search for")
    box.fill("later")
    box.press("Enter")
    page.wait_for_url("/search/?q=later&tag=speed")

    expect(page.locator("main .status")).to_have_text("1 entry.")
    expect(page).to_have_title("Search: later, #speed · The Digest")
    expect(box).to_be_focused()
    expect(box).to_have_value("later")
    assert is_marked(page)
    box.fill("nowhere")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    expect(said(page)).to_have_text("0 entries.")
    assert is_marked(page)


@pytest.mark.parametrize("way", ["abort", "500", "not a page"])
def test_where_a_change_fails_the_browser_goes_there_itself(page, entries, way):
    page.goto("/")
    mark(page)

    def fail(route):
        if "hx-request" not in route.request.headers:
            route.continue_()
        elif way == "abort":
            route.abort()
        else:
            status = 500 if way == "500" else 200
            route.fulfill(status=status, body="<h1>Down</h1>", content_type="text/html")

    page.route("**/?tag=speed", fail)
    facet(page, "speed").click()
    page.wait_for_url("/?tag=speed")

    expect(page.locator("main .status")).to_have_text("16 entries.")
    assert not is_marked(page)


def test_list_that_is_not_to_be_had_on_the_way_back_is_loaded(page, entries):
    page.goto("/")
    facet(page, "speed").click()
    page.wait_for_url("/?tag=speed")
    mark(page)

    def fail(route):
        restored = "hx-history-restore-request" in route.request.headers
        route.abort() if restored else route.continue_()

    page.route("**/*", fail)
    page.go_back()
    expect(page.locator(".entry")).to_have_count(20)
    expect(page.locator(".chip")).to_have_count(0)
    page.wait_for_function("window.marked === undefined")


def test_last_of_two_quick_choices_counts(page, entries):
    page.goto("/")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/?tag=speed", hold)
    facet(page, "speed").click()
    facet(page, "2022").click()
    page.wait_for_url("/?year=2022")
    for route in held:
        route.abort()

    expect(page.locator("main .status")).to_have_text("1 entry.")
    assert page.url.endswith("/?year=2022")


def test_new_tab_and_other_ways_out_are_left_to_the_browser(page, entries):
    page.goto("/")
    with page.context.expect_page() as opened:
        facet(page, "speed").click(modifiers=["Control"])
    opened.value.wait_for_url("**/?tag=speed")

    assert page.url.endswith("/")


def test_lists_work_without_scripts(open_page, entries):
    page = open_page(java_script_enabled=False)
    page.goto("/")
    facet(page, "speed").click()
    page.wait_for_url("/?tag=speed")
    page.locator(".chip").click()
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("/page/2/")
    page.get_by_role("link", name="Previous page").click()
    page.wait_for_url("/")

    assert page.locator(".entry").count() == 20


def test_tags_are_filtered_as_one_types(page, entries):
    make_article(tags=["École"])
    page.goto("/tags/")
    box = page.get_by_role("searchbox", name="Filter the tags")
    status = page.locator(".narrow [role=status]")

    box.press_sequentially("E")
    expect(status).to_have_text("Tags shown: 2")
    assert page.locator(".facet:visible span[dir]").all_inner_texts() == [
        "speed",
        "École",
    ]
    assert page.locator(".index h2:visible").all_inner_texts() == ["S", "É"]
    box.press_sequentially("cole")
    expect(status).to_have_text("Tags shown: 1")
    box.fill("no such")
    expect(status).to_have_text("No tag has these letters in its name.")
    box.fill("")
    expect(page.locator(".facet:visible")).to_have_count(3)
    expect(status).to_have_text("")


def test_filter_of_tags_is_made_by_the_script_alone(open_page, entries):
    page = open_page(java_script_enabled=False)
    page.goto("/tags/")

    expect(page.locator("main input")).to_have_count(0)
    page.get_by_role("link", name="Most used").click()
    assert page.locator(".facet span[dir]").all_inner_texts() == ["bias", "speed"]
