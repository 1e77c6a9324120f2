"""`check --deploy`: silent on a production site, and clear about what is missing."""

import secrets
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core import checks
from django.db import connection
from django.utils import timezone

from articles.formats import backupfile
from articles.formats.backupfile import Manifest
from tests import engine
from tests.factories import make_article
from tests.processes import migrated_database, run

PRODUCTION = {
    "DIGEST_SECRET_KEY": secrets.token_urlsafe(48),
    "DIGEST_SITE_URL": "https://digest.example",
    "DIGEST_HTTPS": "1",
    "DIGEST_TRUSTED_PROXIES": "127.0.0.1",
}
BACKUP = Manifest(
    engine=engine.NAME,
    site="https://digest.example",
    taken_at=timezone.now(),
    migrations=["articles.0001_initial"],
    rows={},
)


READY = """
import django
django.setup()
from django.test import Client
print(Client().get("/readyz", secure=True, headers={"host": "digest.example"}).text)
"""


def put_backup(folder, manifest=BACKUP):
    path = folder / f"digest-{manifest.taken_at:%Y%m%dT%H%M%SZ}.zip"
    with path.open("w+b") as file, backupfile.writing(file, manifest) as target:
        target.write(b"no database")


def check(**variables):
    return run("manage.py", "check", "--deploy", "--fail-level=WARNING", **variables)


@pytest.fixture
def said(settings, tmp_path):
    """A function that returns what the checks of a production site say, by their id."""
    settings.SITE_URL = "https://digest.example"
    settings.BACKUPS = tmp_path

    def ask():
        tags = [checks.Tags.security]
        found = checks.run_checks(tags=tags, include_deployment_checks=True)
        return {one.id: one.msg for one in found}

    return ask


def test_production_site_passes_without_a_word(tmp_path):
    put_backup(tmp_path)
    database = {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_BACKUPS": str(tmp_path),
    }
    if engine.NAME == "postgresql":
        database["DIGEST_PG_BIN"] = str(engine.installed() / "bin")
    checked = check(**PRODUCTION, **database)

    assert checked.returncode == 0, checked.stderr
    assert checked.stderr == ""
    assert "no issues" in checked.stdout


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"DIGEST_SECRET_KEY": None}, "DIGEST_SECRET_KEY is not set"),
        ({"DIGEST_ALLOWED_HOSTS": "other.example"}, "lacks digest.example"),
        ({"DIGEST_SITE_URL": "http://digest.example"}, "begins with http://"),
        ({"DIGEST_HTTPS": "0"}, "security.W012"),
        ({"DIGEST_TRUSTED_PROXIES": ""}, "each page then redirects to itself"),
        ({"DIGEST_SECRET_KEY": "short"}, "security.W009"),
        ({"DIGEST_FETCH_ALLOW": "10.0.0.0/8"}, "lets editors reach 10.0.0.0/8"),
        ({"DIGEST_DEBUG": "1"}, "security.W018"),
    ],
    ids=str,
)
def test_what_is_missing_is_named(missing, words):
    variables = {**PRODUCTION, **missing}
    checked = check(**{k: v for k, v in variables.items() if v is not None})

    assert words in checked.stderr + checked.stdout


@pytest.mark.django_db
def test_hosts_and_networks_that_strangers_are_in_are_named(said, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1"), ip_network("::/0")]

    found = said()

    assert "any name" in found["digest.W007"]
    assert found["digest.W006"].startswith("DIGEST_TRUSTED_PROXIES holds ::/0: ")


@pytest.mark.django_db
def test_cache_that_is_away_is_told(said, settings):
    assert "digest.W010" not in said()

    nowhere = {"BACKEND": "digest.cache.SharedCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": nowhere}

    assert said()["digest.W010"] == "cache: it does not answer (ConnectionError)"


@pytest.mark.django_db
def test_trigger_that_was_lost_is_told(said):
    assert "digest.W004" not in said()
    with connection.cursor() as cursor:
        on = " ON articles_article" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER edition_articles_article_insert{on}")

    assert "trigger" in said()["digest.W004"].lower()


@pytest.mark.django_db
def test_backup_that_is_missing_or_old_is_told(said, settings, tmp_path):
    assert "is no backup of https://digest.example" in said()["digest.W008"]

    put_backup(tmp_path, replace(BACKUP, site="https://other.example"))
    old = BACKUP.taken_at - timedelta(days=3)
    put_backup(tmp_path, replace(BACKUP, taken_at=old))
    assert f"is of {old:%Y-%m-%d}." in said()["digest.W008"]

    put_backup(tmp_path)
    assert "digest.W008" not in said()

    settings.BACKUPS = None
    assert "DIGEST_BACKUPS is not set" in said()["digest.W008"]


@pytest.mark.django_db
def test_backups_that_are_nowhere_are_told(said, settings, tmp_path):
    settings.BACKUPS = tmp_path / "none"

    assert "none: No such file or directory." in said()["digest.W008"]


def test_backup_that_cannot_be_read_is_told_by_its_name(tmp_path):
    put_backup(tmp_path)
    (file,) = tmp_path.iterdir()
    file.chmod(0)
    given = {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_BACKUPS": str(tmp_path),
    }
    checking = ["manage.py", "check", "--deploy"]
    checked = run(*checking, as_plain_account=True, **PRODUCTION, **given)

    assert f"A backup cannot be read: {file}: Permission denied." in checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.mark.django_db
def test_folder_of_figures_that_is_not_there_is_told(said, settings, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "/no/such/folder")
    assert "digest.W013" not in said()

    settings.METRICS = [ip_network("10.0.0.0/8")]
    assert "/no/such/folder is not there" in said()["digest.W013"]


if engine.NAME == "postgresql":

    @pytest.mark.django_db
    def test_program_that_is_too_old_for_the_server_is_told(said, settings, tmp_path):
        settings.PG_BIN = engine.installed() / "bin"
        assert "digest.W012" not in said()

        settings.PG_BIN = tmp_path
        old = tmp_path / "pg_dump"
        old.write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6"')
        old.chmod(0o755)
        assert f"{old} is of version 9: too old." in said()["digest.W012"]


@pytest.mark.django_db
def test_list_that_lacks_an_entry_is_told(said):
    make_article(slug="forgotten")
    assert "digest.W004" not in said()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_shelved")

    assert "forgotten" in said()["digest.W004"]


@pytest.mark.django_db
def test_clock_of_the_database_that_is_another_is_told(said):
    assert "digest.W009" not in said()

    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        assert "120 seconds apart" in said()["digest.W009"].replace("119", "120")


if engine.NAME == "sqlite":

    @pytest.mark.parametrize("what", ["site.sqlite3", "."])
    def test_database_that_cannot_be_written_is_told(tmp_path, what):
        given = {**PRODUCTION, "DIGEST_DATABASE_URL": migrated_database(tmp_path)}
        path = tmp_path / what
        path.chmod(path.stat().st_mode & ~0o222)
        checking = ["manage.py", "check", "--deploy"]
        checked = run(*checking, as_plain_account=True, **given)
        ready = run("-c", READY, as_plain_account=True, **given)

        assert f"digest.E003) {path} cannot be written." in checked.stderr
        assert "cannot be written\n" in ready.stdout, ready.stderr
        assert str(tmp_path) not in ready.stdout


def test_database_without_tables_is_told(tmp_path):
    nothing = f"sqlite:///{tmp_path}/none.sqlite3"
    checked = check(**PRODUCTION, DIGEST_DATABASE_URL=nothing)

    assert "digest.E002) migrations: " in checked.stderr
    assert "Traceback" not in checked.stderr
