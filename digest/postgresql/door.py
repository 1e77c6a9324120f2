"""Whether a server of PostgreSQL answers at all, be it stopped, gone or hanging."""

import socket
import struct
from threading import Lock
from time import monotonic

KNOCK = 0.4  # seconds that the server has to answer who knocks
TIMES = 2  # until one that answered last is away: of one knock a packet may be lost
PORT = 5432  # where none is given
REST = 1  # seconds until one that did not is asked again
# What a client may send before all else; any server answers with a letter, and needs
# to know of no account for that (PostgreSQL's manual, “SSL Session Encryption”).
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Door:
    """Of the server that this process uses. What one thread finds is known to all.

    It may be one of several, or move to another machine of the same name: any will do.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.at: list[tuple[str, int]] = []  # hosts and ports, once they are known
        self.shut_until = 0.0  # by the clock `monotonic`; 0: it answered last

    def is_at(self, hosts: str, ports: str) -> None:
        """Note where it is, as libpq takes it: with commas; one port, or one each."""
        names, numbers = hosts.split(","), ports.split(",")
        numbers *= 1 if len(numbers) > 1 else len(names)
        ports_of = zip(names, numbers, strict=True)
        self.at = [(name, int(number or PORT)) for name, number in ports_of]

    def is_shut(self) -> bool:
        """Return whether no server answers. Each has KNOCK seconds at most for that.

        Those that answered last have them TIMES over.
        """
        with self.lock:
            if monotonic() >= self.shut_until:
                knocks = self.at * (1 if self.shut_until else TIMES)
                is_open = not knocks or any(answers(*place) for place in knocks)
                self.shut_until = 0.0 if is_open else monotonic() + REST
            return self.shut_until > 0


DOOR = Door()


def answers(host: str, port: int) -> bool:
    """Return whether there is a server at a host, or in a folder of sockets."""
    try:
        with knocking(host, port) as door:
            door.sendall(SSL_REQUEST)
            return bool(door.recv(1))
    except OSError:
        return False


def knocking(host: str, port: int) -> socket.socket:
    """Return a socket that is connected. Raise OSError where nobody listens."""
    if not host.startswith(("/", "@")):
        return socket.create_connection((host, port), KNOCK)
    if host.startswith("@"):  # a name that no folder has, as libpq spells it
        host = f"\0{host[1:]}"
    door = socket.socket(socket.AF_UNIX)
    try:
        door.settimeout(KNOCK)
        door.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        door.close()
        raise
    return door
