"""What went wrong, in one line and without a traceback."""

import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import translation

from articles.errors import Refused


def write_utf8():
    """Write standard output in UTF-8 from now on, whatever the terminal asks for."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")


@contextmanager
def in_words():
    """Raise CommandError for what a rule, or the database, refuses within it.

    In English, as all that commands say, whatever the language of the site.
    """
    try:
        with translation.override("en"):
            yield
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandError("Nobody reads what this writes: it ended.") from error
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from error
    except DatabaseError as error:
        says = " ".join(str(error).split())
        raise CommandError(
            f"The database says: {says}. Nothing was changed. Is it there, not full,"
            " and up to date? python manage.py migrate"
        ) from error
