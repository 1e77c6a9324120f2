"""The measurements as tables, in docs/performance.md between two marks."""

import os
import platform
import re
from pathlib import Path

import django

from benchmarks.bench import COLD, DIGEST, KEPT, OFF, PLAIN, SITES, UNKEPT
from benchmarks.databases import ENGINES, ROOT, missing
from benchmarks.goals import GOALS, MIB, checks, verdict
from benchmarks.parts import cached

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
BESIDE = (cached.NGINX, cached.BARE, cached.WRK)


def write(known):
    """Put the tables of what is known in the place of those of before."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    tables = "\n".join(told(known))
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}", encoding="utf-8")


def told(known):
    """Yield the lines of all tables."""
    engines = [name for name in ENGINES if known.sizes(name)]
    yield from conditions(known)
    for engine in engines:
        yield from pages(known, engine)
        yield from kept(known, engine)
        yield from others(known, engine)
    yield from goals(known, engines)
    for engine in engines:
        yield from in_full(known, engine)


def conditions(known):
    """Yield where and when it was measured, and how quiet it was."""
    yield "### Where and when\n"
    yield (
        f"{os.cpu_count()} cores, {processor()}, {platform.system()}; Python"
        f" {platform.python_version()}, Django {django.__version__}."
    )
    yield (
        "The load is that of the machine (Linux’s average of a minute) before and after"
        " a part, which itself keeps about two cores busy. The spread is how far the"
        " rounds of a figure of CPU lie apart, by its median: half of the figures are"
        " below it.\n"
    )
    rows = []
    for name, run in known.runs.items():
        engine, _, part = name.partition(", ")
        sizes = ", ".join(f"{size:,}" for size in run["sizes"])
        spread = spread_of(known, engine, run["servers"])
        rows.append(
            [run["database"], part, run["date"], sizes, run["rounds"]]
            + [f"{run['load before']:.1f}, {run['load after']:.1f}", spread]
        )
    heads = "database", "part", "date", "entries", "rounds", "load", "spread"
    yield from table(heads, rows)


def spread_of(known, engine, servers):
    """Return the median of the spreads of the CPU of some servers, in per cent."""
    found = sorted(
        known.spread(*key) or 0
        for key in known.values
        if key.engine == engine
        and [key.what, key.server] in servers
        and key.measure == "cpu"
    )
    return f"{100 * found[len(found) // 2]:.0f} %" if found else ""


def processor():
    """Return the name of the processor."""
    found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def pages(known, engine):
    """Yield what CPU each page takes at each size, on each site."""
    sizes = known.sizes(engine)
    names = [PLAIN, COLD, OFF, UNKEPT, KEPT]
    whats = [key.what for key in known.values if key.server == UNKEPT]
    whats = [one for one in dict.fromkeys(whats) if one != "two workers"]
    heads = ["page"] + [f"{name}, {size:,}" for name in names for size in sizes]
    rows = [
        [what]
        + [
            milliseconds(known.middle(engine, size, what, name, "cpu"))
            for name in names
            for size in sizes
        ]
        for what in whats
    ]
    yield from titled(f"{NAMES[engine]}: CPU of a page, in ms", heads, rows)


def kept(known, engine):
    """Yield what a page that is kept costs beside a file of nginx."""
    rows = [
        [what, name, *figures(known, engine, size, what, name)]
        for size in known.sizes(engine)
        for what in cached.PAGES
        for name in BESIDE
        if known.middle(engine, size, what, name, "cpu") is not None
    ]
    title = f"{NAMES[engine]}: a page that is kept, asked for by wrk"
    yield from titled(title, ["page", "server", *FIGURES], rows)


FIGURES = ["CPU, ms", "a second", "p50, ms", "p99, ms"]


def figures(known, engine, size, what, name):
    """Return the cells of what one round finds, in the median of the rounds."""
    middle = {m: known.middle(engine, size, what, name, m) for m in MEASURES}
    rate = middle["rate"]
    return [
        milliseconds(middle["cpu"]),
        "" if rate is None else f"{rate:,.0f}",
        milliseconds(middle["p50"]),
        milliseconds(middle["p99"]),
    ]


MEASURES = ("cpu", "rate", "p50", "p99")


def others(known, engine):
    """Yield memory, starts, loads and what editors do."""
    rows = []
    for size in known.sizes(engine):
        for what, names in (
            ("export", (DIGEST, PLAIN)),
            ("load", (DIGEST, PLAIN)),
            ("save", (DIGEST,)),
            ("change list", (DIGEST,)),
            ("start", (KEPT, PLAIN)),
            ("two workers", SITES),
        ):
            for name in names:
                cpu, clock, memory, peak = (
                    known.middle(engine, size, what, name, measure)
                    for measure in ("cpu", "seconds", "memory", "peak")
                )
                held = memory or peak
                if cpu or held:
                    told = [milliseconds(cpu), milliseconds(clock)]
                    told.append(f"{held / MIB:,.0f}" if held else "")
                    rows.append([f"{size:,}", what, name, *told])
    heads = "entries", "what", "who", "CPU, ms", "by the clock, ms", "memory, MiB"
    yield from titled(f"{NAMES[engine]}: the rest", heads, rows)


def goals(known, engines):
    """Yield each goal: held, missed or not measured, and by how much."""
    yield "### The goals\n"
    told = {engine: checks(known, engine) for engine in engines}
    rows = []
    for goal in GOALS:
        cells = []
        for engine in ENGINES:
            cells.append(reason(known, goal, engine))
            if engine in told and goal.number in told[engine]:
                words = verdict(goal, told[engine][goal.number], known.sizes(engine))
                if words != "not measured":
                    cells[-1] = words
        rows.append([goal.number, goal.says, *cells])
    yield from table(["#", "goal", *(NAMES[engine] for engine in ENGINES)], rows)


def reason(known, goal, engine):
    """Return why a goal was not measured on an engine."""
    if goal.number == 12 and engine == "sqlite":
        return ""
    lacks = [missing(engine)] if missing(engine) else []
    if goal.part == "cached" and not lacks:
        lacks = cached.missing()
    needs = f": {', '.join(lacks)} is missing" if lacks else ""
    return f"not measured{needs}"


def in_full(known, engine):
    """Yield all figures of all pages."""
    rows = []
    for key in dict.fromkeys(key[:4] for key in known.values):
        of, size, what, name = key
        if of == engine and name in SITES and what not in ("start", "two workers"):
            # A page that is kept is the same page, and asks nothing.
            like = UNKEPT if name == KEPT else name
            weight = known.middle(engine, size, what, like, "bytes")
            queries = known.middle(engine, size, what, like, "queries")
            queries = 0 if name == KEPT else queries
            told = figures(known, engine, size, what, name)
            if weight is not None:
                row = [f"{size:,}", what, name, *told, f"{weight:,.0f}"]
                rows.append([*row, f"{queries:.0f}"])
    heads = "entries", "page", "site", *FIGURES, "bytes", "queries"
    title = f"{NAMES[engine]}: all figures of pages"
    yield from titled(title, heads, sorted(rows, key=order))


def order(row):
    size, what, name = row[:3]
    return int(size.replace(",", "")), what, list(SITES).index(name)


def titled(title, heads, rows):
    """Yield a table under its title, unless it is empty."""
    if rows:
        yield f"### {title}\n"
        yield from table(heads, rows)


def table(heads, rows):
    """Yield the lines of a table in Markdown."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---' for _ in heads)}|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def milliseconds(seconds):
    """Return seconds as milliseconds, in three digits that count; "" for None."""
    if seconds is None:
        return ""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
