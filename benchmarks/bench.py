"""One run on one engine: its databases, its options, and what it finds."""

from dataclasses import dataclass

from benchmarks.addresses import addresses
from benchmarks.databases import DIGEST, REFERENCE, Databases
from benchmarks.measurements import Measurements
from benchmarks.servers import granian

# What is measured side by side, by the name that the tables have for it.
KEPT, UNKEPT, OFF = "as shipped", "page made anew", "page cache off"
COLD, PLAIN = "nothing warm", "plain Django"
NO_ROOM = {"DIGEST_PAGE_CACHE": "1"}  # no page fits; all else is kept
NO_CACHE = {"DIGEST_PAGE_CACHE": "0"}
SITES = {
    KEPT: (DIGEST, "digest.wsgi:application", {}),
    UNKEPT: (DIGEST, "digest.wsgi:application", NO_ROOM),
    OFF: (DIGEST, "digest.wsgi:application", NO_CACHE),
    COLD: (DIGEST, "benchmarks.cold:application", NO_CACHE),
    PLAIN: (REFERENCE, "benchmarks.reference.wsgi:application", {}),
}


@dataclass
class Bench:
    databases: Databases
    sizes: list[int]
    rounds: int
    seconds: float  # of each round
    found: Measurements

    def note(self, size, what, server, **measured):
        """Keep what was measured in a round: cpu=…, rate=…"""
        for measure, value in measured.items():
            key = (self.databases.engine, size, what, server, measure)
            self.found.note(value, *key)

    def note_all(self, size, what, server, measured):
        """Keep all that a Measured holds."""
        self.note(
            size,
            what,
            server,
            cpu=measured.cpu,
            rate=measured.rate,
            p50=measured.median,
            p99=measured.slowest,
        )

    def addresses(self, size):
        return addresses(self.databases.facts(size))

    def variables(self, name, size):
        """Return the environment of one of SITES on the digest of a size."""
        site, application, more = SITES[name]
        url = self.databases.filled(site, size)
        more = {**more, "BENCH_APPLICATION": application}
        return self.databases.variables(site, url, **more)

    def serve(self, name, size):
        """Start one of SITES, two processes of it, on the digest of a size."""
        variables = self.variables(name, size)
        return granian(SITES[name][1], variables, self.databases.process)


def path_at(address, name):
    """Return where one of SITES has an address, or None."""
    return address.reference if name == PLAIN else address.digest
