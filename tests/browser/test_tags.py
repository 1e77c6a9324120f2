"""Tags at the desk, in a browser."""

from playwright.sync_api import expect

from articles.models import Article, Tag
from tests.browser.test_desk import NEW, chosen, log_in
from tests.factories import make_article, make_tag


def test_new_entry_takes_tags_that_fit_and_tags_are_merged_by_keyboard(
    page, admin_user
):
    for _ in range(2):
        make_article(tags=["models"])
    make_tag("model")
    log_in(page)
    page.goto(NEW)
    page.get_by_label("Title").fill("A model of models")
    page.get_by_label("Source:").fill("https://x.test/1")
    offered = page.get_by_role("group", name="Tags that may fit")
    offered.get_by_role("button", name="+ model", exact=True).press("Enter")
    expect(offered.get_by_role("button", name="+ models")).to_be_focused()
    assert chosen(page) == ["model"]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was added")

    page.goto("/admin/articles/tag/care/")
    page.get_by_role("link", name="Merge “model” and “models”").press("Enter")
    page.get_by_label("models").check()
    page.get_by_role("button", name="Merge").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("merged into “models”")
    assert [tag.name for tag in Article.objects.latest("pk").tag_list] == ["models"]
    page.get_by_role("button", name="Undo: “model” was merged").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 entry bears again")
    assert Tag.objects.count() == 2


def test_tags_are_cared_for_by_keys(page, admin_user):
    for name in ("plainly", "seldom"):
        make_tag(name)
    log_in(page)
    page.goto("/admin/articles/tag/care/")

    for key in "jjkj":
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="seldom", exact=True)).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_text("It stays as it is")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#care-tag a")).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_label("Another name")).to_be_focused()
    page.keyboard.type("Simply")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The tag is “Simply” now.")).to_be_visible()
    expect(page.locator("#care-tag a")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
