from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


class WholeExecutor(MigrationExecutor):
    """Applies a migration and notes that it did in one transaction.

    Django leaves indexes and foreign keys of a new table for the end of the
    transaction, and notes such a migration after it: one that is killed in between is
    applied again by the next run, which finds its tables there, and fails for ever.
    """

    def apply_migration(self, state, migration, *args, **options):
        apply = migration.apply

        def apply_whole(state, schema_editor, collect_sql=False):
            state = apply(state, schema_editor, collect_sql)
            while schema_editor.deferred_sql:
                # As Django does it: without parameters a percent sign is one.
                schema_editor.execute(schema_editor.deferred_sql.pop(0), None)
            return state

        migration.apply = apply_whole
        try:
            return super().apply_migration(state, migration, *args, **options)
        finally:
            del migration.apply


# The command asks for it by this name, and in no other way.
migrate.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """Django’s own, which forwards may be killed at any moment, and run again.

    Backwards Django notes what it did afterwards; and a migration that says
    `atomic = False` is in no transaction that could be whole.
    """
