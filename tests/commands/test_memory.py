"""What loads and exports cost: memory."""

from tests import engine
from tests.commands.site import write_content
from tests.processes import run

MEASURING = """
import re, sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command(*sys.argv[1:])
status = Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=sys.stderr)
"""


def peak_of(site, *command):
    """Return the most memory that a command had, in MiB, having checked that it ran."""
    done = run("-c", MEASURING, *command, **site)
    assert done.returncode == 0, done.stderr
    return int(done.stderr) / 1024


# On SQLite past the room that it is given for its pages (`roomy`), which fills once.
LEAST = 7_000 if engine.NAME == "sqlite" else 2_000
SIZES, ROOM = (LEAST, LEAST + 6_000), 20 / 3  # MiB


def test_memory_does_not_grow_with_the_number_of_entries(site, tmp_path, tell):
    peaks = {"load": [], "export": []}
    for count in SIZES:
        file, out = tmp_path / f"{count}.json", tmp_path / "out.json"
        write_content(file, "a", count)
        peaks["load"].append(peak_of(site, "load_fixture", str(file)))
        peaks["export"].append(peak_of(site, "export_fixture", str(out)))
        assert out.read_text().count('"articles.article"') == count

    for few, many in peaks.values():
        assert many - few <= ROOM
    more = max(many - few for few, many in peaks.values())
    tell(
        "survives",
        f"A load and an export of {SIZES[1]:,} entries take {more:.1f} MiB more than of"
        f" {SIZES[0]:,}",
    )
