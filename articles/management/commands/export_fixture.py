import os
import sys
from contextlib import closing

from django.core.management.base import BaseCommand

from articles.jobs.fixtures import export_fixture, write_fixture
from articles.management.choices import add_choices
from articles.management.words import in_words, write_utf8
from articles.models import chosen


class Command(BaseCommand):
    requires_system_checks = ()  # they load the desk, twice as much as this needs
    help = (
        "Write content as a fixture, all of it or some, to a file or standard output."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", nargs="?")
        add_choices(parser)

    def handle(self, *, path, published, tag, since, **options):
        write_utf8()
        with in_words():
            articles = chosen(published, tag, since)
            if path is not None:
                write_fixture(path, articles, published=published)
                return
            with closing(export_fixture(articles, published=published)) as content:
                self.write(content)

    def write(self, content):
        """Write `content` to standard output, until whoever reads it has enough."""
        try:
            for piece in content:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
