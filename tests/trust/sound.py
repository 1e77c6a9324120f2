"""Whether a database is sound: the file, its index, its lists, its triggers."""

import sqlite3
from contextlib import closing

from tests import engine
from tests.commands.site import manage


def assert_sound(site):
    """Assert that the database of `site`, its variables, is not damaged anywhere."""
    said = manage(site, "search_index")
    assert said.returncode == 0, said.stderr
    if engine.NAME == "sqlite":
        file = site["DIGEST_DATABASE_URL"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
