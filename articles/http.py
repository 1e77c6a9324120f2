"""The only door to the network: what an address answers, within limits.

What is connected to is the very address that was checked: a name is resolved once,
here, and no library resolves it again. Nothing is kept between two fetches: no cookies,
no connections. Proxies of the environment are not asked.
"""

import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, NamedTuple

import ada_url
import httpcore2
import httpx2
from django.conf import settings
from django.utils.translation import gettext as _

from articles import charset, networks
from articles.errors import Refused

SECONDS = 10  # for all of it: names, connections, redirects, the answer
REDIRECTS = 5
PORTS = {80, 443, 8080}  # and those of settings.FETCH_PORTS
HEAD = 64 * 1024  # bytes of a status and its headers
BODY = 2 * 1024 * 1024  # bytes of an answer: as sent, and again as unpacked
ADDRESSES = 4  # of one name, that are tried

PAGE = ("text/html", "application/xhtml+xml")
CODINGS = ("gzip", "deflate", "br")
MOVED = (301, 302, 303, 307, 308)
MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,100}/[\w.+-]{1,100})\s*(?:;|\Z)", re.ASCII)
CHARSET = re.compile(
    r";\s*charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE | re.ASCII
)

# From a name and a port to addresses; raises OSError or UnicodeError without any.
Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Answer:
    """What an address answered."""

    url: str  # after all redirects, with what stands after #
    media_type: str  # in lower case: "text/html"
    content: bytes  # unpacked, at most BODY
    charset: str = ""  # as named outside of the content
    cut: bool = False  # there was more

    @cached_property
    def text(self) -> str:
        """The content as text, in whatever encoding it came."""
        return charset.decode(self.content, self.charset, cut=self.cut)


class Clock:
    """How long strangers may still take. Fetches that share one share its time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.end = time.monotonic() + seconds

    def left(self, site: str) -> float:
        """Return the seconds that are left; raise Refused, in words, if none are."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise _too_slow(site)
        return seconds

    def half(self) -> "Clock":
        """Return a clock with half of the time that is left."""
        return Clock((self.end - time.monotonic()) / 2)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of the machine `host`, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    accept: Collection[str] = PAGE,
    *,
    clock: Clock | None = None,
    resolve: Resolver = resolve,
) -> Answer:
    """Return what `url` answers to a GET, at most `REDIRECTS` redirects on.

    `accept` holds the media types that are wanted; no other is read. Raise Refused,
    with one sentence for an editor, whatever goes wrong. A site that must not be
    reached and one that cannot are told in the same words.
    """
    clock = clock or Clock()
    place = _place(url)
    for _hop in range(REDIRECTS + 1):
        found = _ask(place, accept, clock, resolve)
        if isinstance(found, Answer):
            return found
        place = _place(found, place.url)
    raise Refused(
        _("“{site}” redirects more than {count} times.").format(
            site=place.host, count=REDIRECTS
        )
    )


class _Place(NamedTuple):
    """The parts of an address, as a browser reads it, that a request is made of."""

    url: str
    scheme: str
    host: str  # a name, or a number without brackets
    port: int
    target: str  # path and query


def _place(url: str, base: str | None = None) -> _Place:
    """Return the place at `url`, without user name and password.

    What stands after # is never sent, but it says which work of the page is meant. It
    stays, also through a redirect that names no other.
    """
    try:
        parsed = ada_url.URL(url, base)
    except ValueError:
        raise Refused(_("No browser can open this address: is it whole?")) from None
    ports = {"http:": 80, "https:": 443}
    if parsed.protocol not in ports:
        raise Refused(_("Only addresses with http:// or https:// are opened."))
    parsed.username = parsed.password = ""
    if base and not parsed.hash:
        parsed.hash = ada_url.URL(base).hash
    port = int(parsed.port or ports[parsed.protocol])
    opened = PORTS.union(settings.FETCH_PORTS)
    if port not in opened:
        raise Refused(
            _("Port {port} is not opened: only {ports} are.").format(
                port=port, ports=", ".join(map(str, sorted(opened)))
            )
        )
    return _Place(
        url=parsed.href,
        scheme=parsed.protocol.removesuffix(":"),
        host=parsed.hostname.strip("[]").removesuffix("."),
        port=port,
        target=parsed.pathname + parsed.search,
    )


def _ask(
    place: _Place, accept: Collection[str], clock: Clock, resolve: Resolver
) -> Answer | str:
    """Return what `place` answers, or the address to which it redirects."""
    door = _Door(place, clock, resolve)
    address = httpcore2.URL(
        scheme=place.scheme, host=place.host, port=place.port, target=place.target
    )
    headers = [
        ("Accept", ", ".join(accept)),
        ("Accept-Encoding", ", ".join(CODINGS)),
        ("User-Agent", f"Digest (+{settings.SITE_URL})"),
        ("Connection", "close"),
    ]
    try:
        with (
            httpcore2.ConnectionPool(network_backend=door, max_connections=1) as pool,
            pool.stream("GET", address, headers=headers) as answer,
        ):
            door.head_is_over()
            return _read(answer, place, accept)
    except httpcore2.TimeoutException as error:
        raise _too_slow(place.host) from error
    except _Full as error:
        raise Refused(
            _("“{site}” sends more than {size} kB of headers.").format(
                site=place.host, size=HEAD // 1024
            )
        ) from error
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpx2.DecodingError,
        ValueError,  # of a name that TLS cannot ask for
    ) as error:
        raise Refused(
            _("“{site}” sends no answer that can be read.").format(site=place.host)
        ) from error


# The way out


