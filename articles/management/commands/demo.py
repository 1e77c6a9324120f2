import os
import secrets
import socket
import sqlite3
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from articles.jobs.fixtures import load_fixture
from articles.management.words import in_words
from articles.models import Article

SEED = settings.BASE_DIR / "fixtures" / "performance.json"
EDITOR = "editor"


class Command(BaseCommand):
    help = "Make the site ready, with the seed digest in it if it is new, and serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=port, default=8000, help="default: 8000")
        parser.add_argument(
            "--workers", type=workers, default=2, help="server processes (default: 2)"
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="make ready, and stop there"
        )

    def handle(self, *, port, workers, no_serve, **options):
        if not no_serve:
            refuse_port_in_use(port)
        refuse_foreign_database()
        self.make_key()
        call_command("migrate", verbosity=0)
        if not Article.objects.ever_held_any():
            self.load_seed()
        self.make_editor()
        if (settings.STATIC_ROOT / "staticfiles.json").exists():
            # What was collected once is served, and would be that of an older Digest.
            call_command("collectstatic", interactive=False, verbosity=0)
        if not no_serve:
            self.serve(port, workers)

    def make_key(self):
        try:
            settings.MAKE_KEY()
        except OSError as error:
            raise CommandError(
                f"The key {settings.KEY_FILE} cannot be written: {error.strerror}."
                " Give it as DIGEST_SECRET_KEY, or let the folder be written."
            ) from error

    def load_seed(self):
        with in_words():
            report = load_fixture(SEED)
            self.stdout.write(f"The seed digest is loaded: {report}.")

    def make_editor(self):
        accounts = get_user_model().objects.filter(is_staff=True, is_active=True)
        if account := accounts.order_by("pk").first():
            self.stdout.write(
                f"The editor’s account is “{account}”. A new password:"
                f" {python()} manage.py changepassword {account}"
            )
            return
        password = secrets.token_urlsafe(12)
        get_user_model().objects.create_superuser(EDITOR, password=password)
        self.stdout.write(
            f"The editor’s account: name {EDITOR}, password {password}"
            " (shown this once)."
        )

    def serve(self, port, workers):
        here = f"http://127.0.0.1:{port}"
        os.environ.setdefault("DIGEST_SITE_URL", here)
        self.stdout.write(f"The site: {here}/")
        self.stdout.write(f"The desk: {here}/admin/     (Ctrl-C ends both)")
        self.stdout.flush()
        connection.close()
        server = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        where = ["--host", "127.0.0.1", "--port", str(port)]
        how = ["--workers", str(workers), "--blocking-threads", "4"]
        how += ["--no-access-log", "--log-level", "warning"]
        # A worker that is stopped while it starts might not hear of it.
        how += ["--workers-kill-timeout", "5"]  # seconds
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [*server, *where, *how, "digest.wsgi:application"])


def python():
    """Return how the Python that runs us is called from the folder of the project."""
    here = Path(sys.executable)
    inside = here.is_relative_to(settings.BASE_DIR)
    return here.relative_to(settings.BASE_DIR) if inside else here


def port(value):
    """Return the number of a port. Raise ValueError, as argparse wants it."""
    return between(1, int(value), 65_535)


def workers(value):
    """Return a number of processes. Raise ValueError, as argparse wants it."""
    return between(1, int(value), 64)


def between(least, value, most):
    """Return `value`. Raise ValueError where it is less or more."""
    if not least <= value <= most:
        raise ValueError
    return value


def refuse_port_in_use(port):
    """Raise CommandError where something listens at the port already."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            another = port + 1 if port < 65_535 else 8000
            raise CommandError(
                f"Port {port} cannot be had ({error}). Choose another:"
                f" make run PORT={another}"
            ) from error


def refuse_foreign_database():
    """Raise CommandError where the database is not there, or not one of ours."""
    try:
        tables = connection.introspection.table_names()
        migrations = MigrationLoader(connection, ignore_no_migrations=True)
    except (DatabaseError, sqlite3.DatabaseError, OSError) as error:
        raise CommandError(
            f"The database cannot be opened ({str(error).strip()})."
            " DIGEST_DATABASE_URL says which it is."
        ) from error
    applied, ours = set(migrations.applied_migrations), set(migrations.disk_migrations)
    if tables and (not applied or applied - ours):
        raise CommandError(
            "The database holds something else, or a newer Digest, so nothing was"
            " changed."
            " DIGEST_DATABASE_URL says which it is; name an empty or a new one."
        )
