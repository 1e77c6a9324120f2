import json

from django.core.management.base import BaseCommand

from articles.jobs.capture import capture
from articles.management.words import in_words, write_utf8


class Command(BaseCommand):
    help = "Make a draft of the page at an address; print what was found, and where."

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="URL")
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing: print it only"
        )

    def handle(self, *, url, dry_run, **options):
        write_utf8()
        with in_words():
            captured = capture(url, dry_run=dry_run)
        self.stdout.write(json.dumps(captured.as_json(), ensure_ascii=False, indent=2))
