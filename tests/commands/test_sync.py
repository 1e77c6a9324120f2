"""`sync` as processes: one that is killed, or two at one moment."""

import os
import signal
import subprocess
import sys

import pytest

from tests import engine
from tests.processes import ROOT, environment, run


@pytest.fixture
def site(site):
    if engine.NAME == "postgresql":
        site["DIGEST_DATABASE_URL"] += "&pool=false"  # of it no child may take a share
    return site


def test_no_edit_is_lost_to_a_run_that_is_killed(site, tmp_path):
    words = ["-W", "error", "-m", "tests.commands.cut_off", str(tmp_path / "content")]
    done = run(*words, **site)

    assert (done.stderr, done.returncode) == ("", 0)


EDITING = """
import sys, django
django.setup()
from articles.jobs.syncing import sync
from tests.factories import make_article
article = make_article(slug="a", title="First")
make_article(slug="b")
sync(sys.argv[1])
article.title = "Desk"
article.write([], [])
"""
# It stops at the event of that name, when the first file was read; without one it says
# that it waits. In the end it says what the desk has.
SYNCING = """
import os, signal, sys, django
django.setup()
from articles.jobs.syncing import sync
from articles.models import Article
folder, *stops = sys.argv[1:]
def look(event, args):
    if event == "fcntl.flock" and not stops:
        print("waits", flush=True)
    if event in stops and (event != "open" or str(args[0]).endswith("b.md")):
        stops.clear()
        os.kill(os.getpid(), signal.SIGSTOP)
sys.addaudithook(look)
sync(folder)
print(Article.objects.get(slug="a").title)
"""


@pytest.mark.parametrize("moment", ["open", "os.rename"], ids=["reading", "writing"])
def test_second_run_waits_for_the_first(site, tmp_path, moment):
    folder = tmp_path / "content"
    folder.mkdir()
    assert run("-c", EDITING, str(folder), **site).returncode == 0
    first, second = (
        [sys.executable, "-c", SYNCING, str(folder), *words] for words in ([moment], [])
    )
    how = {"cwd": ROOT, "env": environment(**site), "stdout": subprocess.PIPE}
    with subprocess.Popen(first, **how) as one:
        os.waitpid(one.pid, os.WUNTRACED)
        with subprocess.Popen(second, **how) as other:
            said = other.stdout.readline()  # or nothing, at its end
            one.send_signal(signal.SIGCONT)
            desk = one.stdout.read()
    text = (folder / "articles" / "a.md").read_text()

    assert desk == b"Desk\n"
    assert "title: Desk\n" in text
    assert said == b"waits\n"
    assert (one.returncode, other.returncode) == (0, 0)
