"""Trials: tests that say in figures what Digest withstands, a line each.

A test that asks for the fixture `tell` is one. `make test` runs it with few of its
cases; `make check` runs all of them on both engines, and `docs/trust.py` writes what
they told into docs/trust.md.
"""

import os

import pytest

WHOLE = os.environ.get("DIGEST_TEST_WHOLE") == "1"
SECTIONS = {  # of docs/trust.md, in its order
    "sees": "What the public never sees",
    "rights": "Who may do what",
    "input": "What goes in",
    "survives": "What it survives",
    "operations": "Running it",
    "broken": "Rules broken on purpose, and seen",
}


def times(whole, few):
    """Return how many cases to try: `whole` under `make check`, otherwise `few`."""
    return whole if WHOLE else few


@pytest.fixture
def tell(record_property):
    """A function that keeps a line of figures: tell("input", "250 bombs: 0 went off").

    The figures are what the test counted. It is called once, after what has to hold.
    Tests that tell the same line tell it together: its {count} is the sum of theirs,
    tell("input", "{count} broken files: 0 loaded", 1).
    """

    def keep(section, line, count=0):
        assert section in SECTIONS
        assert bool(count) == ("{count" in line)
        record_property("told", [section, line, count])

    return keep
