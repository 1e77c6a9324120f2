"""Further addresses and the merge of two entries, in a browser."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_accessibility import findings
from tests.browser.test_desk import log_in
from tests.factories import make_address, make_article, make_note


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_entry_that_shares_an_address_is_merged_by_keyboard_and_parted(
    open_page, admin_user, width, scheme
):
    paper = make_article(["a"], title="Paper", slug="paper")
    make_address(paper, "https://github.com/a/b", "code")
    make_note(paper, "We said so.")
    draft = make_article(["b"], title="Draft", status="draft", published_at=None)
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    log_in(page)
    page.goto(f"/admin/articles/article/{draft.pk}/change/")

    page.get_by_label("Further addresses").fill("https://github.com/a/b")
    expect(page.locator(".covered")).to_contain_text("We said so.")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_role("link", name="Draft", exact=True).first.press("Enter")
    expect(page.get_by_label("Further addresses")).to_have_value(
        "code https://github.com/a/b"
    )
    page.get_by_role("link", name="Merge with “Paper”").press("Enter")
    title = page.get_by_role("group", name="Title")
    expect(title.get_by_label("Paper")).to_be_checked()
    assert findings(page) == {}
    title.get_by_label("Draft").check()
    page.get_by_role("button", name="Show what comes of it").press("Enter")
    expect(page.get_by_role("region", name="So it will be")).to_be_in_viewport()
    assert findings(page) == {}
    page.get_by_role("button", name="Merge", exact=True).press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is merged into “Paper”")
    assert [tag.name for tag in Article.objects.get().tag_list] == ["a", "b"]

    page.goto("/admin/articles/article/merged/")
    assert findings(page) == {}
    page.get_by_role("button", name="Undo: “Draft” was merged").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("are two entries again")
    titles = Article.objects.order_by("title").values_list("title", flat=True)
    assert list(titles) == ["Draft", "Paper"]
