"""Asking the site as a stranger does, and writing down what it answers."""

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from articles.formats import staticpages
from articles.formats.staticpages import Frame
from articles.jobs.staticsite.folder import Folder
from articles.models import moment

SCRIPTS = ("sitesearch.js", "stemming.js")
MISSING = "/404.html"  # servers of files show it for what they have not
WITHDRAWN = '<meta name="robots" content="noindex">'
POLICY = "Content-Security-Policy"
NO_NAME = 0  # in place of a status of HTTP: no file can have such a name
CARD = "card-"  # how the names of share cards begin
CLOSED = ("image/", "font/", "application/zip", "application/json")
FOR_NOW = (302, 307)
MAPPED = 2**32  # bytes of a database, at most
LEADS_ON = (301, 308, *FOR_NOW)


@dataclass
class Answer:
    """What became of an address.

    `file` is the name of its file, "" for none; `status` is that of HTTP,
    or NO_NAME. `links` are addresses that it leads to, each told once,
    `shows` the slugs of entries in it, `target` is where it redirects to.
    """

    address: str
    status: int
    file: str = ""
    written: bool = False
    target: str = ""
    links: set[str] = field(default_factory=set)
    shows: set[str] = field(default_factory=set)


class Stranger:
    """Someone who asks the site for addresses, and keeps the answers in a folder."""

    def __init__(self, frame: Frame, folder: Folder):
        self.frame, self.folder = frame, folder
        self.handler = WSGIHandler()
        self.told: set[str] = set()
        named = [host for host in settings.ALLOWED_HOSTS if host[0] not in "*."]
        self.host = named[0] if named else "localhost"

    def keep_all(self, addresses: Iterable[str]) -> list[Answer]:
        """Ask for each of `addresses`, and write its file; return what became of it."""
        # A command speaks English: the site does not.
        with one_moment(), translation.override(settings.LANGUAGE_CODE):
            return [self.tell_once(self.keep(address)) for address in addresses]

    def tell_once(self, answer: Answer) -> Answer:
        """Return `answer` with no links but those that no answer had before it.

        Most links stand on every page, and all go from one process to another.
        """
        answer.links -= self.told
        self.told |= answer.links
        return answer

    def keep(self, address: str) -> Answer:
        """Ask for an address, and write its file where that is not there already."""
        status, headers, body = self.ask(address)
        answer = Answer(address, status)
        if status in LEADS_ON:
            return self._keep_redirect(answer, headers["Location"])
        is_page = headers.get("Content-Type", "").startswith("text/html")
        says_why = status == 410 and not staticpages.is_part(address)
        if status == 404 and address == MISSING:
            answer.status = 200
        elif status != 200 and not says_why:
            return answer
        if is_page or leads_on(headers.get("Content-Type", "")):
            text = body.decode()
            answer.links = staticpages.links_of(text, is_page, self.frame)
            answer.shows = staticpages.entries_in(text)
            if is_page:
                text = self._page(answer, text, headers.get(POLICY, ""))
            body = text.encode()
        return self._write(answer, body, is_page)

    def _page(self, answer: Answer, html: str, policy: str) -> str:
        head = WITHDRAWN if answer.status == 410 else ""
        if answer.address == staticpages.SEARCH:
            answer.links |= {unquote(static(name)) for name in SCRIPTS}
            head = search_script()
        answer.links -= self._cards(answer.links)
        return staticpages.as_file(html, self.frame, policy_of_page(policy), head)

    def _cards(self, links: set[str]) -> set[str]:
        if self.frame.cards:
            return set()
        return {one for one in links if one.rpartition("/")[2].startswith(CARD)}

    def _keep_redirect(self, answer: Answer, location: str) -> Answer:
        parts = urlsplit(location.removeprefix(self.frame.site_url))
        elsewhere = parts.netloc and parts.hostname != self.host.partition(":")[0]
        if elsewhere or staticpages.is_part(answer.address):  # its whole leads on
            return replace(answer, status=404)
        path = unquote(parts.path)
        if answer.status in FOR_NOW:  # an icon has two names: it is there twice
            status, _headers, body = self.ask(path)
            if status != 200:
                return replace(answer, status=404)
            return self._write(replace(answer, status=200), body, False)
        answer.links = {path}
        if path == answer.address + "/":
            return answer  # servers of files do that by themselves
        answer.target = parts.path
        page = staticpages.redirect_page(parts.path, self.frame)
        return self._write(answer, page.encode(), True)

    def _write(self, answer: Answer, body: bytes, is_page: bool) -> Answer:
        name = staticpages.file_of(answer.address, is_page)
        if name is None:
            return replace(answer, status=NO_NAME)
        try:
            answer.written = self.folder.write(name, body)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return replace(answer, status=NO_NAME)  # one of them is a file already
        answer.file = name
        return answer

    def ask(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Return the status, the headers and the content at an address of the site."""
        secure = settings.SECURE_SSL_REDIRECT
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.encode().decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443" if secure else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https" if secure else "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status, headers, exc_info=None):
            begun.append((status, headers))
            return begun.append  # to write bytes at once: Django never does

        response = self.handler(environ, start)
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        status, headers = begun[0]
        return int(status.split()[0]), dict(headers), body


@contextmanager
def one_moment():
    """Have all requests within it see the database as it was at the first.

    So they share a connection, which each would close as it ends.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with moment():
            read_as_memory()
            yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def read_as_memory() -> None:
    """Have SQLite read its file as memory: a build reads all of it many times."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA mmap_size = {MAPPED}")


def leads_on(kind: str) -> bool:
    """Return whether what has this media type is a text that may lead to pages.

    A picture is none, nor is what other tools read, which is the source of a text.
    """
    return "svg" in kind or not kind.startswith(CLOSED)


def policy_of_page(policy: str) -> str:
    """Return what a page itself may say of a policy: not who may frame it.

    In one order, as the header has another in each process.
    """
    parts = {part.strip() for part in policy.split(";")} - {""}
    return "; ".join(
        sorted(one for one in parts if not one.startswith("frame-ancestors"))
    )


def search_script() -> str:
    """Return the script of the search page, and the words that it says."""
    words = {
        "one": _("1 entry."),
        "many": _("{count} entries."),
        "none": _("Nothing was found"),
        "none-more": _("No entry fits all parts of the search at once."),
        "more": _("Show more"),
        "remove": _("Remove the filter"),
        "failed": _("The search could not be loaded. Try again in a moment."),
        "ignored": _("A search of this copy of the site cannot look for addresses."),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "relevance": _("Best match first"),
        "filters": _("Filters in use"),
        "note": _("with a note"),
    }
    data = "".join(f' data-{name}="{escape(word)}"' for name, word in words.items())
    script, stemmer = map(static, SCRIPTS)
    data += f' data-stemmer="{stemmer}"'
    return f'<script type="module" src="{script}" id="site-search"{data}></script>'
