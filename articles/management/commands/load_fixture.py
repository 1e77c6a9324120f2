import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from articles.jobs.fixtures import load_fixture
from articles.management.progress import Progress
from articles.management.words import in_words
from articles.models import Known


class Command(BaseCommand):
    help = "Load content from fixtures: all of it, or nothing where an entry is bad."

    def add_arguments(self, parser):
        parser.add_argument("paths", metavar="FILE", nargs="+")
        parser.add_argument(
            "--plan",
            action="store_true",
            help="say what would change, and write nothing",
        )
        parser.add_argument(
            "--prune", action="store_true", help="delete what the files lack"
        )
        edited = parser.add_mutually_exclusive_group()
        edited.add_argument(
            "--keep",
            dest="known",
            action="store_const",
            const=Known.KEEP_EDITED,
            default=Known.REFUSE_EDITED,
            help="leave as they are the entries that were edited here since",
        )
        edited.add_argument(
            "--force",
            dest="known",
            action="store_const",
            const=Known.TAKE,
            help="take the file’s, also where they were edited here since",
        )

    def handle(self, *, paths, plan, prune, known, **options):
        files = [Path(path) for path in paths]
        size = sum(file.stat().st_size for file in files if file.is_file())
        with in_words(), Progress(size, sys.stderr) as progress:
            report = load_fixture(
                *paths,
                known=known,
                prune=prune,
                plan=plan,
                tell=self.tell if plan or prune else lambda change: None,
                watch=progress.advance,
            )
        self.stdout.write(str(report))

    def tell(self, change):
        """Write a change: a line, and under it what differs, field by field."""
        self.stdout.write(f"{change.outcome} {change.kind} “{change.name}”")
        for difference in change.differences:
            self.stdout.write(f"    {difference.field}:")
            for sign, line in difference.lines():
                self.stdout.write(f"      {sign} {line}")
