"""Servers that are measured: started, asked by wrk, and what they cost."""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60  # seconds for a server to start


@dataclass
class Measured:
    """What one round of `wrk` found: seconds, but for `rate`, requests a second."""

    cpu: float
    rate: float
    median: float
    slowest: float  # one in a hundred takes longer


class Server:
    """A process and its children, that answer at a port of the loopback."""

    def __init__(self, command, port, environment=None, cwd=None):
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, env=environment, cwd=cwd)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urlopen(self.url + "/", timeout=5).close()
            except URLError as error:
                if not hasattr(error, "code"):  # it answers nothing yet
                    time.sleep(0.1)
                    continue
            return
        raise RuntimeError(f"It does not start: {' '.join(map(str, command))}")

    def measure(self, path, seconds, connections, encoding):
        """Ask for `path` as fast as it goes; return what that took."""
        before = self.cpu()
        asked = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"),
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
        """Return the seconds of CPU that the processes took up to now."""
        return sum(ticks for _, ticks in self.family()) / TICKS

    def memory(self):
        """Return the bytes that the processes hold, what they share in parts."""
        found = (
            Path(f"/proc/{pid}/smaps_rollup").read_text() for pid, _ in self.family()
        )
        return sum(int(re.search(r"Pss:\s+(\d+)", text)[1]) for text in found) * 1024

    def family(self):
        """Yield (pid, ticks of CPU) of the process and all that it started."""
        parents, ticks = {}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = stat.read_text()
            except OSError:  # it has ended
                continue
            fields = text.rpartition(")")[2].split()
            pid = int(stat.parent.name)
            parents[pid], ticks[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
        known = [self.process.pid]
        for pid in known:
            yield pid, ticks.get(pid, 0)
            known += [child for child, parent in parents.items() if parent == pid]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def duration(text):
    """Return in seconds what wrk writes: 812.00us, 1.20ms, 2.01s."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]
