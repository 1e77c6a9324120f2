"""From SQLite to PostgreSQL, by the commands that docs/deploying.md names."""

import re

from django.core.management import get_commands

from tests.processes import ROOT, migrated_database, run

FILLING = """
import django; django.setup()
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from articles.sealing import seal
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_fixture", "fixtures/performance.json", verbosity=0)
ada = User.objects.create_superuser("ada", email="ada@example.org", password="a word")
eve = User.objects.create_user("eve", is_staff=True)
eve.groups.set(Group.objects.filter(name="Editor"))
for user in (ada, eve):
    data = {"secret": seal("ABCDEFGH")}
    Authenticator.objects.create(user=user, type="totp", data=data)
"""
ASKING = """
import django; django.setup()
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
print([(user.username, user.email, user.is_staff, user.is_superuser,
    sorted(user.groups.values_list("name", flat=True))) for user in
    User.objects.order_by("username")])
print([(one.user.username, one.wrap().validate_code("1")) for one in
    Authenticator.objects.order_by("user__username")])
print(authenticate(username="ada", password="a word"))
print(User.objects.create_user("new").pk > 2)
"""


def commands():
    """Return the commands of the chapter, each as its words."""
    said = (ROOT / "docs" / "deploying.md").read_text()
    chapter = said[said.index("## From SQLite to PostgreSQL") :]
    block = re.search("```\n(.*?)```", chapter, re.DOTALL)[1]
    return [line.split() for line in block.splitlines()]


def test_content_and_accounts_move(tmp_path):
    old = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    new = migrated_database(tmp_path)
    key = {"DIGEST_SECRET_KEY": "of a site that moves"}

    def do(database, *line):
        done = run(*line, DIGEST_DATABASE_URL=database, **key)
        assert done.returncode == 0, done.stderr
        return done.stdout

    do(old, "-c", FILLING)
    database = old
    for words in commands():
        if words[0] == "sed":
            database = new
        elif words[0] == "digest":
            assert words[1] in get_commands()
            inside = [w.replace("/var/lib/digest", str(tmp_path)) for w in words[1:]]
            do(database, "manage.py", *inside)

    assert do(new, "-c", ASKING).splitlines() == [
        "[('ada', 'ada@example.org', True, True, []),"
        " ('eve', '', True, False, ['Editor'])]",
        "[('ada', False), ('eve', False)]",
        "ada",
        "True",
    ]
    before = (tmp_path / "content.json").read_text(encoding="utf-8")
    assert do(new, "manage.py", "export_fixture") == before
