from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand

from articles.management.words import in_words
from articles.models import account_named


class Command(BaseCommand):
    help = "Take all second factors of an account away: its owner has lost them."

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the account")

    def handle(self, *, name, **options):
        with in_words():
            found = Authenticator.objects.filter(user=account_named(name))
            _, by_kind = found.delete()
            self.stdout.write(f"{sum(by_kind.values())} taken away.")
