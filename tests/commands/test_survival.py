"""What is left where a load or an export is killed, raced, or out of room."""

import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests import engine
from tests.commands.site import exported, manage, write_content
from tests.processes import ROOT, environment, run
from tests.trials import times
from tests.trust.sound import assert_sound

# What a process that is killed leaves

KILLS = times(50, 8)
KILLING = """
import io, os, random, signal, sys, time
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

# Children find what they import in memory, so that it is their work that is killed.
get_resolver().url_patterns
import articles.management.commands.backup
import articles.management.commands.export_fixture
import articles.management.commands.load_fixture
import articles.management.commands.restore

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
now, killed, seen = first, 0, set()
for number in range(kills):
    pid = child(load(sys.argv[2] if now == first else sys.argv[1]))
    time.sleep(random.uniform(0, 1.2 * whole))
    os.kill(pid, signal.SIGKILL)
    killed += wait(pid) != 0
    before, now = now, state()
    assert now in (first, second), f"a third state, after kill {number}"
    seen.add(now)
    whole *= 1.15 if now == before else 0.9  # the machine may be busier now
print(killed, len(seen))
"""
)
KILLING_EXPORTS = (
    KILLING
    + """
target = sys.argv[3] + ".target"
start = time.monotonic()
wait(child(export(target)))
whole = time.monotonic() - start
killed, outcomes = 0, set()
for number in range(kills):
    Path(target).write_text(first, encoding="utf-8")
    pid = child(export(target))
    time.sleep(random.uniform(0, 1.2 * whole))
    os.kill(pid, signal.SIGKILL)
    killed += wait(pid) != 0
    now = Path(target).read_text(encoding="utf-8")
    assert now in (first, second), f"a third state, after kill {number}"
    outcomes.add(now)
    whole *= 1.15 if now == first else 0.9
print(killed, len(outcomes))
"""
)


@pytest.mark.parametrize(
    "script", [KILLING_LOADS, KILLING_EXPORTS], ids=["load", "export"]
)
def test_killed_process_leaves_the_old_or_the_new_state(
    site, tmp_path, tell, request, script
):
    for word in ("first", "second"):
        write_content(tmp_path / f"{word}.json", word, 20)
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
    killed, states = map(int, done.stdout.split())
    assert states == 2
    assert killed >= times(KILLS // 3, 1)
    assert_sound(site)
    verb = request.node.callspec.id
    tell(
        "survives",
        f"{KILLS} times kill -9 of {verb}, {killed} of them before its end:"
        " 0 half-done states",
    )


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
