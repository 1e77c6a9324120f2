from django.core.management.base import BaseCommand

from articles.jobs import mailing
from articles.management.words import in_words
from articles.models import invite, password_link


class Command(BaseCommand):
    help = "Make an account for an editor, and print or mail the link to its password."

    def add_arguments(self, parser):
        parser.add_argument("name", help="what they log in by")
        parser.add_argument("--group", required=True, help="Editor or Contributor")
        parser.add_argument("--email", default="", help="where the link is mailed to")

    def handle(self, *, name, group, email, **options):
        with in_words():
            account = invite(name, group, email)
            self.stdout.write(password_link(account))
            if email:
                mailing.send(mailing.password_mail(account))
                self.stdout.write(f"It was mailed to {email}.")
