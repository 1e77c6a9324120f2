"""Where the time of a page goes: its CPU, by what the code is of.

    DIGEST_DATABASE_URL=… python -m benchmarks.profiled /2021/

A profiler makes short functions look dearer than they are: shares are what it tells.
"""

import cProfile
import os
import pstats
import sys
import time
from collections import Counter

TIMES = 100
# Where the code of a function is, by a part of the path of its file: the first counts.
PARTS = {
    "/django/template": "templates of Django",
    "/django/urls": "addresses, by Django",
    "/django/utils/translation": "languages",
    "/django/utils/formats": "languages",
    "/django/utils/dateformat": "languages",
    "/asgiref/": "languages",  # what is of a thread: most of it is the language
    "/django/db/": "models and queries of Django",
    "/articles/": "our own code",
    "/digest/": "our own code",
}
BUILT_IN = {"compress": "compression", "sqlite3": "SQLite", "Cursor": "SQLite"}
REST = "all else: middleware, the handler, Python"


def main(path):
    """Print what a page costs, and the share of each of PARTS."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")
    from digest.wsgi import application
    from tests.asking import ask

    def asked():
        status, _, body = ask(application, path, HTTP_ACCEPT_ENCODING="gzip")
        return status, len(body)

    for _ in range(3):
        status, length = asked()
    start = time.process_time()
    for _ in range(TIMES):
        asked()
    cost = (time.process_time() - start) / TIMES
    profile = cProfile.Profile()
    profile.runcall(lambda: [asked() for _ in range(TIMES)])
    shares = shares_of(pstats.Stats(profile).stats)
    print(f"{path}: {status}, {length:,} bytes, {cost * 1000:.1f} ms of CPU")
    for part, share in shares.most_common():
        print(f"{100 * share / shares.total():3.0f} %  {part}")


def shares_of(stats):
    """Return the seconds in each part; of what is built in, by who calls it."""
    shares = Counter()
    for function, (_, _, own, _, callers) in stats.items():
        if part := part_of(function):
            shares[part] += own
        else:
            for caller, (_, _, seconds, _) in callers.items():
                shares[part_of(caller) or REST] += seconds
    return shares


def part_of(function):
    """Return the part that a function is of; None for what is built into Python."""
    file, _, name = function
    if file.startswith("~"):
        return next((part for sign, part in BUILT_IN.items() if sign in name), None)
    return next((part for sign, part in PARTS.items() if sign in file), REST)


if __name__ == "__main__":
    main(sys.argv[1])
