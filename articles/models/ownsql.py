"""SQL of our own in migrations: what Django's models do not know of."""

from django.db import connection
from django.db.migrations.operations.base import Operation


def execute(*statements: str) -> None:
    """Execute statements, one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class OwnSQL(Operation):
    """An operation that changes the database, and no model.

    A subclass says how: `forwards` and `backwards`.
    """

    reversible = True
    reduces_to_sql = False

    def forwards(self):
        raise NotImplementedError("An operation says what it does.")

    def backwards(self):
        """Leave the database as it is."""

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.forwards()

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.backwards()
