from argparse import ArgumentTypeError
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.errors import Refused
from articles.jobs.backup import back_up
from articles.jobs.backup.keeping import read_rule
from articles.management.words import in_words, write_utf8


class Command(BaseCommand):
    help = (
        "Write the whole database, as it is at one moment, to a file with a checksum."
        " Editors may go on. The key beside the database is not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "path",
            metavar="FILE",
            nargs="?",
            type=Path,
            default=settings.BACKUPS,
            help="the file, or a folder: there it is named by the moment;"
            " DIGEST_BACKUPS names the default",
        )
        parser.add_argument(
            "--keep",
            metavar="RULE",
            type=rule,
            help="delete older ones in the folder, but for the last 14: 14;"
            " or the last of 7 days, 4 weeks, 12 months: 7d4w12m",
        )

    def handle(self, *, path, keep, **options):
        if path is None:
            raise CommandError("Name a file or a folder, or set DIGEST_BACKUPS.")
        write_utf8()
        with in_words():
            if path == settings.BACKUPS and not path.is_dir():
                raise Refused(f"DIGEST_BACKUPS: there is no folder {path}. Make it.")
            taken = back_up(path, keep)
        for file in taken.pruned:
            self.stdout.write(f"deleted {file}")
        for line in taken.left:
            self.stderr.write(f"left as it is: {line}")
        rows, size = taken.manifest.rows, taken.path.stat().st_size
        self.stdout.write(
            f"{taken.path}: articles: {rows['articles.article']},"
            f" accounts: {rows['auth.user']}, bytes: {size}"
        )
        if settings.KEY_FILE.exists():
            self.stdout.write(f"The key {settings.KEY_FILE} is not in it.")


def rule(text):
    """Return the rule of what is kept."""
    try:
        return read_rule(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no rule: write 14, or 7d4w12m") from error
