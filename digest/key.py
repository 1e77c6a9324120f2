"""The key that signs sessions, when no variable gives it: a file beside the database.

All processes must have the same key, and keep it over a restart, or log-in fails.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from digest import variables


def file_beside(database: dict[str, Any], folder: Path) -> Path:
    """Return where the key of `database` lies: `db.key` beside `db.sqlite3`.

    The key of a database that is not a file lies in `folder`.
    """
    if isinstance(database["NAME"], Path):
        return database["NAME"].with_suffix(".key")
    return folder / "db.key"


def read(file: Path) -> str | None:
    """Return the key in `file`, or None when there is no such file.

    Raise ImproperlyConfigured when it cannot be read or is empty.
    """
    if not file.exists():
        return None
    if key := variables.secret_in(file, "The key lies in"):
        return key
    raise ImproperlyConfigured(f"The key file {file} is empty: remove it.")


def make(file: Path) -> None:
    """Write a random key to `file`, for its owner alone, unless one is there.

    The file appears with its key inside, whoever else makes one at the same time.
    Raise OSError when the folder cannot be written.
    """
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(get_random_secret_key() + "\n")
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
