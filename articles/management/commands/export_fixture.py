import os
import sys

from django.core.management.base import BaseCommand

from articles.jobs.fixtures import export_fixture, write_fixture
from articles.management.words import in_words


class Command(BaseCommand):
    help = "Write all content as a fixture, to a file or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", nargs="?")

    def handle(self, *, path, **options):
        with in_words():
            if path is not None:
                write_fixture(path)
                return
            try:
                for piece in export_fixture():
                    self.stdout.write(piece, ending="")
                self.stdout.flush()
            except BrokenPipeError:  # `| head` has seen enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
