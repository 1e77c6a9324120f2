"""The door to the network, with real servers behind it, kind ones and hostile ones."""

import gzip
import ssl
import time
import zlib
from itertools import repeat

import brotli
import pytest
import trustme

from articles import http
from articles.errors import Refused
from articles.http import fetch
from tests.servers import answer, redirect

PAGE = "<title>Grüße</title>"
MIB = 1024 * 1024


@pytest.fixture
def name():
    """A resolver for which every name is this machine."""
    return lambda host, port: ["127.0.0.1"]


def refusal(*args, **options):
    """Return the sentence with which a fetch is refused, in less than 11 seconds."""
    start = time.monotonic()
    with pytest.raises(Refused) as refused:
        fetch(*args, **options)
    assert time.monotonic() - start < 11
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


def test_page_is_fetched_with_what_it_says_of_itself(serve):
    server = serve(lambda path: answer(PAGE, "Text/HTML; Charset=UTF-8"))

    found = fetch(f"{server.url}/a?b=c#d")

    assert found.url == f"{server.url}/a?b=c"
    assert found.media_type == "text/html"
    assert found.text == PAGE
    assert not found.cut


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


# Slow, endless, broken


def drip(head=b""):
    """Yield a head, then a byte at a time, for longer than anyone waits."""
    yield head
    for byte in repeat(b"x", 300):
        time.sleep(0.1)
        yield byte


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nX: ", HEAD], ids=["status", "headers", "body"]
)
def test_server_that_drips_costs_no_more_than_the_time_there_is(serve, head):
    server = serve(lambda path: drip(head))
    start = time.monotonic()

    assert "takes too long" in refusal(server.url, clock=http.Clock(0.5))
    assert time.monotonic() - start < 2


def test_server_that_never_answers_costs_no_more_than_the_time_there_is(serve):
    server = serve(lambda path: (time.sleep(0.2) or b"" for _ in range(20)))

    assert "takes too long" in refusal(server.url, clock=http.Clock(0.5))


def test_redirects_share_the_time(serve):
    def play(path):
        time.sleep(0.3)
        return redirect("/")

    server = serve(play)

    assert "takes too long" in refusal(server.url, clock=http.Clock(0.5))
    assert http.SECONDS == 10
    assert 4.5 < http.Clock().half().left("page.example") <= 5


@pytest.mark.parametrize(
    "head",
    [
        repeat(b"X-Filler: " + b"y" * 1000 + b"\r\n", 200),
        repeat(b"X" * 4096, 50),
    ],
    ids=["many", "one long"],
)
def test_endless_headers_are_refused(serve, head):
    server = serve(lambda path: (b"HTTP/1.1 200 OK\r\n", *head))

    assert "sends more than 64 kB of headers" in refusal(server.url)


def test_endless_answers_before_the_answer_are_refused(serve):
    server = serve(lambda path: repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, 2000))

    assert "sends more than 64 kB of headers" in refusal(server.url)


def test_endless_body_is_cut(serve):
    server = serve(lambda path: (HEAD, *repeat(b"y" * 65536, 100)))

    found = fetch(server.url)

    assert found.cut
    assert 2 * MIB - 65536 < len(found.content) <= 2 * MIB


def test_page_that_just_fits_is_not_cut(serve):
    server = serve(lambda path: answer(b"y" * (2 * MIB - 1000)))

    assert not fetch(server.url).cut


BOMBS = {
    "gzip": gzip.compress(bytes(200 * MIB), 9),
    "deflate": zlib.compress(bytes(200 * MIB), 9),
    "br": brotli.compress(bytes(20 * MIB), quality=1),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_bomb_is_cut_where_it_unpacks_to_too_much(serve, coding):
    server = serve(lambda path: answer(BOMBS[coding], Content_Encoding=coding))

    found = fetch(server.url)

    assert found.cut
    assert len(found.content) == 2 * MIB


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
def test_packed_page_is_unpacked(serve, coding, pack):
    server = serve(lambda path: answer(pack(PAGE.encode()), Content_Encoding=coding))

    assert fetch(server.url).text == PAGE


@pytest.mark.parametrize("coding", ["gzip, gzip", "zstd", "compress", "x" * 1000])
def test_packing_that_was_not_asked_for_is_refused(serve, coding):
    server = serve(lambda path: answer(b"x", Content_Encoding=coding))

    assert "packs its answer" in refusal(server.url)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nContent-Type: text/html\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\nnot packed",
        b"\x00" * 100,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
    ],
    ids=repr,
)
def test_broken_answer_is_refused(serve, sent):
    server = serve(lambda path: sent)

    refusal(server.url)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("application/pdf", "sends application/pdf, not text/html or"),
        ("image/png", "sends image/png"),
        ("text/html-ish", "sends text/html-ish"),
        ("nonsense", "sends a file of no kind"),
        ("x" * 5000, "sends a file of no kind"),
    ],
)
def test_wrong_kind_is_refused_before_it_is_read(serve, kind, words):
    sent = []

    def play(path):
        yield answer(kind=kind, Content_Length=50 * MIB)
        for _ in range(50):
            sent.append(1)
            yield bytes(MIB)

    server = serve(play)

    assert words in refusal(server.url)
    server.close()
    assert len(sent) < 50


def test_other_kinds_are_read_where_they_are_wanted(serve):
    server = serve(lambda path: answer("{}", "application/json"))

    found = fetch(server.url, ["application/json"])

    assert found.text == "{}"
    assert "Accept: application/json\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "answers 404 (Not Found)"),
        (403, "answers 403 (Forbidden)"),
        (500, "answers 500 (Internal Server Error)"),
        (799, "answers 799."),
        (304, "answers 304 (Not Modified)"),
    ],
)
def test_page_that_is_not_there_is_told_with_its_number(serve, status, words):
    server = serve(lambda path: answer(PAGE, status=status))

    assert words in refusal(server.url)


def test_encoding_of_the_page_is_found(serve):
    def play(path):
        return answer(PAGE.encode("cp1252"), "text/html; charset=utf-8")

    assert fetch(serve(play).url).text == PAGE


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
