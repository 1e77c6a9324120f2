"""Small servers on the loopback, that answer as a test says: kindly or with malice."""

import contextlib
import socket
import threading
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from articles.errors import Refused
from articles.http import fetch

DATA = Path(__file__).parent / "data" / "capture"
LOOPBACK = ip_network("127.0.0.0/8")


def answer(body=b"", kind="text/html", status=200, **headers):
    """Return an answer of HTTP, whole, as bytes."""
    body = body.encode() if isinstance(body, str) else body
    headers = {"Content_Type": kind, "Content_Length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode() + body


def redirect(address, status=302):
    """Return an answer that leads to `address`."""
    return answer(status=status, Location=address)


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


class Server:
    """One server. `play` is given a request (its path, or all of it in `requests`)
    and returns the bytes to send, or an iterable of pieces."""

    def __init__(self, play, context=None, host="127.0.0.1"):
        self.play, self.requests, self.connections = play, [], 0
        self.closing = threading.Event()
        self.context = context  # an SSLContext, of one that speaks TLS
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self.threads = [threading.Thread(target=self.listen, daemon=True)]
        self.threads[0].start()

    def listen(self):
        while not self.closing.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self.serve, args=[connection], daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            if self.context:
                with self.context.wrap_socket(connection, server_side=True) as secure:
                    self.talk(secure)
            else:
                self.talk(connection)

    def talk(self, connection):
        connection.settimeout(10)
        head = b""
        while b"\r\n\r\n" not in head and (part := connection.recv(4096)):
            head += part
        if b"\r\n\r\n" not in head:  # hung up, or no HTTP
            return
        self.requests.append(head.decode())
        sent = self.play(head.decode().split()[1])
        for piece in [sent] if isinstance(sent, bytes) else sent:
            if self.closing.is_set():
                return
            connection.sendall(piece)
        # What is closed at once may lose its answer.
        connection.shutdown(socket.SHUT_WR)

    def close(self):
        self.closing.set()
        # Closing alone does not wake the thread that waits in accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)


@contextlib.contextmanager
def servers(settings):
    """A function that starts a Server, which `fetch` may reach until the end."""
    started = []
    settings.FETCH_ALLOW = [LOOPBACK]
    settings.FETCH_PORTS = []

    def start(play, **options):
        server = Server(play, **options)
        started.append(server)
        settings.FETCH_PORTS = [*settings.FETCH_PORTS, server.port]
        return server

    try:
        yield start
    finally:
        for server in started:
            server.close()
