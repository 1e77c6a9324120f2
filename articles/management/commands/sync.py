from django.core.management.base import BaseCommand, CommandError

from articles.jobs.syncing import sync
from articles.management.words import in_words, write_utf8


class Command(BaseCommand):
    help = (
        "Carry edits between a folder of Markdown files, as git keeps it, and the site."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER")
        parser.add_argument(
            "--plan", action="store_true", help="only say what would be done"
        )
        parser.add_argument(
            "--anew",
            action="store_true",
            help="forget the folder of the last time: nothing is known of this one",
        )

    def handle(self, *, folder, plan, anew, **options):
        write_utf8()
        with in_words():
            outcome = sync(folder, plan=plan, anew=anew, tell=self.tell)
        for name in ("binned", "written", "removed"):
            for path in getattr(outcome, name):
                self.stdout.write(f"{name}: {path}")
        for conflict in outcome.conflicts:
            self.stdout.write(f"conflict: {conflict.path}, {conflict.field}")
            self.stdout.write(f"  folder: {one_line(conflict.folder)}")
            self.stdout.write(f"  desk: {one_line(conflict.desk)}")
        self.stdout.write(
            f"From the folder: {outcome.taken}, {len(outcome.binned)} into the bin."
            f" To the folder: {len(outcome.written)} written,"
            f" {len(outcome.removed)} removed.{' Nothing was done yet.' * plan}"
        )
        if outcome.conflicts:
            count = len({conflict.path for conflict in outcome.conflicts})
            raise CommandError(
                f"In conflict: {count}. They stay as they are on both sides: give one"
                " the value of the other, and run this again."
            )

    def tell(self, change):
        """Say what became of a row."""
        self.stdout.write(f"{change.outcome}: {change.kind} “{change.name}”")


def one_line(words):
    """Return the value of a field so that it stands on a line."""
    return words.replace("\n", "\\n") or "–"
