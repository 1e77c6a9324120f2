"""`load_fixture` and `export_fixture` as processes: killed, raced, out of room."""

import json
import os
import pty
import random
import re
import resource
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests import engine
from tests.content import digests, written
from tests.processes import ROOT, environment, new_database, run

SEED = ROOT / "fixtures" / "performance.json"


@pytest.fixture
def site(tmp_path):
    """The variables of a site with an empty database of its own."""
    variables = {
        "DIGEST_DATABASE_URL": new_database(tmp_path),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
    run("manage.py", "migrate", "--verbosity=0", **variables)
    return variables


def manage(site, *command, **options):
    return run("manage.py", *command, **site, **options)


def exported(site):
    return manage(site, "export_fixture").stdout


def write_content(path, word, count, first=0):
    """Write a fixture of `count` articles whose words are `word`; return its text."""
    held = [{"model": "articles.tag", "fields": {"name": word, "slug": word}}]
    for number in range(first, first + count):
        uid = str(uuid.UUID(int=number + 1))
        fields = {
            "created_at": "2021-01-01T00:00:00Z",
            "excerpt": f"{word} " * 40,
            "language": "en",
            "published_at": "2021-01-01T00:00:00Z",
            "slug": f"entry-{number:05}",
            "status": "published",
            "tags": [word],
            "title": f"{word} {number}",
            "uid": uid,
            "updated_at": "2021-01-01T00:00:00Z",
            "url": f"https://example.org/{number}",
        }
        held.append({"model": "articles.article", "fields": fields})
    text = json.dumps(held, indent=2)
    path.write_text(text)
    return text


def test_plan_tells_of_each_field_and_writes_nothing(site, tmp_path):
    manage(site, "load_fixture", str(SEED))
    before = exported(site)
    file = tmp_path / "changed.json"
    file.write_text(before.replace("Machine Unlearning", "Unlearning machines"))

    planned = manage(site, "load_fixture", "--plan", str(file))

    assert planned.returncode == 0
    assert planned.stderr == ""
    assert planned.stdout.splitlines() == [
        "changed article “Unlearning machines”",
        "    title:",
        "      - Machine Unlearning",
        "      + Unlearning machines",
        "0 created, 1 changed, 0 deleted",
    ]
    assert exported(site) == before
    applied = manage(site, "load_fixture", str(file))
    assert applied.stdout == "0 created, 1 changed, 0 deleted\n"


def test_conflict_is_refused_and_the_options_settle_it(site, tmp_path):
    manage(site, "load_fixture", str(SEED))
    file = tmp_path / "old.json"
    text = exported(site)
    file.write_text(text.replace("Machine Unlearning", "From the file"))
    edit = (
        "from articles.models import Article; from django.utils import timezone;"
        "Article.objects.filter(title='Machine Unlearning')"
        ".update(title='Edited here', updated_at=timezone.now())"
    )
    manage(site, "shell", "--command", edit)

    refused = manage(site, "load_fixture", str(file))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "“From the file”" in refused.stderr
    kept = manage(site, "load_fixture", "--keep", str(file))
    assert kept.stdout.endswith("1 kept as they are here\n")
    forced = manage(site, "load_fixture", "--force", str(file))
    assert forced.stdout == "0 created, 1 changed, 0 deleted\n"
    both = manage(site, "load_fixture", "--force", "--keep", str(file))
    assert both.returncode == 2


def test_broken_file_is_one_line_and_exit_code_1(site, tmp_path):
    file = tmp_path / "broken.json"
    file.write_text(SEED.read_text()[:-20])
    refused = manage(site, "load_fixture", str(file))

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert re.fullmatch(
        r"CommandError: \S+: line \d+, column \d+: .*\n", refused.stderr
    )
    assert exported(site) == "[]\n"


def test_pipe_is_loaded_but_not_pruned(site, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = manage(site, "load_fixture", "--prune", str(pipe))
    assert "is read twice" in refused.stderr

    with subprocess.Popen(["cp", str(SEED), str(pipe)]):
        loaded = manage(site, "load_fixture", str(pipe))
    assert loaded.stdout == "15 created, 0 changed, 0 deleted\n"


def test_bar_is_drawn_on_a_terminal_and_nowhere_else(site, tmp_path):
    write_content(tmp_path / "content.json", "a", 150)
    command = [sys.executable, "manage.py", "load_fixture", tmp_path / "content.json"]
    quiet = manage(site, *command[2:])
    assert quiet.stderr == ""

    ours, theirs = pty.openpty()
    subprocess.run(
        [*command, "--force"],
        cwd=ROOT,
        env=environment(**site),
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    os.close(theirs)
    drawn = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "%" in drawn
    assert drawn.endswith("\r\x1b[K")


if engine.NAME == "postgresql":  # SQLite is the other one

    @settings(
        max_examples=5,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(records=digests())
    def test_content_goes_from_one_engine_to_the_other_and_back(
        site, tmp_path, records
    ):
        lite = {**site, "DIGEST_DATABASE_URL": f"sqlite:///{tmp_path / 'lite.sqlite3'}"}
        manage(lite, "migrate", "--verbosity=0")
        file, there, back = (
            tmp_path / f"{name}.json" for name in ("file", "there", "back")
        )
        file.write_text(written(records), encoding="utf-8")
        load = ["load_fixture", "--prune", "--force"]

        manage(lite, *load, str(file))
        manage(lite, "export_fixture", str(there))
        manage(site, *load, str(there))
        manage(site, "export_fixture", str(back))
        again = manage(lite, *load, str(back))

        assert again.stdout == "0 created, 0 changed, 0 deleted\n"
        assert file.read_bytes() == there.read_bytes() == back.read_bytes()


# What a process that is killed leaves

KILLS = 50
KILLING = """
import io, os, random, signal, sys, time
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.db import connection

def child(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    return pid

def wait(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def state():
    pid = child(lambda: call_command("export_fixture", sys.argv[3]))
    assert wait(pid) == 0
    return Path(sys.argv[3]).read_text(encoding="utf-8")

def load(path):
    return lambda: call_command(
        "load_fixture", path, "--force", "--prune", stdout=io.StringIO()
    )

def export(path):
    return lambda: call_command("export_fixture", path)

def state_of(path):
    assert wait(child(load(path))) == 0
    return state()

connection.close()
seed, kills = int(sys.argv[4]), int(sys.argv[5])
random.seed(seed)
first, second = map(state_of, sys.argv[1:3])
assert first != second
"""
KILLING_LOADS = (
    KILLING
    + """
start = time.monotonic()
assert wait(child(load(sys.argv[1]))) == 0
whole = time.monotonic() - start
now, other, seen = first, second, set()
for number in range(kills):
    pid = child(load(sys.argv[2] if now == first else sys.argv[1]))
    time.sleep(random.uniform(0, 1.2 * whole))
    os.kill(pid, signal.SIGKILL)
    wait(pid)
    before, now = now, state()
    assert now in (first, second), f"a third state, after kill {number}"
    seen.add(now)
    whole *= 1.15 if now == before else 0.9  # the machine may be busier now
print("both" if len(seen) == 2 else "one")
"""
)
KILLING_EXPORTS = (
    KILLING
    + """
target = sys.argv[3] + ".target"
start = time.monotonic()
wait(child(export(target)))
whole = time.monotonic() - start
outcomes = set()
for number in range(kills):
    Path(target).write_text(first, encoding="utf-8")
    pid = child(export(target))
    time.sleep(random.uniform(0, 1.2 * whole))
    os.kill(pid, signal.SIGKILL)
    wait(pid)
    now = Path(target).read_text(encoding="utf-8")
    assert now in (first, second), f"a third state, after kill {number}"
    outcomes.add(now)
    whole *= 1.15 if now == first else 0.9
print("both" if len(outcomes) == 2 else "one")
"""
)


@pytest.mark.parametrize(
    "script", [KILLING_LOADS, KILLING_EXPORTS], ids=["load", "export"]
)
def test_killed_process_leaves_the_old_or_the_new_state(site, tmp_path, script):
    for word in ("first", "second"):
        write_content(tmp_path / f"{word}.json", word, 40)
    seed = random.randrange(1_000_000)
    done = run(
        "-W",
        "error",
        "-c",
        script,
        str(tmp_path / "first.json"),
        str(tmp_path / "second.json"),
        str(tmp_path / "state.json"),
        str(seed),
        str(KILLS),
        **site,
    )

    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert done.stdout.strip() == "both"


def test_two_loads_at_one_moment_end_as_if_one_came_after_the_other(site, tmp_path):
    states = {}
    for word in ("first", "second"):
        write_content(tmp_path / f"{word}.json", word, 60)
        load = ["load_fixture", "--force", "--prune", str(tmp_path / f"{word}.json")]
        manage(site, *load)
        states[word] = exported(site)
    for _ in range(3):
        loads = [
            subprocess.Popen(
                [sys.executable, "manage.py", *load[:-1], tmp_path / f"{word}.json"],
                cwd=ROOT,
                env=environment(**site),
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
            )
            for word in states
        ]
        said = [process.communicate()[1] for process in loads]

        codes = [process.returncode for process in loads]
        assert 0 in codes
        assert all(not s or s.startswith("CommandError: ") for s in said)
        assert all(bool(code) == bool(s) for code, s in zip(codes, said, strict=True))
        assert exported(site) in states.values()


# Out of room


def with_room(size, *command, **variables):
    """Run a command that may write no file longer than `size` bytes."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def test_export_without_room_says_so_and_leaves_the_old_file(site, tmp_path):
    write_content(tmp_path / "content.json", "a", 300)
    manage(site, "load_fixture", str(tmp_path / "content.json"))
    target = tmp_path / "out.json"
    target.write_text("old")
    refused = with_room(60_000, "export_fixture", str(target), **site)

    assert refused.returncode == 1
    assert refused.stderr == f"CommandError: {target}: File too large\n"
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.glob("*out.json*")] == ["out.json"]
    full = manage(site, "export_fixture", "/dev/full")
    assert full.stderr == "CommandError: /dev/full: No space left on device\n"


if engine.NAME == "sqlite":  # of PostgreSQL the server writes, not the command

    def test_load_without_room_says_so_and_changes_nothing(site, tmp_path):
        write_content(tmp_path / "content.json", "a", 600)
        size = (
            Path(site["DIGEST_DATABASE_URL"].removeprefix("sqlite:///")).stat().st_size
        )
        refused = with_room(
            size + 50_000, "load_fixture", str(tmp_path / "content.json"), **site
        )

        assert refused.returncode == 1
        assert refused.stderr.startswith("CommandError: The database says: ")
        assert refused.stderr.count("\n") == 1
        assert exported(site) == "[]\n"


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


def test_memory_does_not_grow_with_the_number_of_entries(site, tmp_path):
    peaks = {"load": [], "export": []}
    for count in (2_000, 20_000):
        file, out = tmp_path / f"{count}.json", tmp_path / "out.json"
        write_content(file, "a", count)
        peaks["load"].append(peak_of(site, "load_fixture", str(file)))
        peaks["export"].append(peak_of(site, "export_fixture", str(out)))
        assert out.read_text().count('"articles.article"') == count

    for few, many in peaks.values():
        assert many - few <= 20


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
    for number in range(20):  # in turn, so that both meet the machine as busy
        command = ("loaddata", "load_fixture")[number % 2]
        files.append(tmp_path / f"{number}-{command}.json")
        write_content(files[-1], "a", 30, first=30 * number)

    out = run("-c", TIMING, *map(str, files), **site).stdout

    seconds = {"loaddata": [], "load_fixture": []}
    for line in out.splitlines():
        command, time = line.split()[-2:]
        if command in seconds:
            seconds[command].append(float(time))
    assert len(seconds["loaddata"]) == len(seconds["load_fixture"]) == 10
    assert min(seconds["load_fixture"]) <= 1.1 * min(seconds["loaddata"])
