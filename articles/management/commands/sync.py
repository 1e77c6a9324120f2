from itertools import zip_longest

from django.core.management.base import BaseCommand, CommandError

from articles.jobs.syncing import sync
from articles.management.words import in_words, write_utf8

SHOWN, BEFORE = 200, 40  # characters of a value in conflict


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
            for side, words in zip(("folder", "desk"), shown(conflict), strict=True):
                self.stdout.write(f"  {side}: {words}")
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


def shown(conflict):
    """Return the two values of a conflict, each on a line.

    Of a long one there is what differs first, and a little before it.
    """
    values = conflict.folder, conflict.desk
    pairs = enumerate(zip_longest(*values))
    start = next((place for place, (a, b) in pairs if a != b), 0) - BEFORE
    return [one_line(part(value, start)) for value in values]


def part(words, start):
    if len(words) <= SHOWN:
        return words
    start = max(0, min(start, len(words) - SHOWN))
    end = start + SHOWN
    return "…" * (start > 0) + words[start:end] + "…" * (end < len(words))


def one_line(words):
    """Return the value of a field so that it stands on a line."""
    return words.replace("\n", "\\n") or "–"
