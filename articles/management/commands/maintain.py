from django.core.management.base import BaseCommand, CommandError

from articles.jobs.maintenance import maintain
from articles.management.words import in_words


class Command(BaseCommand):
    help = (
        "Once a day: delete what is past its time, and compare the search index and"
        " lists with the content. The exit code is 1 when something is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would be done, change nothing",
        )

    def handle(self, *, dry_run, **options):
        wrong = []
        with in_words():
            for step in maintain(dry_run):
                self.stdout.write(str(step))
                wrong += [step.name] * step.is_wrong
        if wrong:
            raise CommandError(f"Something is wrong: {', '.join(wrong)}.")
