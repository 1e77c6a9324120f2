"""A server of Redis or Valkey on the loopback."""

import shutil
import socket
import subprocess

from tests import engine


def free_port():
    """Return a port at which nothing listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def server(port, folder):
    """Start Redis or Valkey; return its process when it answers."""
    found = filter(None, map(shutil.which, ("valkey-server", "redis-server")))
    program = next(found, None)
    if program is None:
        engine.missing("Redis is missing: apt-get install redis-server")
    how = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen([program, *how], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "Ready to accept connections" in line:
            return process
    raise AssertionError("the server did not start")
