"""An editor imports a file, on a phone, in the dark, without a script."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from articles.models import READING, Article, Upload
from tests.browser.test_accessibility import findings
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def entries(*held):
    """Return a fixture of articles, each of which has these fields."""
    return json.dumps([{"model": "articles.article", "fields": each} for each in held])


@pytest.fixture
def phone(open_page, client, admin_user, live_server):
    """A function that opens a small dark screen, logged in, with scripts or without."""
    client.force_login(admin_user)
    session = client.cookies["sessionid"].value

    def open_one(scripts):
        page = open_page(
            viewport={"width": 390, "height": 844},
            color_scheme="dark",
            java_script_enabled=scripts,
        )
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_one


def send(page, text):
    """Send a file, and wait for its plan."""
    page.goto("/admin/articles/article/import/")
    page.get_by_label("File:").set_input_files(
        {"name": "their.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()


def test_file_is_imported_and_taken_back_without_a_script(phone):
    page = phone(scripts=False)
    send(page, entries({"title": "Theirs", "url": "https://blog.example/1"}))

    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("“their.json” is imported")).to_be_visible()
    assert Article.objects.get().title == "Theirs"
    page.get_by_role("link", name="Undo: their.json").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("“their.json” is undone: 1 entry.")).to_be_visible()
    assert not Article.objects.exists()


def test_axe_finds_nothing_on_a_plan_and_it_fits_a_phone(phone):
    make_article(title="Ours", url="https://blog.example/2")
    page = phone(scripts=True)
    send(
        page,
        entries(
            {"title": "Theirs", "url": "https://blog.example/1", "tags": ["bias"]},
            {"title": "Again", "url": "https://blog.example/2"},
            {"title": "W" * 200, "url": "/nowhere"},
        ),
    )

    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="refused (1)").click()
    expect(page.get_by_role("heading", name="refused")).to_be_in_viewport()


def test_how_far_a_large_file_is_is_looked_up_again(phone, admin_user):
    file = SimpleUploadedFile("their.json", b"[]")
    upload = Upload.objects.keep(file, admin_user, {"choices": {}})
    upload.claim(READING, upload.plan, about=60_000)
    page = phone(scripts=True)
    page.clock.install()
    page.goto(f"/admin/articles/article/import/{upload.uid}/")
    expect(page.get_by_text("Reading: 0 of about 60,000 entries.")).to_be_visible()
    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    Upload.objects.update(done=12_000)
    page.clock.run_for(3000)
    expect(page.get_by_text("Reading: 12,000 of about")).to_be_visible()
    Upload.objects.all().delete()
    page.clock.run_for(3000)
    expect(page.get_by_text("That file waits no longer")).to_be_visible()
