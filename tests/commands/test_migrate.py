"""`migrate`: what a killed run has done, the next one knows."""

from tests.processes import migrated_database, new_database, run

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


PERCENT = """
import django
django.setup()
from articles.management.commands.migrate import WholeExecutor
from django.db import connection
from django.db.migrations import Migration, RunPython

def leave(apps, schema_editor):
    schema_editor.deferred_sql.append("CREATE TABLE late AS SELECT '100%' AS said")

last = Migration("last", "articles")
last.operations = [RunPython(leave)]
executor = WholeExecutor(connection)
executor.apply_migration(executor.loader.project_state(), last)
with connection.cursor() as cursor:
    cursor.execute("SELECT said FROM late")
    print(cursor.fetchone())
"""


def test_percent_sign_in_what_django_leaves_for_the_end_is_one(tmp_path):
    address = migrated_database(tmp_path)

    done = run("-W", "error", "-c", PERCENT, DIGEST_DATABASE_URL=address)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "('100%',)\n"
