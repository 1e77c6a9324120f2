import sys
from contextlib import closing

from django.core.management.base import BaseCommand

from articles.formats.exports import EXPORTS
from articles.jobs.exporting import export, write_export
from articles.management.choices import add_choices
from articles.management.words import in_words
from articles.models import chosen


class Command(BaseCommand):
    help = (
        "Write content, all of it or some, in a format that other tools read: to a"
        " file, a folder (markdown) or standard output."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", nargs="?")
        parser.add_argument("--format", choices=EXPORTS, required=True)
        add_choices(parser)

    def handle(self, *, path, format, published, tag, since, **options):
        with in_words():
            articles = chosen(published, tag, since)
            if path is not None:
                write_export(path, format, articles, published=published)
                return
            with closing(export(format, articles, published=published)) as content:
                for piece in content:
                    sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
