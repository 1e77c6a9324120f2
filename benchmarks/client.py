"""A light client of the loopback: it asks for one address, again and again."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple


class Asked(NamedTuple):
    times: list[float]  # seconds, of each request
    seconds: float  # of all together


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # by their names in small letters
    body: bytes


class Door:
    """A connection that is kept open."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.stream = self.socket.makefile("rb")

    def get(self, path, **headers):
        """Return the Answer to a request."""
        given = {"Host": "localhost", **headers}
        lines = [f"{name.replace('_', '-')}: {one}" for name, one in given.items()]
        asked = "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""])
        self.socket.sendall(asked.encode())
        status = int(self.stream.readline().split()[1])
        found = {}
        while (line := self.stream.readline()) != b"\r\n":
            name, _, value = line.decode().partition(":")
            found[name.lower()] = value.strip()
        body = self.stream.read(int(found.get("content-length", 0)))
        return Answer(status, found, body)

    def close(self):
        self.stream.close()
        self.socket.close()


def get(port, path, **headers):
    """Return the Answer to one request."""
    door = Door(port)
    try:
        return door.get(path, **headers)
    finally:
        door.close()


def ask(port, path, seconds, connections, encoding):
    """Ask for `path` that long over some connections at once; return Asked.

    Each asks once at least, and what was asked for is waited for, so an address that
    is slow is measured as well. Raise RuntimeError where an answer is not 200.
    """
    start = time.monotonic()

    def keep_asking(_):
        door, times = Door(port), []
        while not times or time.monotonic() < start + seconds:
            begun = time.perf_counter()
            answer = door.get(path, Accept_Encoding=encoding)
            times.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
        door.close()
        return times

    with ThreadPoolExecutor(connections) as threads:
        found = list(threads.map(keep_asking, range(connections)))
    return Asked(list(chain.from_iterable(found)), time.monotonic() - start)
