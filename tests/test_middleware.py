import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from digest.middleware import SecurityHeaders, TrustedProxies
from digest.variables import networks

FORWARDED = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "example.org",
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
}


@pytest.fixture
def trust(monkeypatch, settings):
    """A function that trusts the machines that it is given."""

    def trust_machines(names):
        monkeypatch.setenv("DIGEST_TRUSTED_PROXIES", names)
        settings.TRUSTED_PROXIES = networks("DIGEST_TRUSTED_PROXIES")
        settings.USE_X_FORWARDED_HOST = bool(settings.TRUSTED_PROXIES)
        settings.ALLOWED_HOSTS = ["testserver", "example.org"]

    return trust_machines


def seen(remote, **headers):
    """Return (secure, host, address) of a request from `remote`, as a view sees it."""
    found = []

    def view(request):
        found[:] = request.is_secure(), request.get_host(), request.META["REMOTE_ADDR"]

    TrustedProxies(view)(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))
    return tuple(found)


def test_forwarded_headers_of_a_stranger_do_not_count(trust):
    trust("")

    assert seen("192.0.2.1", **FORWARDED) == (False, "testserver", "192.0.2.1")


def test_forwarded_headers_of_a_machine_beside_the_trusted_one_do_not_count(trust):
    trust("192.0.2.2")

    assert seen("192.0.2.1", **FORWARDED) == (False, "testserver", "192.0.2.1")


@pytest.mark.parametrize(
    ("remote", "machines"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "127.0.0.1, 192.0.2.0/24"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/32"),
    ],
)
def test_forwarded_headers_of_a_trusted_machine_count(trust, remote, machines):
    trust(machines)

    assert seen(remote, **FORWARDED) == (True, "example.org", "198.51.100.7")


def test_visitor_is_the_last_address_that_is_not_trusted(trust):
    trust("192.0.2.0/24")
    chain = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7, 192.0.2.8"}

    assert seen("192.0.2.1", **chain)[2] == "198.51.100.7"


@pytest.mark.parametrize("machines", ["", "192.0.2.0/24"])
def test_visitor_of_ipv4_has_its_own_address_where_the_server_speaks_ipv6(
    trust, machines
):
    trust(machines)

    assert seen("::ffff:198.51.100.7")[2] == "198.51.100.7"
    assert seen("2001:db8::1")[2] == "2001:db8::1"


def test_nonsense_in_the_chain_is_not_taken_for_an_address(trust):
    trust("192.0.2.1")

    assert seen("192.0.2.1", HTTP_X_FORWARDED_FOR="unknown")[2] == "192.0.2.1"


def test_request_without_an_address_is_not_trusted(trust):
    trust("0.0.0.0/0")

    assert seen("", **FORWARDED) == (False, "testserver", "")


def test_view_may_set_a_stricter_header_of_its_own():
    own = {"Permissions-Policy": "fullscreen=(self)"}
    answer = SecurityHeaders(lambda _: HttpResponse(headers=own))(None)

    assert answer["Permissions-Policy"] == "fullscreen=(self)"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/login/", 200),
        ("/admin/no-such-page/", 302),
        ("/no-such-page/", 404),
        ("/static/admin/css/base.css", 200),
    ],
)
def test_every_answer_carries_the_policies(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    answer.close()


@pytest.mark.django_db
def test_foreign_host_is_refused(client):
    answer = client.get("/admin/login/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/feed.atom", "/tags/", "/nowhere/"])
def test_what_readers_get_is_asked_for_again(client, address):
    assert client.get(address)["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_shared_caches_show_a_page_without_asking_where_the_operator_says_so(
    client, settings
):
    settings.CDN_SECONDS = 60

    shared = "max-age=0, s-maxage=60, stale-if-error=86400"
    assert client.get("/")["Cache-Control"] == shared
    assert client.get("/nowhere/")["Cache-Control"] == "no-cache"
    assert "private" in client.get("/admin/login/")["Cache-Control"]
