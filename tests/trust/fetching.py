"""A process that fetches what it is told to, and watches itself while it does.

    python -m tests.trust.fetching CASES

CASES is a file of JSON: a list of {"url", "names", "seconds"}, where `names` has for a
name the addresses that it is answered with, first, second and so on. What came of each
is written, in JSON, as {"outcomes", "peak", "reached", "asked"}.
"""

import json
import re
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from articles.errors import Refused
from articles.http import Clock, fetch

reached: list[str] = []  # all that this process tried to connect to
asked: list[str] = []  # all names that the system was asked for


def watch(event, arguments):
    """Note what the process does on the network, whichever library does it."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        reached.append(arguments[1][0])
    elif event == "socket.getaddrinfo":
        asked.append(str(arguments[0]))


def resolver(names):
    """Return a resolver that knows `names`, and answers otherwise each time."""
    left = {name: list(answers) for name, answers in names.items()}

    def resolve(host, port):
        if host not in left:
            raise OSError(f"There is no {host}.")
        answers = left[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return resolve


def outcome(case):
    """Return what came of a fetch: how it ended, in which words, in how many seconds.

    It ends `read`, `cut` (read, up to the limit), `refused`, or with an `error`.
    """
    start = time.monotonic()
    clock = Clock(case["seconds"]) if case.get("seconds") else None
    try:
        found = fetch(case["url"], clock=clock, resolve=resolver(case["names"]))
        end, words = ("cut" if found.cut else "read"), found.text[:100]
    except Refused as refusal:
        end, words = "refused", str(refusal)
    except Exception:  # noqa: BLE001 (whatever it is, it is told)
        end, words = "error", traceback.format_exc()
    seconds = time.monotonic() - start
    return {"end": end, "words": words, "seconds": seconds}


def peak():
    """Return the most bytes of memory that this process held.

    What `getrusage` says counts those of the one that started it.
    """
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def main(cases):
    django.setup()
    sys.addaudithook(watch)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(outcome, json.loads(Path(cases).read_text())))
    told = {"outcomes": outcomes, "peak": peak(), "reached": reached, "asked": asked}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
