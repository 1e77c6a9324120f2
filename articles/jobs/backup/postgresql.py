"""pg_dump and pg_restore, out of the database and back into it.

No password stands on a command line, where every account of the machine reads it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from articles.errors import Refused
from articles.formats.backupfile import Manifest

SECRETS = {"password", "sslpassword"}


def particulars() -> dict[str, str | int]:
    """Return what the manifest says of this engine alone. Raise Refused as `dump`."""
    return {"schema": schema(), "version": version_of(dumper())}


def dump(target: IO[bytes], folder: Path) -> None:
    """Write our schema, as the open snapshot sees it, to `target`.

    Raise Refused where pg_dump is missing, is older than the server, or fails.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
    what = [f"--snapshot={moment}", f"--schema={schema()}", "--format=custom"]
    how = ["--compress=0", "--no-owner", "--no-privileges"]  # zip compresses
    with TemporaryFile() as said:
        with running([dumper(), *what, *how, *where()], said) as program:
            assert program.stdout is not None
            shutil.copyfileobj(program.stdout, target)
        if program.returncode:
            raise Refused(f"pg_dump failed: {told(said)}")


def put(file: Path, manifest: Manifest) -> None:
    """Make the database what the dump `file` holds, in one transaction.

    Tables of others stay. pg_restore writes SQL, and psql reads it between a BEGIN and
    a COMMIT: whatever ends before that COMMIT leaves the database as it was. Raise
    Refused where a program is missing or too old, or the server refuses the SQL.
    """
    if schema() != manifest.schema:
        raise Refused(
            f"It is of the schema {manifest.schema}, and this database uses {schema()}."
            " Choose the same one in the address of the database:"
            f" ?options=-csearch_path%3D{manifest.schema}"
        )
    least = max(manifest.version, server_version())
    reader = [program("pg_restore", least), "--file=-", "--clean", "--if-exists"]
    reader += ["--no-owner", "--no-privileges", f"--schema={schema()}", str(file)]
    writer = [program("psql", least), "--no-psqlrc", "--quiet", *where()]
    writer += ["--set=ON_ERROR_STOP=1", "--file=-"]
    begin, environment = f"BEGIN;\n{drop_tables()}\n", surroundings()
    connection.close()
    with TemporaryFile() as said:
        with running(reader, said) as source:
            server = subprocess.Popen(
                writer,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment,
            )
            feed(server, begin, source)
        if source.returncode or server.returncode:
            raise Refused(f"PostgreSQL refused it, nothing was changed: {told(said)}")


def feed(server: subprocess.Popen, begin: str, source: subprocess.Popen) -> None:
    """Give psql all that `source` writes; commit where both came to their ends."""
    assert server.stdin is not None
    assert source.stdout is not None
    try:
        with server.stdin as door:
            door.write(begin.encode())
            shutil.copyfileobj(source.stdout, door)
            if source.wait() == 0:
                door.write(b"COMMIT;\n")
    except BrokenPipeError:
        source.kill()  # psql has ended, and said why
    server.wait()


def drop_tables() -> str:
    """Return the SQL that takes our tables away, also those that a dump lacks."""
    tables = connection.introspection.django_table_names(only_existing=True)
    if not tables:
        return ""
    names = ", ".join(map(connection.ops.quote_name, sorted(tables)))
    return f"DROP TABLE {names} CASCADE;"


@contextmanager
def running(command: list[str], said: IO[bytes]) -> Iterator[subprocess.Popen]:
    """Run a program whose output is read; it has ended afterwards, come what may."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=said, env=surroundings()
    ) as program:
        try:
            yield program
        except BaseException:
            program.kill()
            raise


def where() -> list[str]:
    """Return the arguments that lead a program to our database, but the password.

    They are what the address names. What our own libpq adds to that a program of an
    older PostgreSQL may not know.
    """
    names = {each.keyword.decode() for each in Conninfo.get_defaults()} - SECRETS
    given = connection.get_connection_params()
    known = {name: given[name] for name in sorted(names & given.keys())}
    return ["--no-password", f"--dbname={make_conninfo(**known)}"]


def surroundings() -> dict[str, str]:
    """Return the variables of a program: ours, and the password."""
    connection.ensure_connection()
    password = connection.connection.info.password
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def dumper() -> str:
    """Return the pg_dump that can read our server."""
    return program("pg_dump", server_version())


def program(name: str, least: int) -> str:
    """Return where a program of PostgreSQL is. Raise Refused for one before `least`."""
    folder = settings.PG_BIN and str(settings.PG_BIN)
    remedy = (
        f" Install the programs of PostgreSQL {least} or newer (Debian:"
        f" postgresql-client-{least}), or name their folder in DIGEST_PG_BIN."
    )
    found = shutil.which(name, path=folder)
    if found is None:
        raise Refused(
            f"{name} was not found{f' in {folder}' if folder else ''}.{remedy}"
        )
    version = version_of(found)
    if version < least:
        raise Refused(f"{found} is of version {version}: too old.{remedy}")
    return found


def version_of(path: str) -> int:
    """Return the number of the version that a program says, or 0."""
    # “pg_dump (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)”
    said = subprocess.run(
        [path, "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\(PostgreSQL\) ([0-9]+)", said.stdout)
    return int(found[1]) if found else 0


def server_version() -> int:
    """Return the number of the server's version: 18."""
    connection.ensure_connection()
    version: int = connection.connection.info.server_version
    return version // 10_000


def schema() -> str:
    """Return the schema that our tables are in, or will be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def told(said: IO[bytes]) -> str:
    """Return the first error that programs wrote to `said`, in one line."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    errors = [line for line in lines if "error" in line.lower()]
    return next(iter(errors or lines), "it does not say why").strip()
