"""The goals are told from the measurements alone: held, missed, or not measured."""

import pytest

from benchmarks.bench import COLD, DIGEST, KEPT, PLAIN, UNKEPT
from benchmarks.goals import GOALS, checks, verdict
from benchmarks.measurements import Key, Measurements

MIB = 2**20


@pytest.fixture
def found():
    """Measurements of two rounds; the second took twice as long for all."""
    found = Measurements()

    def note(what, server, cpu, size=1_000, engine="sqlite"):
        for slower in (1, 2):
            found.note(cpu * slower, engine, size, what, server, "cpu")

    for what in ("front", "tag", "year", "feed", "entry"):
        note(what, PLAIN, 0.010)
        note(what, UNKEPT, 0.0009)
        note(what, COLD, 0.002)
    note("front, deep", UNKEPT, 0.0009)
    note("front, last", UNKEPT, 0.0018)
    note("front", UNKEPT, 0.0010, size=10_000)
    note("front", PLAIN, 0.010, engine="postgresql")
    note("front", UNKEPT, 0.0018, engine="postgresql")
    return found


def told(found, number, engine="sqlite"):
    goal = GOALS[number - 1]
    assert goal.number == number
    return verdict(goal, checks(found, engine)[number], found.sizes(engine))


def test_goal_that_all_figures_hold_is_held_and_the_nearest_is_named(found):
    assert told(found, 3).startswith("held; not all measured; nearest: ")
    assert "0.09 × of 0.1" in told(found, 3)


def test_goal_that_one_figure_misses_is_missed_by_that(found):
    assert told(found, 4) == (
        "**missed** in 1 of 1 figures, most: front, 1,000: 2 × of 1.2"
    )


def test_goal_of_a_size_says_when_that_was_not_measured(found):
    assert told(found, 5).startswith(
        "held; not measured at 100,000; nearest: front, 10"
    )
    assert told(found, 8) == "not measured"


def test_limit_that_is_the_least_is_missed_from_below(found):
    for server, rate in (("nginx", 30_000), ("as shipped, by wrk", 10_000)):
        found.note(rate, "sqlite", 1_000, "front", server, "rate")

    assert "front, rate: 0.333 × of 0.4" in told(found, 1)
    assert told(found, 1).startswith("**missed**")


def test_memory_is_told_as_what_is_above(found):
    for server, memory in ((KEPT, 180), (PLAIN, 150)):
        key = "sqlite", 1_000, "two workers", server, "memory"
        found.note(memory * MIB, *key)

    assert "memory, 1,000: 30 MiB of 64" in told(found, 10)


def test_postgresql_is_held_to_the_ratio_of_sqlite(found):
    assert told(found, 12, "postgresql") == (
        "**missed** in 1 of 1 figures, most: goal 3, front, 1,000: 2 × of 1.5"
    )


def test_ratio_is_that_of_each_round(found):
    one, other = (
        ("sqlite", 1_000, "front", server, "cpu") for server in (UNKEPT, PLAIN)
    )
    assert found.ratio(one, other) == pytest.approx(0.09)
    found.note(1, *one)  # rounds that are not the same ones cannot be compared
    assert found.ratio(one, other) is None


def test_what_was_measured_is_kept_and_replaced_by_what_is_newer(found, tmp_path):
    found.runs["sqlite, pages"] = {"rounds": 2}
    found.save(tmp_path / "measured.json")
    again = Measurements.load(tmp_path / "measured.json")
    assert (again.values, again.runs) == (found.values, found.runs)

    newer = Measurements()
    newer.note(5, "sqlite", 1_000, "save", DIGEST, "cpu")
    newer.note(7, "sqlite", 1_000, "front", PLAIN, "cpu")
    again.update(newer)
    assert again.values[Key("sqlite", 1_000, "front", PLAIN, "cpu")] == [7]
    assert again.middle("sqlite", 1_000, "save", DIGEST, "cpu") == 5
    assert Measurements.load(tmp_path / "none.json").values == {}
