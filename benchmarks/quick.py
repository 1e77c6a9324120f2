"""The quick form of the measurements: two minutes, no server, on any machine.

    python -m benchmarks.quick

Fails where a page asks more queries than it may, or where a ratio is twice its goal.
Both sites answer in processes of their own, in turn, and CPU alone is looked at; the
least of the rounds counts, as what else the machine does only adds to it.
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")

from benchmarks.bench import COLD, PLAIN, UNKEPT, Bench, path_at
from benchmarks.children import Child
from benchmarks.databases import SQLite
from benchmarks.goals import checks
from benchmarks.measurements import Measurements

SIZE, ROUNDS = 1_000, 3
TIMES = {UNKEPT: 5, COLD: 2, PLAIN: 2}  # requests of a round
GOALS = (3, 4, 6, 7)  # those that need no server and no other size
OFF = 2  # how often its limit a ratio may be
# What misses its goal by more for the time being, and how often its limit it may be.
MISSED = {
    **{f"{what}, {SIZE:,}": 5 for what in ("front", "tag", "year", "feed")},
    **{f"{what}, {SIZE:,}, nothing warm": 9 for what in ("front", "year", "feed")},
    f"tag, {SIZE:,}, nothing warm": 18,
    f"entry, {SIZE:,}": 3,
}
QUERIES = {  # at most: of a page made anew, and with nothing warm
    "front": (1, 11),
    **dict.fromkeys(("front, deep", "front, last"), (1, 13)),
    "tag": (1, 14),
    **dict.fromkeys(("tag, deep", "tag, last"), (1, 16)),
    "year": (1, 13),
    **dict.fromkeys(("year, deep", "year, last"), (1, 15)),
    "entry": (0, 11),
    "feed": (1, 5),
    "search, rare word": (3, 12),
    "search, common word, newest first": (4, 10),
    "search, common word, best first": (3, 12),
    "facets": (3, 8),
    "trends": (1, 9),  # one begins a moment that all others see
}


def main():
    """Print what is wrong; return whether anything is."""
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        databases = SQLite(Path(folder))
        bench = Bench(databases, [SIZE], ROUNDS, 0, Measurements())
        measure(bench)
    wrong = [*too_many_queries(bench.found), *too_dear(bench.found)]
    for line in wrong:
        print(f"Too much: {line}")
    return bool(wrong)


def measure(bench):
    """Ask both sites for each page, in rounds; note the least CPU of each."""
    with ExitStack() as until_the_end:
        sites = {}
        for name in TIMES:
            child = Child("benchmarks.inside", bench.variables(name, SIZE))
            until_the_end.callback(child.stop)
            sites[name] = child
        for address in bench.addresses(SIZE):
            least = {}
            for _ in range(ROUNDS):
                for name, child in sites.items():
                    if path := path_at(address, name):
                        found = child.do("page", path=path, times=TIMES[name])
                        queries = found["queries"]
                        cpu = min(found["cpu"], least.get(name, (1e9, 0))[0])
                        least[name] = cpu, queries
            for name, (cpu, queries) in least.items():
                bench.note(SIZE, address.what, name, cpu=cpu, queries=queries)


def too_many_queries(found):
    for what, limits in QUERIES.items():
        for name, most in zip((UNKEPT, COLD), limits, strict=True):
            queries = found.middle("sqlite", SIZE, what, name, "queries")
            print(f"{what}, {name}: {queries:.0f} queries, at most {most}")
            if queries > most:
                yield f"{what}, {name}: {queries:.0f} queries of {most}"


def too_dear(found):
    for number, told in checks(found, "sqlite").items():
        for check in told if number in GOALS else ():
            if check.value is None or check.unit != "×":
                continue
            figure = f"goal {number}, {check.what}: {check.value:.3g}"
            print(f"{figure} ×, aimed at {check.limit:.3g}")
            most = MISSED.get(check.what, OFF)
            if check.off > most:
                yield f"{figure} ×, more than {most} × {check.limit:.3g}"


if __name__ == "__main__":
    sys.exit(main())
