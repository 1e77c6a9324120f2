"""`sync` as processes: one that is killed, or two at one moment."""

import os
import signal
import subprocess
import sys

import pytest

from tests import engine
from tests.processes import ROOT, environment, run
from tests.trials import times


@pytest.fixture
def site(site):
    if engine.NAME == "postgresql":
        site["DIGEST_DATABASE_URL"] += "&pool=false"  # of it no child may take a share
    return site


def test_no_edit_is_lost_to_a_run_that_is_killed(site, tmp_path, tell):
    words = ["-W", "error", "-m", "tests.commands.cut_off", str(tmp_path / "content")]
    done = run(*words, str(times(1, 3)), **site)

    assert (done.stderr, done.returncode) == ("", 0)
    tell("survives", f"{int(done.stdout)} times kill -9 of sync: 0 edits lost")


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


DESK = """
import sys, django
django.setup()
from articles.models import Article
from tests.factories import make_article
def make(slug):
    make_article(slug=slug, title=f"Title {slug}", language="en")
def edit(slug, **held):
    article = Article.objects.get(slug=slug)
    for name, value in held.items():
        setattr(article, name, value)
    article.write([], [])
exec(sys.argv[1])
"""


def git(folder, *words):
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_each_turn_of_the_script_pushes_what_it_can(site, tmp_path):
    hub, ours, theirs = (tmp_path / name for name in ("hub", "ours", "theirs"))
    git(tmp_path, "init", "--quiet", "--bare", str(hub))
    git(tmp_path, "clone", "--quiet", str(hub), str(ours))
    for name, value in (("name", "Sync"), ("email", "sync@example.org")):
        git(ours, "config", f"user.{name}", value)

    def desk(words):
        assert run("-c", DESK, words, **site).stderr == ""

    def turn():
        return subprocess.run(
            [ROOT / "docs" / "sync.sh", ours],
            env={**environment(**site), "PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )

    def commit(slug, old, new):
        file = theirs / "articles" / f"{slug}.md"
        file.write_text(file.read_text().replace(old, new))
        git(theirs, "commit", "--quiet", "--all", "--message", "Edit")

    def pushed():
        git(theirs, "pull", "--quiet", "--no-rebase", "--no-edit")
        return [(theirs / "articles" / f"{slug}.md").read_text() for slug in "ab"]

    git(ours, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(ours, "push", "--quiet", "--set-upstream", "origin", "HEAD")
    git(tmp_path, "clone", "--quiet", str(hub), str(theirs))
    desk('make("a"); make("b")')
    assert turn().returncode == 0
    assert "title: Title a" in pushed()[0]

    # A conflict: the other entry goes out all the same.
    commit("a", "title: Title a", "title: Git")
    git(theirs, "push", "--quiet")
    desk('edit("a", title="Desk"); edit("b", title="Desk b")')
    assert turn().returncode == 1
    assert ["title: Git" in pushed()[0], "title: Desk b" in pushed()[1]] == [True, True]

    # A push that is refused goes out with the next turn.
    refuses = hub / "hooks" / "pre-receive"
    refuses.write_text("#!/bin/sh\nexit 1\n")
    refuses.chmod(0o755)
    desk('edit("a", title="Git"); edit("b", credit="Bob")')
    assert "The next turn pushes it." in turn().stderr
    refuses.unlink()
    commit("a", "title: Git", "title: Git again")
    git(theirs, "push", "--quiet")
    done = turn()
    assert (done.stderr, done.returncode) == ("", 0)
    assert "title: Git again" in pushed()[0]
    assert "credit: Bob" in pushed()[1]
