"""`load_fixture` and `export_fixture` as processes."""

import os
import pty
import re
import subprocess
import sys

from hypothesis import HealthCheck, given, settings

from tests import engine
from tests.commands.site import SEED, exported, manage, write_content
from tests.content import digests, written
from tests.processes import ROOT, environment


def test_plan_tells_of_each_field_and_writes_nothing(seeded, tmp_path):
    before = SEED.read_text(encoding="utf-8")
    file = tmp_path / "changed.json"
    file.write_text(before.replace("Machine Unlearning", "Unlearning machines"))

    planned = manage(seeded, "load_fixture", "--plan", str(file))

    assert planned.returncode == 0
    assert planned.stderr == ""
    assert planned.stdout.splitlines() == [
        "changed article “Unlearning machines”",
        "    title:",
        "      - Machine Unlearning",
        "      + Unlearning machines",
        "0 created, 1 changed, 0 deleted",
    ]
    assert exported(seeded) == before
    applied = manage(seeded, "load_fixture", str(file))
    assert applied.stdout == "0 created, 1 changed, 0 deleted\n"


def test_conflict_is_refused_and_the_options_settle_it(seeded, tmp_path):
    file = tmp_path / "old.json"
    text = SEED.read_text(encoding="utf-8")
    file.write_text(text.replace("Machine Unlearning", "From the file"))
    edit = (
        "from articles.models import Article; from django.utils import timezone;"
        "Article.objects.filter(title='Machine Unlearning')"
        ".update(title='Edited here', updated_at=timezone.now())"
    )
    manage(seeded, "shell", "--command", edit)

    refused = manage(seeded, "load_fixture", str(file))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "“From the file”" in refused.stderr
    kept = manage(seeded, "load_fixture", "--keep", str(file))
    assert kept.stdout.endswith("1 kept as they are here\n")
    forced = manage(seeded, "load_fixture", "--force", str(file))
    assert forced.stdout == "0 created, 1 changed, 0 deleted\n"
    both = manage(seeded, "load_fixture", "--force", "--keep", str(file))
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
        if not (tmp_path / "lite.sqlite3").exists():
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
