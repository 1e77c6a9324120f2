"""What is left where a command is killed: the old state or the new one, no third."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import engine
from tests.processes import ROOT, environment, migrated_database, run
from tests.trials import times
from tests.trust.sound import assert_sound

KILLS = {"import": 30, "backup": 20, "build": 20, "sync": 30, "migrate": 20}
FEW = 1


@pytest.fixture
def site(site):
    if engine.NAME == "postgresql":
        site["DIGEST_DATABASE_URL"] += "&pool=false"  # of it no child may take a share
        site["DIGEST_PG_BIN"] = str(engine.installed() / "bin")
    return site


@pytest.mark.parametrize("verb", KILLS)
def test_killed_command_leaves_the_old_or_the_new_state(site, tmp_path, tell, verb):
    folder = tmp_path / "killed"
    folder.mkdir()
    seed, kills = random.randrange(1_000_000), times(KILLS[verb], FEW)
    words = ["-W", "error", "-m", "tests.trust.killing", verb, folder, seed, kills]
    done = run(*map(str, words), **site)

    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert_sound(site)
    killed, ended = map(int, done.stdout.split())
    assert killed >= kills // 3
    tell(
        "survives",
        f"{killed + ended} times kill -9 of {verb}, {killed} of them before its end:"
        " 0 half-done states, 0 damaged files",
    )


HANDING_OUT = """
import multiprocessing, os, signal
from concurrent.futures import ProcessPoolExecutor
from articles import processes
how = {"mp_context": multiprocessing.get_context("spawn")}
pool = ProcessPoolExecutor(1, initializer=processes.begin, **how)
print(pool.submit(os.getpid).result(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_process_of_a_build_ends_with_it(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HANDING_OUT],
        cwd=ROOT,
        env=environment(DIGEST_DATABASE_URL=migrated_database(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as started:
        number = int(started.stdout.readline())  # not all: it may live on, and hold it
    end = time.monotonic() + 20
    while Path(f"/proc/{number}").exists() and time.monotonic() < end:
        time.sleep(0.05)

    assert started.returncode == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
