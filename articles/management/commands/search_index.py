from django.core.management.base import BaseCommand, CommandError

from articles.management.words import in_words
from articles.models import searchindex


class Command(BaseCommand):
    help = "Check the search index and lists against the content, or make them anew."

    def add_arguments(self, parser):
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="make it anew from the content, for the site’s language",
        )

    def handle(self, *, rebuild, **options):
        with in_words():
            if rebuild:
                searchindex.rebuild()
            faults = searchindex.faults()
        if faults:
            faults = "\n".join([*faults, "python manage.py search_index --rebuild"])
            raise CommandError(faults)
        self.stdout.write("The search index and the lists hold what they should.")
