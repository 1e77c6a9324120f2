"""Two browsers on one entry, a session that ends while one types, and the bin."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article, Unfinished
from tests.factories import make_article, make_note

BIN = "/admin/articles/binned/"


@pytest.fixture
def desk(open_page, live_server):
    """A function that returns a page of a browser in which `account` is logged in."""

    def open_one(account):
        client = Client()
        client.force_login(account)
        session = client.cookies["sessionid"].value
        page = open_page(viewport={"width": 1280, "height": 800})
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_one


def address_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def test_two_editors_see_each_other_and_choose_where_they_clash(desk, admin_user):
    article = make_article(title="Old title", excerpt="Old words.")
    ada = User.objects.create_superuser("ada")
    mine, theirs = desk(admin_user), desk(ada)
    for page in (mine, theirs):
        with page.expect_response("**/here/"):
            page.goto(address_of(article))
    expect(theirs.locator(".typing-others")).to_have_text("admin is here too.")
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(mine.locator(".typing-others")).to_have_text("ada is here too.")

    theirs.get_by_label("Title").fill("Their title")
    theirs.get_by_label("Excerpt:").fill("Their words.")
    save(theirs)
    expect(theirs.locator(".messagelist .success")).to_be_visible()
    mine.get_by_label("Title").fill("My title")
    save(mine)
    asked = mine.locator(".compared section")
    expect(asked).to_have_count(1)
    expect(asked.locator("ins")).to_have_text("My")
    assert Article.objects.get().title == "Their title"
    asked.get_by_label("Take mine").check()
    save(mine)
    expect(mine.locator(".messagelist .success")).to_be_visible()

    after = Article.objects.get()
    assert (after.title, after.excerpt) == ("My title", "Their words.")


def test_no_typed_character_is_lost_with_the_session(desk, admin_user):
    article = make_article(title="Old title", excerpt="Old words.")
    page = desk(admin_user)
    page.goto(address_of(article))
    excerpt, problem = page.get_by_label("Excerpt:"), page.locator(".typing-problem")

    excerpt.fill("Some words.")
    expect(page.locator(".typing-kept")).to_contain_text("Kept, not saved")
    page.context.set_offline(True)
    excerpt.press_sequentially(" More.")
    expect(problem).to_contain_text("The server does not answer.")
    page.context.set_offline(False)
    expect(problem).to_be_empty()
    Session.objects.all().delete()
    excerpt.press_sequentially(" Even more.")
    expect(problem).to_contain_text("You are not logged in any more.")
    excerpt.press_sequentially(" Last.")
    save(page)
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{address_of(article)}")
    assert excerpt.input_value() == "Old words."
    expect(page.locator(".offer")).to_contain_text("“Old title”")
    page.get_by_role("button", name="Take it up").click()
    expect(excerpt).to_have_value("Some words. More. Even more. Last.")
    assert Article.objects.get().excerpt == "Old words."
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()

    assert Article.objects.get().excerpt == "Some words. More. Even more. Last."
    with page.expect_response("**/here/"):
        page.goto(address_of(article))
    expect(page.locator(".offer")).to_have_count(0)
    assert not Unfinished.objects.filter(is_done=False).exists()
    assert "typing:" not in page.evaluate("Object.keys(localStorage).join()")
    page.get_by_label("Title").fill("Typed and left")  # at once, before it is sent
    page.goto("/admin/")
    page.goto("/admin/")
    expect(page.locator(".unfinished")).to_contain_text("Typed and left")


def test_deleted_entry_comes_back_whole_from_the_bin(desk, admin_user):
    article = make_article(title="Deleted", tags=["bias"])
    make_note(article, "A note.")
    before = article.record()
    page = desk(admin_user)
    page.goto(address_of(article))
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Into the bin").click()
    expect(page.locator(".messagelist")).to_contain_text("It is in the bin now.")
    assert not Article.objects.exists()

    page.goto(BIN)
    page.get_by_role("checkbox", name="Select this object").check()
    page.locator("select[name=action]").select_option("Restore selected entries")
    page.locator(".actions button[name=index]").click()
    expect(page.locator(".messagelist")).to_contain_text("“Deleted” is restored.")

    assert Article.objects.get().record() == before
    page.goto(f"/articles/{before.slug}/")
    expect(page.get_by_role("note")).to_contain_text("A note.")