class _Full(Exception):
    """More bytes came than are read."""


class _Door(httpcore2.NetworkBackend):
    """Connects to the addresses of one place that are allowed, and to nothing else."""

    def __init__(self, place: _Place, clock: Clock, resolve: Resolver) -> None:
        self.place, self.clock, self.resolve = place, clock, resolve
        self.stream: _Stream | None = None

    def connect_tcp(
        self, host: str, port: int, *args: Any, **kwargs: Any
    ) -> httpcore2.NetworkStream:
        """Return a connection to this place, which `host` and `port` are."""
        addresses = self._addresses()
        while addresses:
            share = self.clock.left(self.place.host) / len(addresses)
            try:
                connection = httpcore2.SyncBackend().connect_tcp(
                    addresses.pop(0), self.place.port, timeout=share
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
            self.stream = _Stream(connection, self.place.host, self.clock)
            return self.stream
        raise Refused(
            _(
                "“{site}” cannot be reached: it does not answer, or there is no such"
                " site on the public web."
            ).format(site=self.place.host)
        )

    def head_is_over(self) -> None:
        """Let as many bytes in from now on as a whole answer may have."""
        if self.stream is not None:
            self.stream.most = BODY

    def _addresses(self) -> list[str]:
        """Return the first addresses of this place that may be reached."""
        found = []
        for text in self._named():
            try:
                address = ip_address(text)
            except ValueError:
                continue
            if networks.may_be_reached(address, settings.FETCH_ALLOW):
                found.append(str(address))
        return found[:ADDRESSES]

    def _named(self) -> Iterable[str]:
        """Return what the host of this place means; nothing where time runs out.

        The system gives no time limit to the search for a name: a thread of its own
        waits for it, and is left behind if it takes too long.
        """
        host, port = self.place.host, self.place.port
        if ":" in host or re.fullmatch(r"[0-9.]+", host):
            return [host]
        answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

        def look() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError):
                answers.put([])

        threading.Thread(target=look, daemon=True).start()
        try:
            return answers.get(timeout=self.clock.left(self.place.host))
        except queue.Empty:
            return []


class _Stream(httpcore2.NetworkStream):
    """A connection that obeys one clock, and counts what it reads."""

    def __init__(
        self, connection: httpcore2.NetworkStream, site: str, clock: Clock
    ) -> None:
        self.connection, self.site, self.clock = connection, site, clock
        self.count, self.most = 0, HEAD

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes. Raise _Full past `most` of them."""
        size = min(max_bytes, self.most - self.count)
        if size <= 0:
            raise _Full
        found = self.connection.read(size, self.clock.left(self.site))
        self.count += len(found)
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send `buffer`."""
        self.connection.write(buffer, self.clock.left(self.site))

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> httpcore2.NetworkStream:
        """Return this, talking TLS. Raise Refused where the certificate is not good."""
        seconds = self.clock.left(self.site)
        try:
            self.connection = self.connection.start_tls(
                ssl_context, server_hostname, seconds
            )
        except httpcore2.ConnectError as error:
            raise Refused(
                _("“{site}” has no valid certificate for https.").format(site=self.site)
            ) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self.connection.get_extra_info(info)


def _too_slow(site: str) -> Refused:
    return Refused(_("“{site}” takes too long to answer.").format(site=site))


# The answer


class _Body(httpx2.SyncByteStream):
    """The bytes of an answer, as they were sent."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self.answer.iter_stream()


def _read(
    answer: httpcore2.Response, place: _Place, accept: Collection[str]
) -> Answer | str:
    """Return an answer, or the address to which it redirects.

    Raise Refused, before the body is read, where it is not what was asked for.
    """
    response = httpx2.Response(
        answer.status, headers=answer.headers, stream=_Body(answer)
    )
    headers = response.headers
    if answer.status in MOVED and "location" in headers:
        return headers["location"]
    _refuse_status(answer.status, place.host)
    kind = headers.get("content-type", "")
    found = MEDIA_TYPE.match(kind)
    media_type = found[1].lower() if found else ""
    if media_type not in accept:
        raise Refused(
            _("“{site}” sends {found}, not {wanted}.").format(
                site=place.host,
                found=media_type or _("a file of no kind"),
                wanted=_(" or ").join(accept),
            )
        )
    _refuse_packing(headers.get_list("content-encoding", split_commas=True), place.host)
    named = CHARSET.search(kind)
    content, cut = _unpack(response)
    return Answer(place.url, media_type, content, named[1] if named else "", cut)


def _refuse_status(status: int, site: str) -> None:
    if 200 <= status < 300:
        return
    try:
        words = f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        words = str(status)
    raise Refused(_("“{site}” answers {status}.").format(site=site, status=words))


def _refuse_packing(codings: list[str], site: str) -> None:
    """Refuse what was not asked for, and what is packed twice: the first layer of such
    a bomb unpacks to gigabytes of which the second makes nothing, and nobody counts."""
    codings = [coding.strip().lower() for coding in codings]
    packed = [coding for coding in codings if coding not in ("", "identity")]
    if len(packed) > 1 or not set(packed) <= set(CODINGS):
        raise Refused(
            _("“{site}” packs its answer in a way that is not read.").format(site=site)
        )


def _unpack(response: httpx2.Response) -> tuple[bytes, bool]:
    """Return the content of `response`, and whether it was cut."""
    content = bytearray()
    try:
        for piece in response.iter_bytes():
            content += piece
            if len(content) > BODY:
                return bytes(content[:BODY]), True
    except _Full:
        return bytes(content), True
    return bytes(content), False
