"""What the server of a stranger answers: with malice, or oddly and meaning well."""

import gzip
import time
import zlib
from itertools import count, repeat

import brotli

from tests.servers import answer, redirect
from tests.test_http_hostile import BOMBS, HEAD, MIB, drip

PAGE = "<title>Grüße</title>"
STATUS = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = HEAD[:-2] + b"Content-Length: 5000000000\r\n\r\n"


def silent(head=b""):
    """Yield a head, and then nothing for longer than anyone waits."""
    yield head
    for _ in range(150):
        time.sleep(0.1)
        yield b""


def packed(coding, body, **headers):
    return answer(body, Content_Encoding=coding, **headers)


def chunks(pieces):
    """Yield an answer in pieces, each with its length before it."""
    yield CHUNKED
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


numbers = count()
TWICE = gzip.compress(gzip.compress(bytes(MIB)))

# These take all the time there is.
SLOW = {
    "nothing": silent,
    "status": lambda: silent(STATUS),
    "headers": lambda: silent(STATUS + b"X: y\r\n"),
    "body": lambda: silent(HEAD),
    "part of a body": lambda: silent(LONG + PAGE.encode()),
    "length of a chunk": lambda: silent(CHUNKED + b"ff"),
    "a byte a time": drip,
    "headers a byte a time": lambda: drip(STATUS + b"X: "),
    "body a byte a time": lambda: drip(HEAD),
    "packed a byte a time": lambda: drip(HEAD[:-2] + b"Content-Encoding: br\r\n\r\n"),
}
# Of these the beginning is read, or nothing.
ENDLESS = {
    "body": lambda: (HEAD, *repeat(b"y" * 65536, 100)),
    "length of gigabytes": lambda: (LONG, *repeat(b"y" * 65536, 100)),
    "chunks": lambda: chunks(repeat(b"y" * 65536, 100)),
    "small chunks": lambda: (CHUNKED, *repeat(b"8\r\nyyyyyyyy\r\n" * 4000, 200)),
    **{coding: lambda coding=coding: packed(coding, BOMBS[coding]) for coding in BOMBS},
    "bombs in a row": lambda: packed("gzip", BOMBS["gzip"] * 5),
}
REFUSED = {
    "headers without end": lambda: (STATUS, *repeat(b"X: " + b"y" * 1000 + b"\n", 200)),
    "a header of 100 kB": lambda: STATUS + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    "100,000 headers": lambda: STATUS + b"X:y\r\n" * 100_000 + b"\r\n",
    "a status without end": lambda: repeat(b"HTTP/1.1 200 " + b"y" * 4096, 50),
    "hints without end": lambda: repeat(b"HTTP/1.1 103 Hints\r\n\r\n" * 100, 2000),
    "a kind of 70 kB": lambda: answer(PAGE, kind="x" * 70_000),
    "packed twice": lambda: packed("gzip, gzip", TWICE),
    "packed twice, on two lines": lambda: packed(
        "gzip", TWICE, **{"content-encoding": "gzip"}
    ),
    "packed in nine layers": lambda: packed(", ".join(["gzip"] * 9), TWICE),
    "packed in what was not asked for": lambda: packed("zstd", b"x"),
    "packed in nonsense": lambda: packed("x" * 1000, b"x"),
    "not packed though it says so": lambda: packed("gzip", PAGE),
    "packed and broken": lambda: packed(
        "br", brotli.compress(b"x" * 999)[:-3] + b"xxx"
    ),
    "shorter than it says": lambda: answer(PAGE, Content_Length=5000),
    "a length of words": lambda: answer(PAGE, Content_Length="many"),
    "a length below nothing": lambda: answer(PAGE, Content_Length=-1),
    "two lengths": lambda: answer(PAGE, **{"content-length": 3}),
    "a length beyond all numbers": lambda: answer(PAGE, Content_Length="9" * 500),
    "a chunk of no length": lambda: CHUNKED + b"zz\r\n",
    "a chunk of a length below nothing": lambda: CHUNKED + b"-5\r\nx\r\n",
    "a chunk of a length without end": lambda: (CHUNKED, *repeat(b"f" * 4096, 50)),
    "a chunk that is cut off": lambda: CHUNKED + b"ff\r\nx",
    "no answer": lambda: b"",
    "another protocol": lambda: b"SSH-2.0-OpenSSH_9.2\r\n",
    "zeros": lambda: b"\0" * 1000,
    "no protocol": lambda: b"<title>x</title>",
    "another version": lambda: b"HTTP/9.9 200 OK\r\n\r\nx",
    "no status": lambda: b"HTTP/1.1\r\n\r\n",
    "a status of words": lambda: b"HTTP/1.1 fine OK\r\n\r\n",
    "another protocol from now on": lambda: answer(status=101, Upgrade="websocket"),
    "a header without a name": lambda: STATUS + b": x\r\n\r\n",
    "a header with a NUL": lambda: STATUS + b"X: a\0b\r\n\r\n",
    "a picture": lambda: answer(PAGE, kind="image/png"),
    "a program": lambda: answer(PAGE, kind="application/octet-stream"),
    "almost a page": lambda: answer(PAGE, kind="text/html-ish"),
    "no kind": lambda: HEAD.replace(b"Content-Type: text/html\r\n", b"") + b"x",
    "a kind of nonsense": lambda: answer(PAGE, kind="\xff;=\xff"),
    "not modified": lambda: answer(PAGE, status=304),
    "not there": lambda: answer(PAGE, status=404),
    "an error": lambda: answer(PAGE, status=500),
    "a status nobody knows": lambda: answer(PAGE, status=999),
    "a redirect to nowhere": lambda: redirect(""),
    "a redirect to itself": lambda: redirect("?"),
    "a redirect to a port": lambda: redirect("http://page.example:22/"),
    "a redirect to a file": lambda: redirect("file:///etc/passwd"),
    "a redirect to a script": lambda: redirect("javascript:alert(1)"),
    "a redirect of 60 kB": lambda: redirect("?" + "x" * 60_000),
    "redirects": lambda: redirect(f"?{next(numbers)}"),
    "a redirect of nonsense": lambda: redirect("http://["),
}

