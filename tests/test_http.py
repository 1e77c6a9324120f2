"""The door to the network, with real servers behind it, kind ones and hostile ones."""

import ssl
import time

import pytest
import trustme

from articles import http
from articles.http import fetch
from tests.servers import answer, redirect, refusal

PAGE = "<title>Grüße</title>"
MIB = 1024 * 1024


@pytest.fixture
def name():
    """A resolver for which every name is this machine."""
    return lambda host, port: ["127.0.0.1"]


def test_page_is_fetched_with_what_it_says_of_itself(serve):
    server = serve(lambda path: answer(PAGE, "Text/HTML; Charset=UTF-8"))

    found = fetch(f"{server.url}/a?b=c#d")

    assert found.url == f"{server.url}/a?b=c#d"
    assert server.requests[0].startswith("GET /a?b=c HTTP/1.1")  # it is never sent
    assert found.media_type == "text/html"
    assert found.text == PAGE
    assert not found.cut


@pytest.mark.parametrize(("end", "there"), [("", "#d"), ("#other", "#other")])
def test_place_on_a_page_is_kept_through_a_redirect(serve, end, there):
    server = serve(lambda path: redirect(f"/b{end}") if path == "/a" else answer(PAGE))

    assert fetch(f"{server.url}/a#d").url == f"{server.url}/b{there}"


def test_request_says_who_asks_and_nothing_of_the_editor(serve, settings, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = serve(lambda path: answer(PAGE))

    fetch(server.url.replace("http://", "http://ann:secret@"))

    (request,) = server.requests
    assert f"Host: 127.0.0.1:{server.port}\r\n" in request
    assert f"User-Agent: Digest (+{settings.SITE_URL})\r\n" in request
    assert "ookie" not in request
    assert "uthorization" not in request


def test_redirects_are_followed_and_no_cookie_is_kept(serve):
    def play(path):
        if path == "/4":
            return answer(PAGE)
        return answer(
            status=302, Location=f"/{int(path[1:]) + 1}", Set_Cookie="a=b; Path=/"
        )

    server = serve(play)

    assert fetch(f"{server.url}/0").url == f"{server.url}/4"
    assert not any("ookie" in request for request in server.requests)


def test_five_redirects_are_followed_and_no_sixth(serve):
    server = serve(lambda path: redirect(f"/{int(path[1:]) + 1}"))

    assert "redirects more than 5 times" in refusal(f"{server.url}/0")
    assert len(server.requests) == 6


def test_redirect_in_a_circle_ends(serve):
    server = serve(redirect)

    assert "redirects more than 5 times" in refusal(server.url)


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://2852039166/",
        "//[::ffff:127.0.0.1]/",
        "https://localhost./",
        "http://0/",
    ],
)
def test_redirect_to_what_is_not_public_is_not_followed(serve, settings, target):
    server = serve(lambda path: redirect(target))

    def resolve(host, port):
        return ["::1"] if host == "localhost" else ["127.0.0.1"]

    assert "cannot be reached" in refusal(server.url, resolve=resolve)


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)"]
)
def test_redirect_off_the_web_is_not_followed(serve, target):
    server = serve(lambda path: redirect(target))

    assert "Only addresses with http:// or https://" in refusal(server.url)


def test_redirect_to_another_port_is_not_followed(serve):
    server = serve(lambda path: redirect("http://127.0.0.1:6379/"))

    assert "Port 6379 is not opened" in refusal(server.url)


def test_name_that_changes_its_address_is_asked_for_once_a_connection(serve, settings):
    """The second answer would lead inside: what was checked is what is connected to."""
    server = serve(lambda path: redirect("/again") if path == "/" else answer(PAGE))
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append(host)
        return next(answers)

    address = f"http://rebinding.example:{server.port}/"

    assert "“rebinding.example” cannot be reached" in refusal(address, resolve=resolve)
    assert asked == ["rebinding.example"] * 2  # for the address, and for the redirect
    assert len(server.requests) == 1


def test_of_several_addresses_only_the_public_ones_are_tried(serve):
    server = serve(lambda path: answer(PAGE))

    def resolve(host, port):
        return ["10.0.0.1", "::1", "127.0.0.2", "nonsense", "127.0.0.1"]

    found = fetch(f"http://page.example:{server.port}/", resolve=resolve)

    assert found.text == PAGE
    assert f"Host: page.example:{server.port}" in server.requests[0]


def test_private_and_unreachable_sites_are_told_in_the_same_words(serve, settings):
    server = serve(lambda path: answer(PAGE))
    server.close()

    def no_such_name(host, port):
        raise OSError("Name or service not known")

    address = f"http://page.example:{server.port}/"
    sentences = {
        refusal(address, resolve=lambda host, port: ["127.0.0.1"]),  # closed
        refusal(address, resolve=lambda host, port: ["10.0.0.1"]),
        refusal(address, resolve=lambda host, port: []),
        refusal(address, resolve=no_such_name),
    }

    assert len(sentences) == 1


def test_name_that_no_one_can_look_up_costs_no_more_than_the_time_there_is():
    def resolve(host, port):
        time.sleep(3)
        return []

    start = time.monotonic()

    assert "cannot be reached" in refusal(
        "http://page.example/", resolve=resolve, clock=http.Clock(0.3)
    )
    assert time.monotonic() - start < 2


# TLS


@pytest.fixture
def authority():
    """An authority for certificates, known to nobody."""
    return trustme.CA()


@pytest.fixture
def secure_server(serve, authority):
    """A server that has a certificate of the authority, as page.example."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("page.example").configure_cert(context)
    return serve(lambda path: answer(PAGE), context=context)


def test_certificate_is_checked_for_the_name_though_a_number_is_connected_to(
    authority, secure_server, monkeypatch, name, tmp_path
):
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    found = fetch(f"https://page.example.:{secure_server.port}/", resolve=name)

    assert found.text == PAGE
    assert "no valid certificate" in refusal(
        f"https://other.example:{secure_server.port}/", resolve=name
    )


def test_certificate_of_nobody_is_refused(secure_server, name):
    assert "“page.example” has no valid certificate" in refusal(
        f"https://page.example:{secure_server.port}/", resolve=name
    )
