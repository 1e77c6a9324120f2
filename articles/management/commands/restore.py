from pathlib import Path

from django.core.management.base import BaseCommand

from articles.jobs.backup import left_to_do, restore
from articles.management.words import in_words, write_utf8


class Command(BaseCommand):
    help = (
        "Make the database what a backup holds: all of it, or nothing where the file"
        " is not whole or the database holds something already."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", type=Path)
        parser.add_argument(
            "--force",
            action="store_true",
            help="also where the database holds something, which is lost",
        )

    def handle(self, *, path, force, **options):
        write_utf8()
        with in_words():
            manifest = restore(path, force=force)
            left = left_to_do(manifest)
        self.stdout.write(
            f"The database is that of {manifest.taken_at:%Y-%m-%d %H:%M} UTC:"
            f" articles: {manifest.rows['articles.article']},"
            f" accounts: {manifest.rows['auth.user']}."
            " Start the server anew if it is running."
        )
        for sentence in left:
            self.stdout.write(sentence)
