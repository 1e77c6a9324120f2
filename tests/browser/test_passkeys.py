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
# Half a second goes by until it is touched.
SLOWLY = """
const get = navigator.credentials.get.bind(navigator.credentials);
navigator.credentials.get = async (options) => {
  await new Promise((touched) => setTimeout(touched, 500));
  return get(options);
};
"""


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()


def has_keys(page):
    """Give the browser of `page` a place for its keys.

    Return a function that does something with that: its verb, and what it needs.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    place = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return lambda verb, **how: session.send(f"WebAuthn.{verb}", place | how)


def add_passkey(page):
    page.goto(f"{HERE}passkeys/add/")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)


def log_out(page):
    menu = page.locator(".desk-menu summary")
    if menu.is_visible():  # on a phone
        menu.click()
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#site-name")).to_be_visible()


def log_in_again(page):
    """Log out, and in by the password, up to the second question."""
    log_out(page)
    log_in(page)
    page.wait_for_url(f"**{HERE}log-in/")


def test_passkey_is_a_second_factor_and_opens_the_desk_alone(page, admin_user):
    has_keys(page)
    log_in(page)
    add_passkey(page)

    log_in_again(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()

    log_out(page)
    page.goto("/admin/login/?next=/admin/settings/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_key_may_take_its_time(page, admin_user):
    page.add_init_script(SLOWLY)
    has_keys(page)
    log_in(page)
    add_passkey(page)
    log_in_again(page)
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="The desk")).to_be_visible()
    assert [url.partition("/admin/")[2] for url in sent] == ["second-factor/log-in/"]


def test_passkey_that_fails_is_said(page, admin_user, settings):
    keys = has_keys(page)
    log_in(page)
    add_passkey(page)
    log_out(page)
    keys("clearCredentials")
    settings.MFA_RATE_LIMITS = {"passkey_asked": "1/h/ip"}
    failed = page.get_by_role("alert").filter(has_text="No passkey was taken.")

    page.goto("/admin/login/")
    expect(failed).to_be_hidden()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(failed).to_be_visible()

    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("Too often: wait a minute.")

    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(failed).to_be_visible()

    log_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(failed).to_be_visible()


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
