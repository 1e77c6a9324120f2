"""Servers that are measured: started, asked as fast as it goes, and what they cost."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import client
from benchmarks.databases import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60  # seconds for a server to start
NGINX = """
worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type text/html; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@dataclass
class Measured:
    """What one round found: seconds, but for `rate`, requests a second."""

    cpu: float
    rate: float
    median: float
    slowest: float  # one in a hundred takes longer


class Server:
    """A process and its children, that answer at a port of the loopback.

    `beside` is a process whose CPU counts as well: the server of its database.
    """

    def __init__(self, command, port, environment=None, beside=None):
        self.port, self.beside = port, beside
        self.before = spent(beside) if beside else 0
        self.url = f"http://127.0.0.1:{port}"
        start = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)
        while time.monotonic() < start + PATIENCE and self.process.poll() is None:
            try:
                urlopen(self.url + "/", timeout=PATIENCE).close()
            except URLError as error:
                if not hasattr(error, "code"):  # it answers nothing yet
                    time.sleep(0.01)
                    continue
            self.took = time.monotonic() - start  # seconds to the first page
            return
        self.stop()
        raise RuntimeError(f"It does not start: {' '.join(map(str, command))}")

    def measure(self, path, seconds, connections, encoding):
        """Ask for `path` as fast as it goes; return what that took."""
        before = self.cpu()
        asked = client.ask(self.port, path, seconds, connections, encoding)
        return Measured(
            cpu=(self.cpu() - before) / len(asked.times),
            rate=len(asked.times) / asked.seconds,
            median=statistics.median(asked.times),
            slowest=sorted(asked.times)[int(len(asked.times) * 0.99)],
        )

    def measure_by_wrk(self, path, seconds, connections, encoding):
        """The same by `wrk`, which asks faster than Python can."""
        before = self.cpu()
        asked = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"),
                *("--timeout", f"{PATIENCE}s"),
                *("-H", f"Accept-Encoding: {encoding}", self.url + path),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        if "Non-2xx" in asked or "Socket errors" in asked:
            raise RuntimeError(asked)
        count = int(re.search(r"(\d+) requests in", asked)[1])
        return Measured(
            cpu=(self.cpu() - before) / count,
            rate=float(re.search(r"Requests/sec:\s*([\d.]+)", asked)[1]),
            median=duration(re.search(r"50%\s+([\d.]+\w+)", asked)[1]),
            slowest=duration(re.search(r"99%\s+([\d.]+\w+)", asked)[1]),
        )

    def cpu(self):
        """Return the seconds of CPU that the processes took since the start."""
        besides = spent(self.beside) - self.before if self.beside else 0
        return spent(self.process.pid) + besides

    def memory(self):
        """Return the bytes that the processes hold, what they share in parts."""
        found = (
            Path(f"/proc/{pid}/smaps_rollup").read_text()
            for pid, _ in family(self.process.pid)
        )
        return sum(int(re.search(r"Pss:\s+(\d+)", text)[1]) for text in found) * 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def spent(pid):
    """Return the seconds of CPU that a process and all that it started took."""
    return sum(ticks for _, ticks in family(pid)) / TICKS


def family(pid):
    """Yield (pid, ticks) of a process and all that it started and that still run.

    The ticks of CPU are those of the process, and of its children that have ended.
    """
    parents, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:  # it has ended
            continue
        fields = text.rpartition(")")[2].split()
        one = int(stat.parent.name)
        parents[one], ticks[one] = int(fields[1]), sum(map(int, fields[11:15]))
    known = [pid]
    for one in known:
        yield one, ticks.get(one, 0)
        known += [child for child, parent in parents.items() if parent == one]


def granian(application, variables, beside=None):
    """Start a site as `manage.py demo` does, with two processes."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    how = ["--workers", "2", "--blocking-threads", "4", "--no-access-log"]
    how += ["--workers-kill-timeout", "5"]  # seconds, as there
    return Server([*command, *where, *how, application], port, variables, beside)


def nginx(folder):
    """Start a server of the files in `folder`."""
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, user=user))
    return Server(["nginx", "-c", configuration, "-p", folder], port)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def duration(text):
    """Return in seconds what wrk writes: 812.00us, 1.20ms, 2.01s."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]
