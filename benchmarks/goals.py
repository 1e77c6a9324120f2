"""What is aimed at, and how far the measurements are from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from benchmarks.bench import COLD, DIGEST, KEPT, PLAIN, UNKEPT
from benchmarks.measurements import Measurements
from benchmarks.parts import cached
from benchmarks.parts.cached import NGINX, WRK

MIB = 2**20
LISTS = ("front", "tag", "year")
GROWING = ("front", "front, last", "tag", "entry", "feed")
LARGE, VAST = 100_000, 1_000_000
RARE, NEWEST, BEST = (
    "search, rare word",
    "search, common word, newest first",
    "search, common word, best first",
)


@dataclass(frozen=True)
class Goal:
    """A goal of the table, and the part of the measurements that tells of it."""

    number: int
    part: str
    says: str
    at: int = 0  # the size that it speaks of; 0: any


GOALS = [
    Goal(1, "cached", "A kept page: CPU at most 6 × nginx, rate at least 0.4 ×"),
    Goal(2, "desk", "Never stale: the first request after a commit shows it"),
    Goal(3, "pages", "Not kept: CPU at most 1/10 of plain Django, cold or entry 1/3"),
    Goal(4, "pages", "First, deep and last page within 1.2 × of each other"),
    Goal(5, "pages", "Growth: at most 1.15 × CPU, to a million 1.3 ×", LARGE),
    Goal(6, "pages", "Search: rare 3 × a front page, newest 5 ×, best 10 ms", LARGE),
    Goal(7, "pages", "Facets and trends within 3 × a front page", LARGE),
    Goal(8, "load", "Load: 2/5 of loaddata’s CPU, export 1/2 of dumpdata’s", LARGE),
    Goal(9, "desk", "A save grows by 1.5 × at most, the change list by 2 ×", LARGE),
    Goal(10, "start", "Two workers: 64 MiB above plain Django’s, start 1.5 ×"),
    Goal(11, "weight", "Front page: what it says under gzip, and 2.5 KiB; 304"),
    Goal(12, "pages", "PostgreSQL within 1.5 × of SQLite’s ratio"),
]


@dataclass(frozen=True)
class Check:
    """One figure beside its limit; `value` is None where it was not measured."""

    what: str
    value: float | None
    limit: float
    unit: str = "×"
    least: bool = False  # the limit is the least that is allowed, not the most

    @property
    def off(self) -> float:
        """How often the limit it is: up to 1 it is held."""
        assert self.value is not None
        if self.least:
            return self.limit / self.value if self.value else float("inf")
        if not self.limit:
            return float("inf") if self.value else 0
        return self.value / self.limit


def checks(found: Measurements, engine: str) -> dict[int, list[Check]]:
    """Return the checks of each goal on an engine, by the goal’s number."""
    looked = Looked(found, engine)
    numbers = [goal.number for goal in GOALS if goal.number < 12]
    told = {number: list(getattr(looked, f"goal_{number}")()) for number in numbers}
    if engine == "postgresql":
        told[12] = list(beside(checks(found, "sqlite"), told))
    return told


def beside(usual: dict[int, list[Check]], ours: dict[int, list[Check]]):
    """Yield how each ratio of PostgreSQL is to that of SQLite."""
    known = {
        (number, check.what): check
        for number, all_of_it in usual.items()
        for check in all_of_it
    }
    for number, all_of_it in ours.items():
        for check in all_of_it:
            other = known.get((number, check.what))
            if check.unit == "×" and other and other.value and check.value:
                ratio = check.value / other.value
                ratio = 1 / ratio if check.least else ratio
                yield Check(f"goal {number}, {check.what}", ratio, 1.5)


class Looked:
    """The goals, each a look at what was measured on one engine."""

    def __init__(self, found: Measurements, engine: str):
        self.found, self.engine = found, engine
        self.sizes = found.sizes(engine)

    def key(self, size, what, server, measure="cpu"):
        return self.engine, size, what, server, measure

    def middle(self, *key):
        return self.found.middle(*self.key(*key))

    def ratio(self, one, other):
        return self.found.ratio(self.key(*one), self.key(*other))

    def growth(self, what, server, limit, vast) -> Iterator[Check]:
        """Yield how CPU grows from the smallest size to each of the others."""
        for size in self.sizes[1:]:
            ratio = self.ratio((size, what, server), (self.sizes[0], what, server))
            yield Check(f"{what}, {size:,}", ratio, vast if size > LARGE else limit)

    def goal_1(self):
        for size in self.sizes[:1]:
            for what in cached.PAGES:
                cpu = self.ratio((size, what, WRK), (size, what, NGINX))
                yield Check(f"{what}, CPU", cpu, 6)
                rate = self.ratio(
                    (size, what, WRK, "rate"), (size, what, NGINX, "rate")
                )
                yield Check(f"{what}, rate", rate, 0.4, least=True)

    def goal_2(self):
        for size in self.sizes[:1]:
            stale = self.middle(size, "after a commit", DIGEST, "stale")
            yield Check("stale answers", stale, 0, "")

    def goal_3(self):
        for size in self.sizes:
            for what in (*LISTS, "feed", "entry"):
                plain = (size, what, PLAIN)
                warm = self.ratio((size, what, UNKEPT), plain)
                limit = 1 / 3 if what == "entry" else 1 / 10
                yield Check(f"{what}, {size:,}", warm, limit)
                if what != "entry":
                    cold = self.ratio((size, what, COLD), plain)
                    yield Check(f"{what}, {size:,}, nothing warm", cold, 1 / 3)

    def goal_4(self):
        for size in self.sizes:
            for what in LISTS:
                names = (what, f"{what}, deep", f"{what}, last")
                pairs = permutations([(size, name, UNKEPT) for name in names], 2)
                ratios = [self.ratio(one, other) for one, other in pairs]
                yield Check(
                    f"{what}, {size:,}", max(filter(None, ratios), default=None), 1.2
                )

    def goal_5(self):
        for what in GROWING:
            yield from self.growth(what, UNKEPT, 1.15, 1.3)

    def goal_6(self):
        for size in self.sizes:
            front = (size, "front", UNKEPT)
            rare = self.ratio((size, RARE, UNKEPT), front)
            yield Check(f"rare word, {size:,}", rare, 3)
            slowest = self.ratio((size, NEWEST, UNKEPT, "p99"), (*front, "p99"))
            yield Check(f"newest first, p99, {size:,}", slowest, 5)
            best = self.middle(size, BEST, UNKEPT)
            limit = 25 if size > LARGE else 10
            yield Check(f"best first, {size:,}", best and best * 1000, limit, "ms")

    def goal_7(self):
        for size in self.sizes:
            for what in ("facets", "trends"):
                ratio = self.ratio((size, what, UNKEPT), (size, "front", UNKEPT))
                yield Check(f"{what}, {size:,}", ratio, 3)

    def goal_8(self):  # it speaks of many: a load of few is the start of a process
        for size in [size for size in self.sizes if size >= LARGE]:
            for what, part, most in (("load", 2 / 5, 160), ("export", 1 / 2, 64)):
                ratio = self.ratio((size, what, DIGEST), (size, what, PLAIN))
                yield Check(f"{what}, {size:,}, CPU", ratio, part)
                peak = self.middle(size, what, DIGEST, "peak")
                yield Check(f"{what}, {size:,}, peak", peak and peak / MIB, most, "MiB")

    def goal_9(self):
        yield from self.growth("save", DIGEST, 1.5, 1.5)
        yield from self.growth("change list", DIGEST, 2, 2)

    def goal_10(self):
        for size in self.sizes:
            ours, plain = (
                self.middle(size, "two workers", name, "memory")
                for name in (KEPT, PLAIN)
            )
            above = (ours - plain) / MIB if ours and plain else None
            yield Check(f"memory, {size:,}", above, 64, "MiB")
        for size in self.sizes[:1]:
            names = ((size, "start", name, "seconds") for name in (KEPT, PLAIN))
            yield Check("start to first page", self.ratio(*names), 1.5)

    def goal_11(self):
        for size in self.sizes[:1]:
            page, bare = (
                self.middle(size, "front", KEPT, measure)
                for measure in ("gzip", "bare")
            )
            above = page - bare if page and bare else None
            yield Check("above what it says", above, 2560, "bytes")
            again = self.middle(size, "front", KEPT, "bytes of a 304")
            yield Check("body of a 304", again, 0, "bytes")
            short = self.middle(size, "front", KEPT, "assets not kept")
            yield Check("assets that are not kept for a year", short, 0, "")


def verdict(goal: Goal, told: list[Check], sizes: list[int]) -> str:
    """Return in words whether a goal is held, and by how much."""
    known = [check for check in told if check.value is not None]
    if not known:
        return "not measured"
    worst = max(known, key=lambda check: check.off)
    missed = [check for check in known if check.off > 1]
    figure = (
        f"{worst.what}: {shown(worst.value)} {worst.unit}".rstrip()
        + f" of {shown(worst.limit)}"
    )
    if missed:
        return f"**missed** in {len(missed)} of {len(known)} figures, most: {figure}"
    lacks = "" if goal.at <= max(sizes) else f"; not measured at {goal.at:,}"
    lacks = lacks or ("" if len(known) == len(told) else "; not all measured")
    return f"held{lacks}; nearest: {figure}"


def shown(value: float) -> str:
    """Return a figure in three digits that count."""
    return f"{value:.3g}" if 0 < value < 1000 else f"{value:,.0f}"
