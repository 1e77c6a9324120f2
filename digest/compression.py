"""Compression of what is the same for every reader."""

import re

import brotli
from django.utils.cache import has_vary_header, patch_vary_headers
from zlib_ng import gzip_ng

TYPES = (
    "text/",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/manifest+json",
    "application/rss+xml",
    "image/svg+xml",
)
LEAST = 400  # bytes; less is not worth a header
MOST = 4 * 1024 * 1024  # bytes; more is not held in memory
QUALITY = 5  # of 11: a page costs a millisecond, and is 3 % longer than at the best
LEVEL = 8  # of 9: no page is shorter at the last


class Compression:
    """Compress public answers: pages, feeds, and static files with no copy beside.

    What varies with a cookie may hold a secret (a session, a CSRF token), and the
    length of a compressed answer gives it away letter by letter (BREACH). So it goes
    as it is: the desk, and its log-in page. Pages of readers know no cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if held := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = TAGGED.sub('"', held)
        response = self.get_response(request)
        if request.method == "GET" and is_compressible(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            if encoding := accepted(request.headers.get("Accept-Encoding", "")):
                compress(response, encoding)
        elif held and response.status_code == 304 and response.get("ETag"):
            response.headers["ETag"] = held_as(held, response.headers["ETag"])
        return response


def is_compressible(response):
    """Return whether an answer is public, whole, of one of TYPES, and worth it."""
    if response.status_code not in (200, 404, 410) or "Content-Encoding" in response:
        return False
    if response.cookies or has_vary_header(response, "Cookie"):
        return False
    of_a_type = response.get("Content-Type", "").startswith(TYPES)
    return of_a_type and LEAST <= size(response) <= MOST


def size(response):
    """Return the bytes of an answer; 0 where nobody knows before its end."""
    if response.streaming:
        return int(response.get("Content-Length", 0))
    return len(response.content)


def accepted(header):
    """Return the best of ENCODINGS that a browser takes (RFC 9110, 12.5.3), or None."""
    refused = re.compile(r";\s*q=0(\.0*)?\s*$")
    named = [part for part in header.lower().split(",") if not refused.search(part)]
    names = {part.partition(";")[0].strip() for part in named}
    return next((encoding for encoding in ENCODINGS if encoding in names), None)


ENCODINGS = {
    "br": lambda content: brotli.compress(content, quality=QUALITY),
    "gzip": lambda content: gzip_ng.compress(content, LEVEL, mtime=0),
}


# The tag of an answer ends with the encoding that its bytes are in: "1f3a-br".
TAGGED = re.compile(f'-({"|".join(ENCODINGS)})"')


def tag_in(tag, encoding):
    """Return the tag of the same answer in an encoding."""
    return f'{tag[:-1]}-{encoding}"' if tag.endswith('"') else tag


def held_as(held, tag):
    """Return the tag of an answer as a browser that holds it has written it."""
    tags = [tag, *(tag_in(tag, encoding) for encoding in ENCODINGS)]
    return next((one for one in tags[::-1] if one in held), tag)


def compress(response, encoding):
    """Put an answer into an encoding; its tag is that of the encoding then."""
    if response.streaming:  # a static file, which goes by Last-Modified alone
        content = ENCODINGS[encoding](b"".join(response.streaming_content))
        response.streaming_content = [content]
        del response.headers["ETag"]
    else:
        response.content = content = ENCODINGS[encoding](response.content)
        if tag := response.get("ETag", ""):
            response.headers["ETag"] = tag_in(tag, encoding)
    response.headers["Content-Length"] = str(len(content))
    response.headers["Content-Encoding"] = encoding
