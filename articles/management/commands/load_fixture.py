from django.core.management.base import BaseCommand

from articles.jobs.fixtures import load_fixture
from articles.management.words import in_words


class Command(BaseCommand):
    help = "Load content from a fixture: all of it, or nothing where an entry is bad."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE")

    def handle(self, *, path, **options):
        with in_words():
            self.stdout.write(str(load_fixture(path)))
