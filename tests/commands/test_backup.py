"""`backup` and `restore` as processes, of which some write and some are killed."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests import engine
from tests.commands.site import SEED, exported, manage, write_content
from tests.commands.test_survival import KILLING
from tests.processes import ROOT, environment, migrated_database, run
from tests.trials import times


@pytest.fixture
def site(site):
    if engine.NAME == "postgresql":
        site["DIGEST_PG_BIN"] = str(engine.installed() / "bin")
    return site


@pytest.fixture
def elsewhere(site, tmp_path):
    """The variables of a second site, empty too."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return {**site, "DIGEST_DATABASE_URL": migrated_database(folder)}


FILLING = """
import sys, django
django.setup()
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from articles.models import Article, Binned
call_command("load_fixture", sys.argv[1], verbosity=0)
editor = User.objects.create_superuser("ann", password="sesame")
first, second = Article.objects.order_by("slug")[:2]
LogEntry.objects.log_actions(editor.pk, [first], CHANGE, "Words")
Binned.objects.throw([second])
"""
# Every row of every table, and what the next row will be numbered.
TELLING = """
import django
django.setup()
from django.db import connection
from articles.jobs.backup import left_to_do
from articles.models import Article, searchindex
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        cursor.execute(f"SELECT * FROM {table}")
        print(table, *sorted(map(repr, cursor)), sep="\\n")
print(searchindex.faults())
article = Article(title="next", slug="next", url="https://example.org/next")
article.save()
print(article.pk)
"""


def test_restored_equals_its_source_row_by_row(site, elsewhere, tmp_path):
    filled = run("-c", FILLING, str(SEED), **site)
    assert filled.returncode == 0, filled.stderr
    file = tmp_path / "site.zip"

    taken = manage(site, "backup", str(file))
    restored = manage(elsewhere, "restore", str(file))
    source, copy = (run("-c", TELLING, **here).stdout for here in (site, elsewhere))

    assert taken.stdout.startswith(f"{file}: articles: 9, accounts: 1, bytes: ")
    assert ": articles: 9, accounts: 1. Start the server anew" in restored.stdout
    assert restored.stdout.count("\n") == 1
    assert "ann" in source
    assert "\n[]\n" in source
    assert copy == source


WRITING = """
from itertools import count
import django
django.setup()
from django.db import transaction
from tests.factories import make_article
for number in count():
    with transaction.atomic():
        make_article(slug=f"a-{number}")
        make_article(slug=f"b-{number}")
    print(number, flush=True)
"""
SLUGS = """
import django
django.setup()
from articles.models import Article
print(*Article.objects.values_list("slug", flat=True))
"""


def test_backup_under_write_load_is_one_moment(site, elsewhere, tmp_path):
    file = str(tmp_path / "site.zip")
    with subprocess.Popen(
        [sys.executable, "-c", WRITING],
        cwd=ROOT,
        env=environment(**site),
        stdout=subprocess.PIPE,
    ) as writer:
        writer.stdout.readline()
        taken = manage(site, "backup", file)
        writer.kill()
        written = len(writer.stdout.readlines())
    restored = manage(elsewhere, "restore", file)
    found = run("-c", SLUGS, **elsewhere).stdout.split()

    assert (taken.stderr, restored.stderr) == ("", "")
    pairs = len(found) // 2
    assert set(found) == {f"{kind}-{n}" for kind in "ab" for n in range(pairs)}
    assert 0 < pairs < written  # the writer went on


KILLS = times(20, 4)
KILLING_RESTORES = (
    KILLING
    + """
backups = {}
for held, source in ((first, sys.argv[1]), (second, sys.argv[2])):
    assert wait(child(load(source))) == 0
    backups[held] = source + ".zip"
    taking = lambda: call_command("backup", backups[held], stdout=io.StringIO())
    assert wait(child(taking)) == 0

def restore(path):
    return lambda: call_command("restore", path, "--force", stdout=io.StringIO())

# A psql whose parent was killed may commit yet, and a reader that began before that
# would find the new tables empty.
OTHERS = (
    "SELECT count(*), pg_sleep(0.01) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'psql'"
)

def settle():
    with connection.cursor() as cursor:
        others = connection.vendor == "postgresql"
        while others:
            others = cursor.execute(OTHERS).fetchone()[0]

start = time.monotonic()
assert wait(child(restore(backups[first]))) == 0
whole = time.monotonic() - start
now = state()
assert now == first
killed = 0
for number in range(kills):
    pid = child(restore(backups[second if now == first else first]))
    time.sleep(random.uniform(0.2, 1.2) * whole)
    os.kill(pid, signal.SIGKILL)
    killed += wait(pid) != 0
    assert wait(child(settle)) == 0
    now = state()
    assert now in (first, second), f"a third state, after kill {number}"
print(killed)
"""
)


