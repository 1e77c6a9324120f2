"""Write what the trials told into docs/trust.md, with the date; part of `make check`.

Reads what the tests of each engine left in .test-results, and fails where an engine is
missing or was not tried whole.
"""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.engine import NAMES, installed  # noqa: E402
from tests.trials import SECTIONS  # noqa: E402

PAGE = ROOT / "docs" / "trust.md"
BEGIN, END = "<!-- told: begin, written by make check -->", "<!-- told: end -->"


def main():
    """Put what was told in the place of what was told before."""
    found = {name: told_on(name) for name in NAMES}
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = "\n".join(lines_of(found))
    PAGE.write_text(f"{before}{BEGIN}\n\n{lines}\n{END}{after}", encoding="utf-8")


def told_on(engine):
    """Return what was told on an engine: {section: [line, ...]}."""
    file = ROOT / ".test-results" / f"{engine}.trials.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not kept.get("whole") or kept["failed"] or kept["skipped"]:
        sys.exit(f"The trials did not pass whole on {NAMES[engine]}: run make check.")
    told = {name: [] for name in SECTIONS}
    for section, line in kept["told"]:
        told[section].append(line)
    return told


def lines_of(found):
    """Yield the lines of the page."""
    yield f"Told on {datetime.now(UTC):%-d %B %Y} by `make check`, on {machine()}.\n"
    sqlite, postgresql = (found[name] for name in NAMES)
    for section, heading in SECTIONS.items():
        yield f"## {heading}\n"
        for line in sorted({*sqlite[section], *postgresql[section]}):
            there = [NAMES[name] for name in NAMES if line in found[name][section]]
            yield f"- {line} ({' and '.join(there)})"
        yield ""


def machine():
    """Return in words where it was tried."""
    program = installed() / "bin" / "postgres"
    version = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    )
    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python"
        f" {platform.python_version()}, Django {django.__version__}, SQLite"
        f" {sqlite3.sqlite_version}, PostgreSQL {version.stdout.split()[2]}"
    )


if __name__ == "__main__":
    main()
