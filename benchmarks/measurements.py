"""What was measured: values by what they are of, a value for each round."""

import json
import statistics
from pathlib import Path
from typing import NamedTuple


class Key(NamedTuple):
    """What a value is of: `what` is asked of `server`, which is `measure`d."""

    engine: str
    size: int  # entries
    what: str
    server: str
    measure: str  # cpu, rate, p50, p99, bytes, queries, memory, ...


class Measurements:
    """The values of each Key; those of one round stand at the same place."""

    def __init__(self):
        self.values: dict[Key, list[float]] = {}
        self.runs: dict[str, dict] = {}  # what is to be told of each part that ran

    def note(self, value, *key):
        """Add a value to those of a key, given in its parts."""
        self.values.setdefault(Key(*key), []).append(value)

    def middle(self, *key):
        """Return the median of the rounds, or None where it was not measured."""
        values = self.values.get(Key(*key))
        return statistics.median(values) if values else None

    def ratio(self, one, other):
        """Return the median of `one` to `other`, round by round, or None.

        What else the machine did in a round fell on both.
        """
        over, under = self.values.get(Key(*one)), self.values.get(Key(*other))
        if not over or not under or len(over) != len(under) or not all(under):
            return None
        return statistics.median(a / b for a, b in zip(over, under, strict=True))

    def spread(self, *key):
        """Return how far the rounds lie apart: (most - least) / median, or None."""
        values, middle = self.values.get(Key(*key)), self.middle(*key)
        return (max(values) - min(values)) / middle if middle else None

    def sizes(self, engine):
        """Return the sizes that were measured on an engine, the smallest first."""
        return sorted({key.size for key in self.values if key.engine == engine})

    def update(self, newer):
        """Take what was measured later in the place of the same of before."""
        self.values |= newer.values
        self.runs |= newer.runs

    def save(self, path: Path):
        values = [[*key, values] for key, values in self.values.items()]
        path.write_text(json.dumps({"runs": self.runs, "values": values}))

    @classmethod
    def load(cls, path: Path):
        """Return what a file holds; nothing where there is none."""
        found = cls()
        if path.exists():
            held = json.loads(path.read_text())
            found.runs = held["runs"]
            found.values = {Key(*key): values for *key, values in held["values"]}
        return found
