"""`make run`: the whole site from one command, in processes of its own."""

import ast
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import engine
from tests.processes import (
    ROOT,
    end,
    environment,
    migrated_database,
    new_database,
    run,
)
from tests.served import Browser, password_in, said_by, serving


def variables(address):
    key = "DIGEST_SECRET_KEY"  # on PostgreSQL the key would lie in the project
    given = {} if engine.NAME == "sqlite" else {key: "k" * 60}
    return {"DIGEST_DATABASE_URL": address, **given}


@pytest.fixture
def new_site(tmp_path):
    """The variables of a site with an empty database of its own."""
    return variables(new_database(tmp_path))


@pytest.fixture
def site(tmp_path):
    """The variables of a site whose database has its tables already, as is quicker."""
    return variables(migrated_database(tmp_path))


def make_ready(site):
    return run("manage.py", "demo", "--no-serve", **site)


@cache
def ready():
    """Return a folder with a site that `demo` made ready, and what that printed."""
    folder = Path(tempfile.mkdtemp(dir=engine.folder()))
    return folder, make_ready(variables(migrated_database(folder))).stdout


@pytest.fixture
def ready_site(tmp_path):
    """The variables of a site that `demo` made ready: its files are copies."""
    shutil.copytree(ready()[0], tmp_path, dirs_exist_ok=True)
    return variables(new_database(tmp_path))


TELLING = """
import django
django.setup()
from django.core.management import call_command
call_command("export_fixture")
call_command("dumpdata", "auth", "admin", "sessions")
"""


def content(site):
    """Return all that is content, and the accounts, as text."""
    told = run("-c", TELLING, **site)
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_first_run_loads_the_seed_and_shows_the_password_once(new_site):
    first, second = make_ready(new_site), make_ready(new_site)

    assert "The seed digest is loaded: 15 created" in first.stdout
    assert password_in(first.stdout)
    assert "name editor, password" not in second.stdout
    assert "changepassword editor" in second.stdout
    assert first.stderr == second.stderr == ""


def test_second_run_changes_not_one_row(ready_site):
    before = content(ready_site)
    make_ready(ready_site)

    assert content(ready_site) == before
    assert before.count('"articles.article"') == 10


def test_seed_entry_that_an_editor_deleted_stays_away(ready_site):
    delete = "from articles.models import Article; Article.objects.all().delete()"
    run("manage.py", "shell", "--command", delete, **ready_site)
    make_ready(ready_site)

    assert '"articles.article"' not in content(ready_site)


def test_account_that_is_there_is_left_alone(site):
    account = ["--username=ann", "--email=", "--noinput"]
    given = {**site, "DJANGO_SUPERUSER_PASSWORD": "something long 1"}
    run("manage.py", "createsuperuser", *account, **given)

    assert "The editor’s account is “ann”" in make_ready(site).stdout


@pytest.mark.django_db
def test_style_that_was_collected_by_an_older_digest_is_that_of_today(
    settings, tmp_path
):
    settings.STATIC_ROOT = tmp_path
    old = {"paths": {"admin.css": "admin.0.css"}, "version": "1.1", "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(old))

    call_command("demo", "--no-serve", stdout=StringIO())

    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    served = (tmp_path / paths["admin.css"]).read_text()
    assert "#passkey-failed" in served


def test_port_in_use_is_a_sentence(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("manage.py", "demo", f"--port={port}", **site)

    assert refused.returncode == 1
    assert f"Port {port} cannot be had" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_database_of_somebody_else_is_refused_and_not_touched(new_site):
    make = "CREATE TABLE theirs (words text); INSERT INTO theirs VALUES ('ours')"
    code = (
        "from django.db import connection as c;"
        f"[c.cursor().execute(s) for s in {make.split(';')!r}]"
    )
    run("-c", f"import django; django.setup(); {code}", **new_site)
    refused = make_ready(new_site)

    assert refused.returncode == 1
    assert "The database holds something else" in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE articles_article (headline text)",
        "CREATE TABLE auth_user (name text)",
        "CREATE TABLE django_migrations"
        " (id int, app text, name text, applied timestamptz);"
        "INSERT INTO django_migrations"
        " VALUES (1, 'articles', '0007_theirs', '2021-01-01')",
    ],
)
def test_database_that_looks_like_ours_is_refused_as_well(new_site, table):
    code = (
        "from django.db import connection as c;"
        f"[c.cursor().execute(s) for s in {table.split(';')!r}]"
    )
    run("-c", f"import django; django.setup(); {code}", **new_site)
    refused = make_ready(new_site)

    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("option", ["--port=0", "--port=65536", "--workers=0"])
def test_number_out_of_range_is_a_sentence(site, option):
    refused = run("manage.py", "demo", option, **site)

    assert refused.returncode == 2
    assert "invalid" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "command", [["export_fixture"], ["load_fixture", "fixtures/performance.json"]]
)
def test_database_that_is_not_ready_is_a_sentence(new_site, command):
    refused = run("manage.py", *command, **new_site)

    assert refused.returncode == 1
    assert "manage.py migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_reader_that_has_seen_enough_ends_an_export_quietly(ready_site):
    command = f"{sys.executable} manage.py export_fixture | head -1"
    shell = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(
        shell,
        cwd=ROOT,
        env=environment(**ready_site),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "[\n"
    assert done.stderr == ""


if engine.NAME == "sqlite":

    @pytest.mark.parametrize("words", [b"no database at all, only words" * 50])
    def test_file_that_is_no_database_is_refused_and_not_touched(site, words):
        file = Path(site["DIGEST_DATABASE_URL"].removeprefix("sqlite:///"))
        file.write_bytes(words)
        refused = make_ready(site)

        assert refused.returncode == 1
        assert "cannot be opened" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert file.read_bytes() == words

    def test_database_is_readable_by_sqlite_alone(ready_site):
        file = ready_site["DIGEST_DATABASE_URL"].removeprefix("sqlite:///")
        with sqlite3.connect(file) as database:
            counted = database.execute("SELECT count(*) FROM articles_article")
            assert counted.fetchone() == (10,)
        database.close()


def test_old_python_can_read_that_it_is_too_old():
    source = (ROOT / "manage.py").read_text(encoding="utf-8")

    assert ast.parse(source, feature_version=(3, 4))


# Serving


def test_log_in_holds_with_two_workers_and_over_a_restart(ready_site):
    password = password_in(ready()[1])
    with serving(ready_site) as (address, _):
        browser = Browser(address).log_in(password)
        assert all(browser.is_logged_in() for _ in range(20))
    with serving(ready_site) as (address, _):  # cookies do not tell ports apart
        browser.address = address
        assert all(browser.is_logged_in() for _ in range(20))


def test_last_lines_say_where_to_look_and_both_answer(site):
    with serving(site) as (address, served):
        browser = Browser(address)
        assert "Machine Unlearning" in browser.ask("/").page
        assert "Log in" in browser.ask("/admin/").page
        assert f'href="{address}/feed.atom"' in browser.ask("/").page
        end(served)
        said = said_by(served).splitlines()

    # Where the machine is busy, the server may say how it ended.
    lines = [line for line in said if not line.startswith("[")]
    assert lines[-2].startswith(f"The site: {address}/")
    assert lines[-1].startswith(f"The desk: {address}/admin/")
