"""The menu of the desk for narrow screens: what it offers to whom."""

import re
from html import unescape

import pytest

from tests.admin.desk import make_editor
from tests.factories import make_article

pytestmark = pytest.mark.django_db

START = "/admin/"
LINK = re.compile(r'<a href="([^"]*)"[^>]*>([^<]*)</a>')


def menu(client, address=START):
    """Return {name: address} of what the menu on a page leads to; None without one."""
    page = client.get(address).content.decode()
    found = re.search('<nav class="desk-menu".*?</nav>', page, re.DOTALL)
    return found and {unescape(name): to for to, name in LINK.findall(found[0])}


def test_menu_leads_an_administrator_everywhere(admin_client):
    found = menu(admin_client)

    assert {"Capture", "Triage", "Import", "Articles", "Tags", "Users"} <= found.keys()
    for name, address in found.items():
        assert admin_client.get(address).status_code == 200, name


def test_menu_leads_a_contributor_to_their_own_pages_alone(client):
    client.force_login(make_editor(groups=["Contributor"]))

    found = menu(client)

    assert list(found) == ["Capture", "Triage", "Calendar", "Articles"]
    for name, address in found.items():
        assert client.get(address).status_code == 200, name


def test_account_without_rights_has_an_empty_menu(client):
    client.force_login(make_editor())

    assert menu(client) == {}


def test_stranger_has_no_menu(client):
    for address in ("/admin/login/", "/admin/password/", "/admin/password/sent/"):
        assert menu(client, address) is None, address


def test_pages_in_a_window_of_their_own_have_no_menu(admin_client):
    make_article(tags=["bias"])

    assert menu(admin_client, "/admin/articles/tag/add/?_popup=1") is None
    assert menu(admin_client, "/admin/articles/tag/add/") is not None


@pytest.mark.parametrize(
    "address", ["/admin/articles/article/triage/", "/admin/articles/tag/"]
)
def test_menu_says_where_one_is(admin_client, address):
    page = admin_client.get(address).content.decode()
    found = re.search('<nav class="desk-menu".*?</nav>', page, re.DOTALL)

    assert re.findall('<a href="([^"]*)" aria-current="page">', found[0]) == [address]
