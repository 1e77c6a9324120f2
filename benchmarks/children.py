"""Processes of a site that do what they are told, a line each, without a server."""

import json
import subprocess
import sys
import time

from benchmarks.databases import ROOT


class Child:
    """A process of `module`, which ends with `serve`."""

    def __init__(self, module, variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=variables,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, name, **given):
        """Have a function called; return what it returns."""
        self.process.stdin.write(json.dumps([name, given]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{name} {given} failed")
        return json.loads(line)

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def serve(*functions):
    """Call the functions by their names as standard input says, until it ends."""
    known = {function.__name__: function for function in functions}
    for line in sys.stdin:
        name, given = json.loads(line)
        print(json.dumps(known[name](**given)), flush=True)


def cpu_of(function, *given):
    """Return the seconds of CPU that a call takes, and what it returns."""
    start = time.process_time()
    found = function(*given)
    return time.process_time() - start, found
