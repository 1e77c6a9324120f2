"""`migrate`: what a killed run has done, the next one knows."""

from tests.processes import new_database, run

APART = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
note = MigrationExecutor.record_migration

def record(self, migration):
    if not connection.in_atomic_block:
        print(migration)
    note(self, migration)

MigrationExecutor.record_migration = record
call_command("migrate", verbosity=0)
"""


def test_each_migration_is_noted_in_the_transaction_that_makes_it(tmp_path):
    address = new_database(tmp_path)

    done = run("-W", "error", "-c", APART, DIGEST_DATABASE_URL=address)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
