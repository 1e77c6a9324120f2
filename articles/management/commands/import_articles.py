from django.core.management.base import BaseCommand

from articles.jobs.importing import import_digest_text
from articles.management.words import in_words

FORMATS = {"digest-text": import_digest_text}


class Command(BaseCommand):
    help = "File the articles of a file that others wrote: all of them, or none."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE")
        parser.add_argument("--format", choices=FORMATS, default="digest-text")
        parser.add_argument(
            "--table",
            required=True,
            metavar="TABLE.csv",
            help="addresses and dates by title: columns title, url, posted",
        )

    def handle(self, *, path, format, table, **options):
        with in_words():
            report = FORMATS[format](path, table)
        self.stdout.write(f"{report.created} new, {report.kept} known already")
