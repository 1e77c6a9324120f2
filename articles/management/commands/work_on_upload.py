import uuid

from django.core.management.base import BaseCommand

from articles.jobs.importing.uploads import work


class Command(BaseCommand):
    help = "Plan or import a large file that was sent to the desk, which starts this."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("ticket", type=uuid.UUID, help="made by the desk")

    def handle(self, *, ticket, **options):
        work(ticket)
