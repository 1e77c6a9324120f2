"""What the two commands of fixtures say, and in which letters."""

import os
import subprocess
import sys

import pytest

from tests.processes import ROOT, environment, filled_database, run

TITLE = "Größe “数据” 😀"
FIXTURE = f"""[
{{
  "model": "articles.article",
  "fields": {{
    "title": "{TITLE}",
    "url": "https://example.org/1"
  }}
}}
]
"""


@pytest.fixture
def site(tmp_path):
    """The variables of a site with one entry."""
    file = tmp_path / "content.json"
    file.write_text(FIXTURE, encoding="utf-8")
    return {
        "DIGEST_DATABASE_URL": filled_database(tmp_path, file),
        "DIGEST_SECRET_KEY": "k" * 60,
    }


def refused(done, words):
    """Return whether a command ended with one line that holds `words`."""
    lines = done.stderr.strip().splitlines()
    return done.returncode == 1 and len(lines) == 1 and words in lines[0]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_commands_speak_utf8_whatever_the_terminal_asks_for(site, tmp_path, encoding):
    out = subprocess.run(
        [sys.executable, "manage.py", "export_fixture"],
        cwd=ROOT,
        env=environment(**site, PYTHONIOENCODING=encoding),
        capture_output=True,
        check=True,
    ).stdout

    assert TITLE in out.decode("utf-8")
    plan = subprocess.run(
        [sys.executable, "manage.py", "load_fixture", "--plan", "--prune", os.devnull],
        cwd=ROOT,
        env=environment(**site, PYTHONIOENCODING=encoding),
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in plan.stderr


def test_name_that_is_no_file_is_refused_in_one_line(site, tmp_path):
    long = "x" * 300
    loop = tmp_path / "loop"
    loop.symlink_to(loop)

    assert refused(run("manage.py", "load_fixture", long, **site), "name too long")
    assert refused(run("manage.py", "export_fixture", str(loop), **site), str(loop))
    done = run("manage.py", "export_fixture", "--since", "0001-01-01", **site)
    assert done.returncode == 2
    assert "is no day" in done.stderr


def test_refused_load_says_nothing_of_what_it_would_have_done(site, tmp_path):
    file = tmp_path / "new.json"
    uid = "00000000-0000-4000-8000-000000000001"
    new = FIXTURE.replace(TITLE, "New").replace("/1", "/2")
    bad = (
        new.replace("]\n", "").rstrip()
        + ","
        + new[1:].replace(
            '"title"', f'"uid": "{uid}", "follows": "{uid[:-1]}2", "title"'
        )
    )
    file.write_text(bad, encoding="utf-8")
    done = run("manage.py", "load_fixture", "--prune", "--force", str(file), **site)

    assert done.returncode == 1
    assert done.stdout == ""
