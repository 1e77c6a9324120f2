"""Many entries at once, in a browser: found by a named filter, seen, changed."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import LIST, desk  # noqa: F401
from tests.factories import make_article, make_tag

DRAFT = {"status": "draft", "published_at": None}


def test_all_that_a_named_filter_finds_get_a_tag(desk):  # noqa: F811
    make_tag("bias")
    for _ in range(52):
        make_article(**DRAFT)
    public = make_article()
    page = desk()
    page.goto(f"{LIST}?state=draft")
    page.get_by_label("Name of this filter").fill("My queue")
    page.get_by_label("Name of this filter").press("Enter")
    page.goto(LIST)
    page.get_by_role("link", name="My queue").click()
    page.get_by_label("Select all objects on this page").check()
    page.get_by_role("button", name="Select all 52 articles").click()
    page.get_by_label("Action:").select_option(label="Add or take away tags")
    page.get_by_role("button", name="Go").click()

    expect(page.get_by_text("52 entries are selected")).to_be_visible()
    page.locator(".field-add .select2-search__field").fill("bias")
    options = page.locator(".select2-results__option")
    options.get_by_text("bias", exact=True).click()
    page.get_by_role("button", name="Show what happens").click()
    expect(page.get_by_text("52 of them get other tags.")).to_be_visible()
    assert not Article.objects.filter(tags__name="bias").exists()
    page.get_by_role("button", name="Do it to 52 entries").click()
    expect(page.locator(".messagelist")).to_contain_text("52 entries are changed.")

    assert page.url.endswith("?state=draft")
    assert Article.objects.filter(tags__name="bias").count() == 52
    assert not public.tags.exists()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_pages_for_many(
    open_page, client, admin_user, live_server, width
):
    make_article(title="x" * 290, tags=["bias"], **DRAFT)
    client.force_login(admin_user)
    # What axe does to fields with a style of their own the policy would refuse.
    page = open_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    session = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    page.context.add_cookies([cookie])
    found = {}

    def look(name):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if faults := findings(page):
            found[name] = faults

    page.goto("/admin/")
    look("start")
    for action in ("spread", "change_tags", "publish"):
        page.goto(f"{LIST}?state=draft")
        look("list")
        page.locator(".action-select").check()
        page.locator("select[name=action]").select_option(action)
        page.get_by_role("button", name="Go").click()
        page.locator("#bulk_form").wait_for()
        look(action)

    assert found == {}
