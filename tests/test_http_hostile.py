"""Servers that are slow, endless or broken cost a sentence, and no more time."""

import gzip
import time
import zlib
from itertools import repeat

import brotli
import pytest

from articles import http
from articles.http import fetch
from tests.servers import answer, redirect, refusal

PAGE = "<title>Grüße</title>"
MIB = 1024 * 1024


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
