"""A whole digest into a database and out of it, beside Django's own commands."""

import json

from benchmarks.bench import PLAIN
from benchmarks.databases import DIGEST, REFERENCE
from benchmarks.servers import spent

NAMES = {DIGEST: DIGEST, REFERENCE: PLAIN}
MOST = 100_000  # entries that loaddata is given: it holds all of them in memory
ENTRIES = 30_000  # that are loaded in all rounds of a size, if it is not larger


def measure(bench):
    """Export and load each size, in turn with the reference."""
    databases = bench.databases
    for size in bench.sizes:
        rounds = max(1, min(bench.rounds, ENTRIES // size))
        sites = [site for site in NAMES if site == DIGEST or size <= MOST]
        for _ in range(rounds):
            for site in sites:
                url = databases.filled(site, size)
                what = export(databases, site, size)
                bench.note(
                    size, "export", NAMES[site], **run(databases, site, url, what)
                )
        for _ in range(rounds):
            for site in sites:
                url = databases.empty(site)
                command = "load_fixture" if site == DIGEST else "loaddata"
                what = [command, exported(databases, site, size)]
                bench.note(size, "load", NAMES[site], **run(databases, site, url, what))
                databases.drop(url)


def export(databases, site, size):
    """Return the command that writes all of a digest to a file."""
    path = exported(databases, site, size)
    if site == DIGEST:
        return ["export_fixture", path]
    return ["dumpdata", "reference", "taggit", "--natural-foreign", "--output", path]


def exported(databases, site, size):
    return databases.folder / f"{size}.{site}.json"


def run(databases, site, url, command):
    """Run a command of a site; return {"cpu": seconds, "peak": bytes}."""
    told = databases.folder / "cost.json"
    before = spent(databases.process) if databases.process else 0
    databases.run(site, url, "-m", "benchmarks.command", told, *command, quiet=True)
    after = spent(databases.process) if databases.process else 0
    cost = json.loads(told.read_text())
    return {"cpu": cost["cpu"] + after - before, "peak": cost["peak"]}
