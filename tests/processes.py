"""Processes of the site, on a database that no test of this process sees."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings

from tests import engine

ROOT = settings.BASE_DIR
ENDS = 60  # seconds that a server has for it


def environment(**variables):
    """Return the variables of a process that has none of Digest but `variables`."""
    given = {k: v for k, v in os.environ.items() if not k.startswith("DIGEST_")}
    given["DJANGO_SETTINGS_MODULE"] = "digest.settings"
    given["DIGEST_DATABASE_URL"] = engine.url()
    return {**given, **variables}


# Root may write what nobody may: without its capabilities the modes of files hold.
PLAIN = [] if os.getuid() else ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def run(*command, as_plain_account=False, **variables):
    """Run Python in the project with `variables`; return the finished process."""
    return subprocess.run(
        [*(PLAIN if as_plain_account else []), sys.executable, *command],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def end(process):
    """End a process that leads a session; kill all of that where it does not end."""
    process.terminate()
    try:
        process.wait(ENDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def new_database(folder):
    """Return the address of an empty database; on SQLite a file in `folder`."""
    if engine.NAME == "sqlite":
        return f"sqlite:///{folder / 'site.sqlite3'}"
    return _new_on_the_server()


def migrated_database(folder):
    """Return the address of a new database with all tables, and nothing in them."""
    return _copy(_migrated(), folder)


def filled_database(folder, fixture):
    """Return the address of a new database that holds what the file `fixture` does."""
    return _copy(_filled(fixture.read_text(encoding="utf-8")), folder)


def _copy(known, folder):
    if engine.NAME == "sqlite":
        shutil.copy(known.removeprefix("sqlite:///"), folder / "site.sqlite3")
        return new_database(folder)
    return _new_on_the_server(f"TEMPLATE {known.split('/')[3].split('?')[0]}")


# The databases of which others are copies: the one with tables is made once for all
# workers, those that are filled once by each.


@cache
def _migrated():
    note = engine.folder() / "migrated"
    with note.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            address = new_database(Path(tempfile.mkdtemp(dir=engine.folder())))
            migrate = ["manage.py", "migrate", "--verbosity=0"]
            done = run(*migrate, DIGEST_DATABASE_URL=address)
            assert done.returncode == 0, done.stderr
            note.write_text(address)
    return note.read_text()


@cache
def _filled(content):
    folder = Path(tempfile.mkdtemp(dir=engine.folder()))
    address, file = migrated_database(folder), folder / "content.json"
    file.write_text(content, encoding="utf-8")
    done = run("manage.py", "load_fixture", str(file), DIGEST_DATABASE_URL=address)
    assert done.returncode == 0, done.stderr
    return address


def _new_on_the_server(like=""):
    name = f"site_{uuid4().hex}"
    server = psycopg.connect(
        host=str(engine.folder()), user="digest", dbname="postgres", autocommit=True
    )
    with server:
        server.execute(f"CREATE DATABASE {name} {like}")
    server.close()
    return f"postgresql://digest@/{name}?host={engine.folder()}"
