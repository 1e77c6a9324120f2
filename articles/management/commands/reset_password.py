from django.core.management.base import BaseCommand

from articles.management.words import in_words
from articles.models import account_named, password_link


class Command(BaseCommand):
    help = "Print the link by which the owner of an account chooses a new password."

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the account")

    def handle(self, *, name, **options):
        with in_words():
            self.stdout.write(password_link(account_named(name)))
