from collections import Counter

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand

from articles.errors import Refused
from articles.management.words import in_words
from articles.models import account_named

KINDS = [
    (Authenticator.Type.TOTP, "the app"),
    (Authenticator.Type.RECOVERY_CODES, "recovery codes"),
    (Authenticator.Type.WEBAUTHN, "passkeys ({})"),
]


class Command(BaseCommand):
    help = "Take all second factors of an account away: its owner has lost them."

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the account")

    def handle(self, *, name, **options):
        with in_words():
            found = Authenticator.objects.filter(user=account_named(name))
            kinds = Counter(found.values_list("type", flat=True))
            if not kinds:
                raise Refused(f"“{name}” has no second factor.")
            found.delete()
            gone = [word.format(kinds[kind]) for kind, word in KINDS if kinds[kind]]
            self.stdout.write(f"Taken away: {', '.join(gone)}.")
