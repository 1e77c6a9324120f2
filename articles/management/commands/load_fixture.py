import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand

from articles.jobs.fixtures import load_fixture
from articles.management.progress import Progress
from articles.management.words import in_words, write_utf8
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
        write_utf8()
        with in_words(), TemporaryFile("w+", encoding="utf-8") as told:
            files = [Path(path) for path in paths]
            size = sum(file.stat().st_size for file in files if file.is_file())
            with Progress(size, sys.stderr) as progress:
                report = load_fixture(
                    *paths,
                    known=known,
                    prune=prune,
                    plan=plan,
                    tell=partial(tell, told) if plan or prune else lambda change: None,
                    watch=progress.advance,
                )
            told.seek(0)  # said when it is true: a load may be refused at its end
            for line in told:
                self.stdout.write(line, ending="")
            self.stdout.write(str(report))


def tell(out, change):
    """Write a change: a line, and under it what differs, field by field."""
    out.write(f"{change.outcome} {change.kind} “{change.name}”\n")
    for difference in change.differences:
        out.write(f"    {difference.field}:\n")
        for sign, line in difference.lines():
            out.write(f"      {sign} {line}\n")
