"""An entry on its way: written, sent back, published, corrected, withdrawn."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article

LIST = "/admin/articles/article/"


@pytest.fixture
def desk(open_page, live_server):
    """A function that returns a page in which a new account is logged in."""

    def open_one(name, *permissions, width=1280):
        account = User.objects.create_user(name, is_staff=True)
        rights = Permission.objects.filter(codename__in=permissions)
        account.user_permissions.set(rights)
        client = Client()
        client.force_login(account)
        session = client.cookies["sessionid"].value
        page = open_page(viewport={"width": width, "height": 800})
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_one


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    return page.locator(".messagelist")


def test_entry_goes_from_its_writer_to_readers_and_back(desk, open_page):
    ann = desk("ann", "add_article", width=390)
    eve = desk("eve", "add_article", "change_article", "view_article")
    ann.goto(f"{LIST}add/")
    ann.locator("#id_title").fill("Machine Unlearning")
    ann.locator("#id_url").fill("https://arxiv.org/abs/1912.03817")
    expect(press(ann, "Save and submit for review")).to_contain_text("in review")
    address = f"{LIST}{Article.objects.get().pk}/change/"

    eve.goto(address)
    eve.get_by_label("Reason:").fill("Name the <authors>.")
    expect(press(eve, "Save as a draft")).to_contain_text("now draft")

    ann.goto(address)
    expect(ann.locator(".came-back")).to_contain_text("Name the <authors>.")
    expect(press(ann, "Save and submit for review")).to_contain_text("in review")

    eve.goto(address)
    expect(eve.locator(".came-back")).to_have_count(0)
    expect(press(eve, "Save and publish")).to_contain_text("now published")
    eve.goto(address)
    eve.get_by_label("Correction:").fill("The authors were missing.")
    expect(press(eve, "Save")).to_contain_text("changed")

    reader = open_page(viewport={"width": 390, "height": 800})
    for page in ("/", "/articles/machine-unlearning/"):
        reader.goto(page)
        expect(reader.get_by_text("The authors were missing.")).to_be_visible()

    eve.goto(address)
    eve.get_by_label("Reason:").fill("It was a <hoax>.")
    expect(press(eve, "Save and withdraw")).to_contain_text("now withdrawn")
    assert reader.reload().status == 410
    expect(reader.get_by_text("It was a <hoax>.")).to_be_visible()

    eve.goto(LIST)
    eve.get_by_role("link", name="Who did what").click()
    eve.get_by_label("What:").select_option("steps")
    eve.get_by_role("button", name="Show").click()
    rows = eve.locator(".trail tbody tr:not(:has(th))")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("Now withdrawn. It was a <hoax>.")
