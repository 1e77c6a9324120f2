from django.core.management.base import BaseCommand, CommandError

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture


class Command(BaseCommand):
    help = "Load content from a fixture: all of it, or nothing where an entry is bad."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE")

    def handle(self, *, path, **options):
        try:
            self.stdout.write(str(load_fixture(path)))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
