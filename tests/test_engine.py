"""What the tests' databases promise: both are real, and set up as in production."""

import pytest
from django.db import connection

from tests import engine

pytestmark = pytest.mark.django_db


def answer(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_tests_run_on_the_engine_that_was_asked_for():
    assert connection.vendor == engine.NAME


if engine.NAME == "sqlite":

    def test_sqlite_loses_nothing_and_waits_for_others():
        assert answer("PRAGMA journal_mode") == "wal"
        assert answer("PRAGMA synchronous") == 2  # FULL
        assert answer("PRAGMA foreign_keys") == 1
        assert answer("PRAGMA busy_timeout") == 20_000  # milliseconds

else:

    def test_postgresql_sorts_by_a_language():
        here = "FROM pg_database WHERE datname = current_database()"
        if answer(f"SELECT datcollate {here}") == "C.UTF-8":
            engine.missing("No language to sort by: apt-get install locales")

        assert answer("SELECT 'a' < 'B'") is True

    def test_postgresql_is_reached_through_a_pool():
        assert connection.pool is not None
