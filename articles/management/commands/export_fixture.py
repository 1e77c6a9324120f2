import os
import sys
from argparse import ArgumentTypeError
from contextlib import closing

from django.core.management.base import BaseCommand

from articles.jobs.fixtures import export_fixture, write_fixture
from articles.management.words import in_words, write_utf8
from articles.models import chosen
from articles.periods import Period


class Command(BaseCommand):
    help = (
        "Write content as a fixture, all of it or some, to a file or standard output."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", nargs="?")
        parser.add_argument(
            "--published",
            action="store_true",
            help="only what readers see: no drafts, no notes for editors",
        )
        parser.add_argument("--tag", help="only entries that bear this tag")
        parser.add_argument(
            "--since",
            metavar="DATE",
            type=day,
            help="only entries changed on this day or later: 2021-11-13",
        )

    def handle(self, *, path, published, tag, since, **options):
        write_utf8()
        with in_words():
            articles = chosen(published, tag, since)
            if path is not None:
                write_fixture(path, articles, published=published)
                return
            with closing(export_fixture(articles, published=published)) as content:
                self.write(content)

    def write(self, content):
        """Write `content` to standard output, until whoever reads it has enough."""
        try:
            for piece in content:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def day(value):
    """Return the day that is written as 2021-11-13."""
    period = Period.read(value)
    if period is None or period.kind != "day":
        raise ArgumentTypeError(f"“{value}” is no day: write 2021-11-13")
    return period.first_day