# These mean well.
HONEST = {
    "a page": lambda: answer(PAGE),
    "one of another kind": lambda: answer(PAGE, kind="application/xhtml+xml"),
    "one without a length": lambda: HEAD + PAGE.encode(),
    "one in chunks": lambda: chunks([b"<title>Gr\xc3", b"\xbc\xc3\x9fe</title>"]),
    "one in chunks of a byte": lambda: chunks(bytes([b]) for b in PAGE.encode()),
    "one with a word to each chunk": lambda: (
        CHUNKED + b"16;a=b\r\n%s\r\n0\r\n\r\n" % (PAGE.encode())
    ),
    "gzip": lambda: packed("gzip", gzip.compress(PAGE.encode())),
    "gzip in capitals": lambda: packed("GZIP", gzip.compress(PAGE.encode())),
    "deflate": lambda: packed("deflate", zlib.compress(PAGE.encode())),
    "br": lambda: packed("br", brotli.compress(PAGE.encode())),
    "not packed, and it says so": lambda: packed("identity", PAGE),
    "another encoding": lambda: answer(
        PAGE.encode("cp1252"), "text/html; charset=windows-1252"
    ),
    "a name of the encoding in quotes": lambda: answer(
        PAGE, 'Text/HTML ; charset="UTF-8"'
    ),
    "a word before the answer": lambda: b"HTTP/1.1 103 Hints\r\n\r\n" + answer(PAGE),
    "an old protocol": lambda: HEAD.replace(b"1.1", b"1.0") + PAGE.encode(),
    "headers of 30 kB": lambda: answer(PAGE, X="y" * 30_000),
    "cookies": lambda: answer(PAGE, Set_Cookie="a=b; Secure"),
    "a page not made anew": lambda: answer(PAGE, status=203),
    "a page that came late": lambda: (b"", time.sleep(0.3) or b"", answer(PAGE)),
    "a longer page": lambda: answer(PAGE + " " * MIB),
    "moved": lambda: redirect("/honest/a page", 301),
    "moved for now": lambda: redirect("a%20page", 307),
    "moved for good": lambda: redirect("/honest/moved", 308),
    "moved twice": lambda: redirect("moved%20for%20now", 303),
}
KINDS = {"slow": SLOW, "endless": ENDLESS, "refused": REFUSED, "honest": HONEST}
