"""Whole pages in memory, in front of Django: made once, until anything changes.

A page is asked for by its key and by nothing else of the request, so no header of one
reader can be in the page of another. Pages are of one stand of the database, and gone
with it: it is read before a page is made, so none is older than it.
"""

from collections import OrderedDict
from functools import lru_cache
from threading import Event, Lock
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

from articles.filters import ArticleFilter
from articles.models import Watch, at_stand
from digest.compression import TYPES, accepted
from digest.middleware import TrustedProxies

MOST = 10_000  # pages
PART = 8  # a page that takes more than this part of the memory is not kept
BESIDE = 2048  # bytes that a page takes besides its body: headers, its key
PATIENCE = 10  # seconds that a request waits for another that makes the same page
KNOWN = sorted(ArticleFilter.base_filters)  # parameters; all others change no page
ELSEWHERE = ("/admin/", "/api/", "/healthz", "/readyz", "/metrics", settings.STATIC_URL)
OF_CONTENT = ("Content-Type", "Content-Length", "Content-Encoding")
OF_THE_SERVER = (
    "SERVER_NAME SERVER_PORT SERVER_PROTOCOL REMOTE_ADDR wsgi.version wsgi.errors"
    " wsgi.multithread wsgi.multiprocess wsgi.run_once wsgi.input"
).split()

encoding_for = lru_cache(maxsize=256)(accepted)
is_trusted = lru_cache(maxsize=256)(TrustedProxies(None).is_trusted)


class Key(NamedTuple):
    """All that a page depends on. `query` is in one spelling, of what is known."""

    path: str
    query: str
    host: str
    scheme: str
    encoding: str | None


class Page:
    """A page as Django answered it, and the 304 for who has it already."""

    def __init__(self, headers: list[tuple[str, str]], body: bytes):
        self.headers, self.body = headers, body
        self.unchanged = [pair for pair in headers if pair[0] not in OF_CONTENT]
        self.tag = named(headers)["etag"].removeprefix("W/")
        self.size = len(body) + BESIDE

    def answer(self, environ, start_response):
        """Answer a GET or HEAD request with it, as a WSGI application does."""
        held = environ.get("HTTP_IF_NONE_MATCH", "")
        if held and (self.tag in held or held.strip() == "*"):
            start_response("304 Not Modified", list(self.unchanged))
            return []
        start_response("200 OK", list(self.headers))
        return [self.body] if environ["REQUEST_METHOD"] == "GET" else []


class PageCache:
    """A WSGI application: another one, and its pages in at most `most` bytes."""

    def __init__(self, application, most: int, watch: Watch):
        self.application, self.most, self.watch = application, most, watch
        self.hosts = hosts()
        self.lock = Lock()
        self.stand: Any = None
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.held = 0  # bytes
        self.being_made: dict[tuple[Any, Key], Event] = {}

    def __call__(self, environ, start_response):
        key = self.key_of(environ)
        stand = self.watch.now() if key else None
        if stand is None:
            return self.application(environ, start_response)
        if page := self.find(stand, key):
            return page.answer(environ, start_response)
        with self.lock:
            another = self.being_made.get((stand, key))
            if another is None:
                self.being_made[stand, key] = made = Event()
        try:
            if another:
                another.wait(PATIENCE)
            if page := self.find(stand, key):  # made meanwhile
                return page.answer(environ, start_response)
            return self.make(stand, key, environ, start_response)
        finally:
            if not another:
                made.set()
                del self.being_made[stand, key]

    def key_of(self, environ):
        """Return the Key of what is asked for; None for what is no page to keep."""
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(ELSEWHERE)
            or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in environ
            or environ.get("SCRIPT_NAME")
        ):
            return None
        host, scheme = environ.get("HTTP_HOST", ""), environ["wsgi.url_scheme"]
        if settings.TRUSTED_PROXIES and is_trusted(environ.get("REMOTE_ADDR", "")):
            host = environ.get("HTTP_X_FORWARDED_HOST", host)
            if named := environ.get("HTTP_X_FORWARDED_PROTO"):
                is_secure = named.partition(",")[0].strip() == "https"
                scheme = "https" if is_secure else "http"
        if host.removesuffix(f":{environ['SERVER_PORT']}") not in self.hosts:
            return None
        query = environ.get("QUERY_STRING", "")
        try:
            query = query and canonical(query)
        except TooManyFieldsSent:
            return None
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Key(path, query, host, scheme, encoding)

    def find(self, stand, key: Key) -> Page | None:
        """Return a page as it is at a stand of the database, if it is there."""
        with self.lock:
            if stand != self.stand:
                self.pages.clear()
                self.held, self.stand = 0, stand
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def make(self, stand, key: Key, environ, start_response):
        """Have the page made, and answer with it; keep it if it may be kept."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status, headers, exc_info=None):
            begun.append((status, headers))

        with at_stand(stand):
            response = self.application(asking_for(key, environ), begin)
        status, headers = begun[0]
        if not (status == "200 OK" and is_for_all(named(headers))):
            start_response(status, headers)
            return response
        try:
            page = Page(headers, b"".join(response))
        finally:
            response.close()
        self.keep(stand, key, page)
        return page.answer(environ, start_response)

    def keep(self, stand, key: Key, page: Page) -> None:
        """Hold a page, and forget those not asked for longest where it needs room."""
        with self.lock:
            if stand != self.stand or page.size > self.most // PART:
                return
            if key in self.pages:
                self.held -= self.pages.pop(key).size
            self.pages[key] = page
            self.held += page.size
            while self.held > self.most or len(self.pages) > MOST:
                _, oldest = self.pages.popitem(last=False)
                self.held -= oldest.size


def with_pages_kept(application):
    """Return a WSGI application that keeps pages, if the settings want that."""
    if not settings.PAGE_CACHE_BYTES:
        return application
    watch = Watch(settings.EDITION_CHECK)
    return PageCache(application, settings.PAGE_CACHE_BYTES, watch)


def hosts() -> set[str]:
    """Return the hosts whose pages are kept: those that are named, not patterns.

    Of others there are too many. The port is that of the site, or of the server.
    """
    names = [host for host in settings.ALLOWED_HOSTS if host[0] not in "*."]
    return {*names, settings.SITE_URL.partition("://")[2]}


def canonical(query: str) -> str:
    """Return a query in one spelling. Raise TooManyFieldsSent where it is too long."""
    given = QueryDict(query.encode("latin-1"))
    names = [name for name in KNOWN if name in given]
    return urlencode([(name, value) for name in names for value in given.getlist(name)])


def asking_for(key: Key, environ) -> dict[str, Any]:
    """Return the environ of a request for a page that nobody in particular makes."""
    encoding = {"HTTP_ACCEPT_ENCODING": key.encoding} if key.encoding else {}
    return {
        **{name: environ[name] for name in OF_THE_SERVER if name in environ},
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "HTTP_HOST": key.host,
        "wsgi.url_scheme": key.scheme,
        **encoding,
    }


def named(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their names in small letters."""
    return {name.lower(): value for name, value in headers}


def is_for_all(headers: dict[str, str]) -> bool:
    """Return whether a page is the same for every reader, until content changes."""
    kept_from_others = ("no-store", "private")
    return (
        {"etag", "content-length"} <= headers.keys()
        and not {"set-cookie", "last-modified"} & headers.keys()
        and headers.get("vary", "Accept-Encoding") == "Accept-Encoding"
        and headers.get("content-type", "").startswith(TYPES)
        and not any(one in headers.get("cache-control", "") for one in kept_from_others)
        and "'nonce-" not in headers.get("content-security-policy", "")
    )
