import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.errors import Refused
from articles.formats.readers import READERS
from articles.formats.reading import Options
from articles.jobs.importing import AUTO, File, ignore, import_articles
from articles.management.progress import Progress
from articles.management.words import in_words, write_utf8
from articles.models import FOLLOW_UP, SKIP, ImportBatch


class Command(BaseCommand):
    help = "File the articles of a file that others wrote; it can be undone."

    def add_arguments(self, parser):
        parser.add_argument(
            "path", metavar="FILE", nargs="?", help="a file, a folder, a zip, a pipe"
        )
        parser.add_argument("--format", choices=[AUTO, *READERS], default=AUTO)
        parser.add_argument(
            "--plan",
            action="store_true",
            help="say what would become of each entry, and write nothing",
        )
        parser.add_argument(
            "--repeats",
            choices=[SKIP, FOLLOW_UP],
            default=SKIP,
            help="what becomes of an entry on a work that is here already",
        )
        parser.add_argument(
            "--table",
            metavar="TABLE.csv",
            help="of digest-text: addresses and dates by title: columns title, url,"
            " posted",
        )
        parser.add_argument(
            "--zone",
            default=settings.TIME_ZONE,
            help="the time zone of dates that name none (default: %(default)s)",
        )
        parser.add_argument(
            "--address",
            default="",
            metavar="URL",
            help="where the site stood, for files that do not say it themselves",
        )
        parser.add_argument(
            "--column",
            dest="columns",
            metavar="FIELD=NAME",
            action="append",
            default=[],
            help="the column of a table that holds a field, such as title=Headline",
        )
        parser.add_argument(
            "--undo", metavar="IMPORT", type=int, help="undo the import of that number"
        )

    def handle(self, *, path, undo, **options):
        write_utf8()
        if (path is None) == (undo is None):
            raise CommandError("Name a FILE to import, or an import to --undo.")
        with in_words():
            if undo is None:
                self.import_file(path, **options)
            else:
                self.undo(undo)

    def import_file(
        self, path, *, format, plan, repeats, table, zone, address, columns, **options
    ):
        size = Path(path).stat().st_size if Path(path).is_file() else 0
        read = Options(
            zone=zone_of(zone),
            address=address,
            columns=dict(map(column_of, columns)),
            table=File(Path(table), table) if table else None,
        )
        with (
            TemporaryFile("w+", encoding="utf-8") as told,
            Progress(size, sys.stderr) as progress,
        ):
            report = import_articles(
                path,
                format,
                options=read,
                repeats=repeats,
                plan=plan,
                apart=plan,
                tell=partial(tell, told),
                watch=progress.advance,
                tell_columns=partial(tell_columns, told) if plan else ignore,
            )
            told.seek(0)  # said when it is true: a file may turn out broken at its end
            for line in told:
                self.stdout.write(line, ending="")
        self.stdout.write(str(report))
        if report.batch and not plan:
            self.stdout.write(f"To undo it: import_articles --undo {report.batch}")

    def undo(self, number):
        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            raise Refused(f"There is no import {number}.")
        count = batch.undo()
        noun = "entry" if count == 1 else "entries"
        self.stdout.write(f"“{batch}” is undone: {count} {noun}")


def tell(out, planned):
    """Write what becomes of an entry, in one line."""
    is_named = planned.name and planned.name not in planned.place
    name = f"“{planned.name}”" if is_named else ""
    parts = [planned.outcome, name, planned.place, planned.says]
    out.write("  ".join(filter(None, parts)) + "\n")


def tell_columns(out, columns):
    """Write which column of a table holds which field, a line each."""
    for field, name in columns.mapping.items():
        out.write(f"column “{name}”  is read as {field}\n")
    for name in columns.unmapped:
        out.write(f"column “{name}”  is not read: --column FIELD={name}\n")


def zone_of(name):
    """Return the time zone of that name. Raise Refused where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(f"--zone {name}: write a time zone as Europe/Berlin") from error


def column_of(words):
    """Return (field, column) of FIELD=NAME. Raise Refused for anything else."""
    field, sign, name = words.partition("=")
    if not (field and sign and name):
        raise Refused(f"--column {words}: write a field and a column as title=Headline")
    return field, name
