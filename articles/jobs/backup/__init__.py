"""The whole database goes into a file, while editors write, and comes back from it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from articles.errors import Refused
from articles.files import replacing
from articles.formats import backupfile
from articles.formats.backupfile import Manifest
from articles.jobs.backup import postgresql, sqlite
from articles.jobs.backup.keeping import Rule, kept
from articles.models import searchindex, snapshot

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NAMED = re.compile(r"digest-\d{8}T\d{6}Z\.zip")  # by us, in a folder


@dataclass
class Taken:
    """A backup that was taken, those that went for it, and those that could not."""

    path: Path
    manifest: Manifest
    pruned: list[Path]
    left: list[str]  # a file, and why


class Known(NamedTuple):
    """The backups in a folder: when each was taken, and those that cannot be read."""

    taken: dict[Path, datetime]
    unread: list[str]  # a file, and why


def back_up(path: Path, keep: Rule | None = None) -> Taken:
    """Write the database as it is at one moment to `path`: all of it, or nothing.

    In a folder the file is named by that moment, and with `keep` those that were named
    so, for this site, and that the rule does not keep are deleted. The file is its
    owner's alone. Raise Refused where that cannot be done.
    """
    folder, path = path, path.resolve()
    if path.is_dir():
        path /= f"digest-{timezone.now():%Y%m%dT%H%M%SZ}.zip"
    elif keep:
        raise Refused(f"{folder}: --keep goes with a folder, and this is none.")
    with of_file(path):
        refuse_what_is_no_backup(path)
        with replacing(path, mode=0o600) as draft, snapshot():
            manifest = describe()
            with (
                draft.open("w+b") as file,
                backupfile.writing(file, manifest) as database,
            ):
                ENGINES[connection.vendor].dump(database, path.parent)
        pruned, left = prune(path, manifest, keep) if keep else ([], [])
    return Taken(path, manifest, pruned, left)


def obstacle() -> str | None:
    """Return what keeps each backup from being taken: no pg_dump, or an old one."""
    try:
        ENGINES[connection.vendor].particulars()
    except Refused as refusal:
        return str(refusal)
    return None


def describe() -> Manifest:
    """Return what a backup would be of, as the open snapshot sees it."""
    migrations = MigrationLoader(connection).applied_migrations
    if not migrations:
        raise Refused("The database is empty. python manage.py migrate")
    return Manifest(
        engine=connection.vendor,
        site=settings.SITE_URL,
        taken_at=timezone.now(),
        migrations=sorted(map(".".join, migrations)),
        rows=rows(),
        **ENGINES[connection.vendor].particulars(),
    )


def rows() -> dict[str, int]:
    """Return how many rows of ours the database has, by model: articles.article."""
    tables = set(connection.introspection.table_names())
    models = [*apps.get_app_config("articles").get_models(), get_user_model()]
    return {
        model._meta.label_lower: model._base_manager.count()
        for model in models
        if model._meta.managed and model._meta.db_table in tables
    }


def refuse_what_is_no_backup(path: Path) -> None:
    """Raise Refused where something stands at `path` that we did not write."""
    if path.exists():
        with path.open("rb") as file:
            try:
                backupfile.manifest_of(file)
            except Refused as refusal:
                raise Refused(
                    "There is a file already, and it is no backup. Choose another name."
                ) from refusal


def known_in(folder: Path, site: str) -> Known:
    """Return the backups of a site in a folder, of those we named.

    Raise OSError where the folder cannot be read.
    """
    known = Known({}, [])
    for file in sorted(folder.iterdir()):
        if not NAMED.fullmatch(file.name) or file.is_symlink() or not file.is_file():
            continue
        try:
            with suppress(Refused), file.open("rb") as content:
                manifest = backupfile.manifest_of(content)
                if manifest.site == site:
                    known.taken[file] = timezone.localtime(manifest.taken_at)
        except OSError as error:
            known.unread.append(f"{file}: {error.strerror}")
    return known


def prune(path: Path, manifest: Manifest, keep: Rule) -> tuple[list[Path], list[str]]:
    """Delete the backups beside `path`, the newest, that the rule does not keep.

    Return those that went, and why others that were to be read or to go did not.
    """
    taken, left = known_in(path.parent, manifest.site)
    found = taken | {path: timezone.localtime(manifest.taken_at)}
    stay = kept(found.values(), keep)
    pruned = []
    for file in sorted(found):
        if found[file] not in stay and file != path:
            try:
                file.unlink()
                pruned.append(file)
            except OSError as error:
                left.append(f"{file}: {error.strerror}")
    return pruned, left


def restore(path: Path, *, force: bool = False) -> Manifest:
    """Make the database what the backup `path` holds: all of it, or nothing.

    Raise Refused for a file that is not whole, or not for this engine or version, and,
    unless `force` says otherwise, for a database that holds anything.
    """
    with of_file(path), path.open("rb") as file:
        manifest = backupfile.verify(file)
        refuse_foreign(manifest)
        if not force:
            refuse_content()
        with TemporaryDirectory() as folder:
            database = Path(folder) / backupfile.DATABASE
            with database.open("xb") as copy:
                backupfile.copy_database(file, copy)
            ENGINES[connection.vendor].put(database, manifest)
    return manifest


def refuse_foreign(manifest: Manifest) -> None:
    """Raise Refused for a backup that this database, or this Digest, cannot hold."""
    if manifest.engine != connection.vendor:
        raise Refused(
            f"It is of {NAMES.get(manifest.engine, 'another engine')}, and this"
            f" database is of {NAMES[connection.vendor]}. Between the two content"
            " goes by export_fixture and load_fixture."
        )
    ours = set(map(".".join, MigrationLoader(None).disk_migrations))
    if unknown := sorted(set(manifest.migrations) - ours):
        raise Refused(
            f"It is of a newer Digest, one that has {unknown[-1]}. Install that one."
        )


def refuse_content() -> None:
    """Raise Refused where the database holds anything but empty tables of ours."""
    tables = connection.introspection.table_names()
    foreign = tables and "django_migrations" not in tables
    if foreign or any(rows().values()):
        raise Refused(
            "The database holds something already, so nothing was changed. Back it up;"
            " then --force puts this in its place."
        )


def left_to_do(manifest: Manifest) -> list[str]:
    """Return what a restored database lacks still, a sentence each."""
    ours = set(map(".".join, MigrationLoader(None).disk_migrations))
    if ours - set(manifest.migrations):
        return ["It is of an older Digest: python manage.py migrate"]
    remedy = "python manage.py search_index --rebuild"
    return [f"{fault} {remedy}" for fault in searchindex.shape_faults()]


@contextmanager
def of_file(path: Path) -> Iterator[None]:
    """Raise what is refused within it as the refusal of the file `path`."""
    try:
        yield
    except Refused as refusal:
        raise refusal.of_file(path) from refusal
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
