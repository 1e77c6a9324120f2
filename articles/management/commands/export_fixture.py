from django.core.management.base import BaseCommand, CommandError

from articles.errors import Refused
from articles.jobs.fixtures import export_fixture, write_fixture


class Command(BaseCommand):
    help = "Write all content as a fixture, to a file or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", nargs="?")

    def handle(self, *, path, **options):
        if path is None:
            for piece in export_fixture():
                self.stdout.write(piece, ending="")
            return
        try:
            write_fixture(path)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
