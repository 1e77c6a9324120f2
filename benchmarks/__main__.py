"""Measure Digest beside a plain Django blog, and write docs/performance.md.

    python -m benchmarks [--sizes 1000 10000] [--engines sqlite] [--parts pages cached]
                         [--rounds 5] [--seconds 0.5] [--folder FOLDER]

Databases once made, and what was measured, are kept in the folder: what is measured
again takes the place of what was. With `--parts none` the tables are written again.
"""

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")

from benchmarks import report
from benchmarks.bench import Bench
from benchmarks.databases import ENGINES, missing
from benchmarks.measurements import Measurements
from benchmarks.parts import cached, desk, load, pages, start, weight

PARTS = {
    "cached": cached,
    "pages": pages,
    "weight": weight,
    "start": start,
    "load": load,
    "desk": desk,
}
SIZES = [1_000, 10_000, 100_000]


def main():
    options = parsed()
    options.folder.mkdir(parents=True, exist_ok=True)
    kept_in = options.folder / "measured.json"
    known = Measurements.load(kept_in)
    for engine in options.engines if options.parts else ():
        if lacks := missing(engine):
            print(f"{engine}: not measured: {lacks} is missing")
            continue
        databases = ENGINES[engine](options.folder)
        databases.gather_static()
        for part in options.parts:
            if lacks := getattr(PARTS[part], "missing", list)():
                print(f"{part}: not measured: {', '.join(lacks)} is missing")
                continue
            known.update(measured(part, databases, options))
            known.save(kept_in)
    report.write(known)


def measured(part, databases, options):
    """Measure one part on one engine; return its Measurements."""
    bench = Bench(
        databases,
        sorted(options.sizes),
        options.rounds,
        options.seconds,
        Measurements(),
    )
    load, began = os.getloadavg()[0], time.monotonic()
    PARTS[part].measure(bench)
    took = time.monotonic() - began
    print(f"{databases.engine}, {part}: {took:.0f} s", flush=True)
    bench.found.runs[f"{databases.engine}, {part}"] = {
        "date": datetime.now(UTC).date().isoformat(),
        "rounds": options.rounds,
        "sizes": bench.sizes,
        "load before": load,
        "load after": os.getloadavg()[0],
        "database": databases.version(),
        "servers": [[key.what, key.server] for key in bench.found.values],
    }
    return bench.found


def parsed():
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument(
        "--parts", nargs="+", choices=[*PARTS, "none"], default=list(PARTS)
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "digest-bench"
    )
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.parts = [part for part in options.parts if part != "none"]
    return options


if __name__ == "__main__":
    main()