def test_killed_restore_leaves_the_old_or_the_new_state(site, tmp_path, tell):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for file in files:
        write_content(file, file.stem, 5)
    seed = random.randrange(1_000_000)
    where = [*files, tmp_path / "state.json", seed, KILLS]
    done = run("-W", "error", "-c", KILLING_RESTORES, *map(str, where), **site)

    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    tell(
        "survives",
        f"{KILLS} times kill -9 of restore, {int(done.stdout)} of them before its end:"
        " 0 half-done states",
    )


def test_refusals_are_one_line_and_change_nothing(site, seeded, tmp_path):
    site = {**site, **seeded}
    file = tmp_path / "site.zip"
    manage(site, "backup", str(file))

    held = manage(site, "restore", str(file))
    file.write_bytes(file.read_bytes()[:-1000])
    cut = manage(site, "restore", "--force", str(file))

    assert held.returncode == cut.returncode == 1
    assert held.stderr.startswith(f"CommandError: {file}: The database holds something")
    assert cut.stderr == (
        f"CommandError: {file}: It is no backup of Digest, or is cut short."
        " Take another one.\n"
    )
    assert exported(site) == SEED.read_text(encoding="utf-8")


def test_site_starts_without_its_folder_of_backups_and_backup_asks_for_it(
    site, tmp_path
):
    folder = tmp_path / "none"
    given = {**site, "DIGEST_BACKUPS": str(folder)}
    started = run("-c", "import digest.wsgi", **given)
    refused = manage(given, "backup")

    assert started.returncode == 0, started.stderr
    says = f"CommandError: DIGEST_BACKUPS: there is no folder {folder}. Make it.\n"
    assert refused.stderr == says
    assert not folder.exists()


if engine.NAME == "sqlite":

    def test_backup_of_another_account_stays_and_is_named(site, tmp_path):
        folder = tmp_path / "backups"
        folder.mkdir()
        manage(site, "backup", str(folder))
        (old,) = folder.iterdir()
        old = old.rename(folder / "digest-20260101T000000Z.zip")
        old.chmod(0)
        night = ["manage.py", "backup", str(folder), "--keep=1"]
        taken = run(*night, as_plain_account=True, **site)

        assert taken.returncode == 0, taken.stderr
        assert taken.stderr == f"left as it is: {old}: Permission denied\n"
        assert len(list(folder.iterdir())) == 2

    def test_damaged_database_pushes_no_backup_out(site, tmp_path):
        folder = tmp_path / "backups"
        folder.mkdir()
        manage(site, "backup", str(folder), "--keep", "1")
        good = list(folder.iterdir())
        file = Path(site["DIGEST_DATABASE_URL"].removeprefix("sqlite:///"))
        damage(file, "django_session")
        refused = manage(site, "backup", str(folder), "--keep", "1")

        assert refused.returncode == 1
        assert ": The database is damaged: " in refused.stderr
        assert "Restore a backup." in refused.stderr
        assert list(folder.iterdir()) == good

        file.write_bytes(random.randbytes(20_000))
        garbage = manage(site, "restore", "--force", str(good[0]))
        assert "If it is damaged, stop the server, move it away" in garbage.stderr

    def damage(file, table):
        """Overwrite the page of an SQLite database on which a table begins."""
        with closing(sqlite3.connect(file)) as database:
            ask = "SELECT rootpage FROM sqlite_master WHERE name = ?"
            (page,) = database.execute(ask, [table]).fetchone()
            (size,) = database.execute("PRAGMA page_size").fetchone()
        with file.open("r+b") as content:
            content.seek((page - 1) * size)
            content.write(random.randbytes(size))


if engine.NAME == "postgresql":

    def test_program_is_told_what_the_address_names_but_the_password(site, tmp_path):
        spy = tmp_path / "pg_dump"
        spy.write_text(
            "#!/bin/sh\n"
            '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99" && exit\n'
            f'echo "$@" > {tmp_path}/arguments; echo "$PGPASSWORD" > {tmp_path}/given\n'
        )
        spy.chmod(0o755)
        address = site["DIGEST_DATABASE_URL"].replace("digest@", "digest:sesame@")
        given = {"DIGEST_DATABASE_URL": address, "DIGEST_PG_BIN": str(tmp_path)}
        manage({**site, **given}, "backup", str(tmp_path / "a.zip"))

        assert "sesame" not in (tmp_path / "arguments").read_text()
        assert (tmp_path / "given").read_text() == "sesame\n"
        last = (tmp_path / "arguments").read_text().split("--dbname=")[1]
        names = conninfo_to_dict(last.strip()).keys()
        # Not what our libpq adds: an older one refuses what it does not know.
        assert names <= {"client_encoding", "connect_timeout", "dbname", "host", "user"}

    def test_site_moves_from_sqlite_to_postgresql_by_a_fixture(site, tmp_path):
        lite = {**site, "DIGEST_DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
        manage(lite, "migrate", "--verbosity=0")
        manage(lite, "load_fixture", str(SEED))
        file = tmp_path / "digest.json"

        manage(lite, "export_fixture", str(file))
        manage(site, "load_fixture", str(file))

        assert exported(site) == file.read_text(encoding="utf-8")
