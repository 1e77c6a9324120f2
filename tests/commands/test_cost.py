"""How long a load takes beside Django’s own."""

from tests.commands.site import write_content
from tests.processes import run

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
