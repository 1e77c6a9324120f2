import os

from django.core.management.base import BaseCommand

from articles.jobs.staticsite import build_site
from articles.management.words import in_words


class Command(BaseCommand):
    help = "Write the site as files that any web server can serve, with its search."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER")
        parser.add_argument(
            "--base-url",
            metavar="URL",
            help="where the files will be found (default: DIGEST_SITE_URL)",
        )
        parser.add_argument(
            "--cards", action="store_true", help="draw the share cards as well"
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="write into a folder that holds other files, too; they stay",
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=os.cpu_count() or 1,
            help="processes that ask at once (default: one a processor)",
        )

    def handle(self, *, folder, base_url, cards, force, jobs, **options):
        with in_words():
            report = build_site(
                folder, base_url=base_url, cards=cards, force=force, jobs=jobs
            )
        for address in report.left_out:
            self.stdout.write(f"left out  {address}")
        for address in report.dead:
            self.stdout.write(f"dead link  {address}")
        self.stdout.write(
            f"{report.asked} addresses asked, {report.written} files written,"
            f" {report.removed} removed, {report.files} in all"
        )
