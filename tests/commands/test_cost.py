"""What loads and exports cost: memory and time."""

from tests import engine
from tests.commands.site import write_content
from tests.processes import run

# Memory

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


# Past the room that SQLite is given for its pages (`roomy`), which fills once.
LEAST = 7_000 if engine.NAME == "sqlite" else 2_000
SIZES, ROOM = (LEAST, LEAST + 6_000), 20 / 3  # MiB


def test_memory_does_not_grow_with_the_number_of_entries(site, tmp_path):
    peaks = {"load": [], "export": []}
    for count in SIZES:
        file, out = tmp_path / f"{count}.json", tmp_path / "out.json"
        write_content(file, "a", count)
        peaks["load"].append(peak_of(site, "load_fixture", str(file)))
        peaks["export"].append(peak_of(site, "export_fixture", str(out)))
        assert out.read_text().count('"articles.article"') == count

    for few, many in peaks.values():
        assert many - few <= ROOM


TIMING = """
import sys, time
import django
django.setup()
from django.core.management import call_command
for file in sys.argv[1:]:
    command = "loaddata" if "loaddata" in file else "load_fixture"
    start = time.process_time()
    call_command(command, file, verbosity=0)
    print(command, time.process_time() - start)
"""


def test_load_is_no_slower_than_loaddata(site, tmp_path):
    files = []
    for number in range(12):  # in turn, so that both meet the machine as busy
        command = ("loaddata", "load_fixture")[number % 2]
        files.append(tmp_path / f"{number}-{command}.json")
        write_content(files[-1], "a", 30, first=30 * number)

    out = run("-c", TIMING, *map(str, files), **site).stdout

    seconds = {"loaddata": [], "load_fixture": []}
    for line in out.splitlines():
        command, time = line.split()[-2:]
        if command in seconds:
            seconds[command].append(float(time))
    assert len(seconds["loaddata"]) == len(seconds["load_fixture"]) == 6
    assert min(seconds["load_fixture"]) <= 1.1 * min(seconds["loaddata"])
