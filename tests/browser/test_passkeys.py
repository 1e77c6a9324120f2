"""Logging in by a key of the browser, and how the pages for it look."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "/admin/second-factor/"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()


def has_keys(page):
    """Give the browser of `page` a place for its keys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def add_passkey(page):
    page.goto(f"{HERE}passkeys/add/")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)


def log_out(page):
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#site-name")).to_be_visible()


def test_passkey_is_a_second_factor_and_opens_the_desk_alone(page, admin_user):
    has_keys(page)
    log_in(page)
    add_passkey(page)

    log_out(page)
    log_in(page)
    page.wait_for_url(f"**{HERE}log-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()

    log_out(page)
    page.goto("/admin/login/?next=/admin/settings/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_the_pages_of_accounts(
    open_page, admin_user, width, scheme, tmp_path
):
    # What axe does to fields with a style of their own the policy would refuse.
    page = open_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    has_keys(page)
    found = {}

    def look(name):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png")
        if faults := findings(page):
            found[name] = faults

    page.goto("/admin/login/")
    look("log in")
    log_in(page)
    page.goto(HERE)
    look("second factor")
    page.goto(f"{HERE}passkeys/add/")
    look("is it you")
    add_passkey(page)
    look("codes")
    page.goto(f"{HERE}app/")
    look("app")
    page.goto(f"{HERE}passkeys/add/")
    look("passkey")
    page.goto(HERE)
    look("with a passkey")
    page.get_by_role("link", name="Take it away").click()
    look("take away")
    log_out(page)
    log_in(page)
    look("second question")
    assert User.objects.count() == 1
    assert found == {}
