"""What went wrong, in one line and without a traceback."""

from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.errors import Refused


@contextmanager
def in_words():
    """Raise CommandError for what a rule, or the database, refuses within it."""
    try:
        yield
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    except DatabaseError as error:
        says = " ".join(str(error).split())
        raise CommandError(
            f"The database says: {says}. Nothing was changed. Is it there, not full,"
            " and up to date? python manage.py migrate"
        ) from error
