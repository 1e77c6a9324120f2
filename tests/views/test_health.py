"""/readyz: what keeps a process from serving, in lines for machines and people."""

import time

import pytest
from django.db import connection

from articles.models import readiness

pytestmark = pytest.mark.django_db


def test_site_that_can_serve_is_ready_and_no_cache_keeps_that(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_cache_that_is_away_is_told_and_nothing_secret(client, settings):
    url = "redis://:secret@127.0.0.1:1"  # nothing answers there
    settings.CACHES = {
        "default": {"BACKEND": "digest.cache.SharedCache", "LOCATION": url}
    }

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.content == b"ok\ncache: it does not answer (ConnectionError)\n"


@pytest.mark.django_db(transaction=True)
def test_migration_that_is_missing_is_told(client):
    move = "UPDATE django_migrations SET app = %s WHERE app = %s"
    with connection.cursor() as cursor:
        cursor.execute(move, ["lost", "taggit"])
        answer = client.get("/readyz")
        cursor.execute(move, ["taggit", "lost"])

    assert answer.status_code == 503
    assert b"are missing (python manage.py migrate)" in answer.content


def test_database_that_is_away_is_told_at_once(client, monkeypatch, tmp_path):
    away = connection.copy()
    if away.vendor == "sqlite":
        away.settings_dict["NAME"] = str(tmp_path / "no" / "site.sqlite3")
    away.settings_dict["HOST"] = str(tmp_path)  # PostgreSQL: no socket is there
    monkeypatch.setattr(readiness, "connection", away)

    begun = time.monotonic()
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.content == b"database: it does not answer (OperationalError)\n"
    assert time.monotonic() - begun < 2
