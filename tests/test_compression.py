"""What is sent compressed: all that is the same for every reader, and no secret."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse

from digest.compression import Compression, accepted
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.000,gzip; q=0", None),
        ("identity", None),
        ("brotli", None),
        ("", None),
    ],
)
def test_best_encoding_that_a_browser_takes_is_chosen(header, encoding):
    assert accepted(header) == encoding


@pytest.mark.parametrize(
    "address", ["/", "/tags/", "/nothing/", "/feed.atom", "/feed.json"]
)
@pytest.mark.parametrize(
    ("encoding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_pages_and_feeds_are_compressed_without_loss(client, address, encoding, read):
    make_article()
    plain = client.get(address)
    answer = client.get(address, headers={"Accept-Encoding": encoding})

    assert plain["Vary"] == answer["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain
    assert answer["Content-Encoding"] == encoding
    assert read(answer.content) == plain.content
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content)


def test_page_that_has_not_changed_is_not_sent_again(client):
    headers = {"Accept-Encoding": "br"}
    tag = client.get("/", headers=headers)["ETag"]
    assert tag == client.get("/")["ETag"][:-1] + '-br"'  # strong: of these very bytes

    again = client.get("/", headers={**headers, "If-None-Match": tag})

    assert (again.status_code, again["ETag"]) == (304, tag)
    assert again.content == b""
    other = client.get("/", headers={**headers, "If-None-Match": '"other-br"'})
    assert other.status_code == 200


def test_static_file_is_compressed_and_not_sent_again(client):
    headers = {"Accept-Encoding": "br"}
    plain = client.get("/static/digest.css")
    answer = client.get("/static/digest.css", headers=headers)
    sent = b"".join(answer.streaming_content)

    assert brotli.decompress(sent) == b"".join(plain.streaming_content)
    assert int(answer["Content-Length"]) == len(sent)
    since = {"If-Modified-Since": answer["Last-Modified"]}
    again = client.get("/static/digest.css", headers=headers | since)
    assert again.status_code == 304


def test_desk_is_never_compressed(client, admin_client):
    headers = {"Accept-Encoding": "br, gzip"}
    for one, address in [(client, "/admin/login/"), (admin_client, "/admin/")]:
        answer = one.get(address, headers=headers)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer


def encoded(view, rf, **headers):
    request = rf.get("/", headers={"Accept-Encoding": "br", **headers})
    return Compression(view)(request).get("Content-Encoding")


def test_only_what_is_whole_and_has_no_secret_is_compressed(rf):
    def public(request):
        return HttpResponse("x" * 1000)

    def with_cookie(request):
        answer = HttpResponse("x" * 1000)
        answer.set_cookie("a", "b")
        return answer

    def of_a_session(request):
        return HttpResponse("x" * 1000, headers={"Vary": "Cookie"})

    def streamed(request):
        return StreamingHttpResponse(["x" * 1000])

    def short(request):
        return HttpResponse("x")

    def picture(request):
        return HttpResponse("x" * 1000, content_type="image/png")

    def part(request):
        return HttpResponse("x" * 1000, status=206)

    assert encoded(public, rf) == "br"
    for view in (with_cookie, of_a_session, streamed, short, picture, part):
        assert encoded(view, rf) is None
