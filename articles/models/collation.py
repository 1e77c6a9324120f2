"""Text sorts by code point, on both engines."""

from django.db.migrations.operations.base import Operation


class SortByCodePoint(Operation):
    """Make text columns sort by code point on PostgreSQL, as they do on SQLite.

    A server's PostgreSQL sorts by a language unless told otherwise, and a model's
    `db_collation` cannot name one collation that both engines know. A migration that
    alters such a column ends with this again, as altering takes the collation away.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name, columns):
        self.model_name, self.columns = model_name, columns

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        for column in self.columns:
            field = model._meta.get_field(column)
            schema_editor.execute(
                f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)}"
                f" ALTER COLUMN {schema_editor.quote_name(field.column)}"
                f' TYPE {field.db_type(schema_editor.connection)} COLLATE "C"'
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Sort {self.model_name} by code point: {', '.join(self.columns)}"
