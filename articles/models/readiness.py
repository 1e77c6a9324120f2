"""Whether this process can serve: what it stands on, asked afresh."""

import os
import pkgutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.cache import caches
from django.db import Error, connection
from django.utils import timezone

from articles.models.watch import aware

FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # where processes count requests together
PATIENCE = 2  # seconds that PostgreSQL has to answer; libpq knows no less


def not_ready() -> list[str]:
    """Return what keeps this process from serving, a line each; none when it is ready.

    No line tells more than who is asked and what became of it: strangers may read it.
    The database is asked over a connection of its own, so that a pool whose connections
    are all in use, or broken, delays no answer.
    """
    own = connection.copy()
    if own.vendor == "postgresql":
        own.settings_dict["OPTIONS"].pop("pool", None)
        own.settings_dict["OPTIONS"]["connect_timeout"] = PATIENCE
    try:
        missing = migrations() - applied(own)
    except Error as error:
        return [f"database: it does not answer ({type(error).__name__})"]
    finally:
        own.close()
    if missing:
        return [f"migrations: {len(missing)} are missing (python manage.py migrate)"]
    return []


def applied(own) -> set[tuple[str, str]]:
    """Return the migrations that a connection tells of: (label of the app, name)."""
    with own.cursor() as cursor:
        if "django_migrations" not in own.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


@cache
def migrations() -> set[tuple[str, str]]:
    """Return all migrations that there are: (label of the app, name). Loads none."""
    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if module.name[0] not in "_~"
    }


def without_cache() -> list[str]:
    """Return what is wrong with the server that keeps the cache, where there is one.

    Without it the table in the database does: slower, but all is served.
    """
    server = getattr(caches["default"], "server", None)
    if server is None:
        return []
    try:
        server.get("ready")
    except Exception as error:  # noqa: BLE001  each kind of server has its own
        return [f"cache: it does not answer ({type(error).__name__})"]
    return []


def without_writing() -> list[str]:
    """Return that the database cannot be written, where that is so: readers go on."""
    return ["database: it cannot be written"] if unwritable() else []


def unwritable() -> list[Path]:
    """Return which files of an SQLite database, or its folder, we may not write."""
    if connection.vendor != "sqlite":
        return []
    file = Path(connection.settings_dict["NAME"])
    logs = [file.with_name(f"{file.name}-{end}") for end in ("wal", "shm")]
    return [
        path
        for path in (file.parent, file, *logs)
        if os.access(path, os.F_OK) and not os.access(path, os.W_OK)
    ]


def figures_lost() -> str | None:
    """Return the folder of FIGURES where it is not there, or not ours to write."""
    folder = os.environ.get(FIGURES)
    if folder is None or os.access(f"{folder}/.", os.W_OK | os.X_OK):
        return None
    return folder


def seconds_apart() -> float:
    """Return how many seconds the clock of the database is ahead of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (says,) = cursor.fetchone()
    return (aware(says) - timezone.now()).total_seconds()
