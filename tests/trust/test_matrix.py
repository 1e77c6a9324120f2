"""Who may do what, address by address: matrix.txt is what is meant.

A new address needs a line there. DIGEST_TEST_WRITE_MATRIX=1 writes the file anew, for
its difference to be read.
"""

import os
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from digest.variables import mail_server
from tests.trust.addresses import filled, routes
from tests.trust.rights import (
    asked_with,
    closed_addresses,
    contents,
    enter,
    make_accounts,
    make_own,
    make_rows,
    posted,
    rows_there,
)
from tests.trust.secrets import values as public_values

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("matrix.txt")
HEAD = """
# What each kind of account is answered at each address of the desk and of the API: to a
# GET, and to a POST with a token and keys of some rows. They are rows of others, but
# where it says "(own)": a draft of the contributor, a file that the editor sent, a link
# for the contributor's password, a passkey of the administrator, who has an app and
# codes as well. Each has just said their password. "login" is the way to the log-in.
""".lstrip()
# The tables that a POST with a token writes, of those who may write nothing else.
WRITE_NOTHING = {"anonymous", "no rights"}
COUNTED = ["django_session", "digest_cache"]  # a log-in that is tried
OWN = {
    ("anonymous", "/admin/login/"): COUNTED,
    ("anonymous", "/admin/second-factor/passkeys/log-in/"): COUNTED,
    ("no rights", "/admin/settings/"): ["articles_editorsettings"],
    ("no rights", "/admin/logout/"): ["django_session"],
}
# Where the session of who asks keeps by a GET what they have to prove next: what an app
# or a key has to answer, or that they had the link. It is a row, and nobody else's.
PROVING = {
    "/admin/second-factor/app/",
    "/admin/second-factor/passkeys/add/",
    "/admin/second-factor/again/passkey/",
    "/admin/password/<uidb64>/<token>/ (own)",
}
# What begins a statement that writes nothing. For all others tables are compared.
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
DEEDS = {"_publish": "x", "_save": "x", "action": "publish", "apply": "x", "plan": "x"}
SCRIPT = {"headers": {"X-Requested-With": "XMLHttpRequest"}}  # as programs in pages ask


class Asker:
    """An account that asks for addresses; nothing stays of what it does."""

    def __init__(self, account):
        self.client = Client()
        if account:
            enter(self.client, account)
        self.cookies = self.client.cookies.output(header="")
        self.wrote = False

    def note(self, execute, sql, *args):
        self.wrote = self.wrote or not sql.lstrip("( ").startswith(READS)
        return execute(sql, *args)

    def ask(self, method, address, data, before, **how):
        """Return what is answered, as the table has it, and the tables that differ."""
        self.wrote, changed = False, []
        with transaction.atomic():
            with connection.execute_wrapper(self.note):
                answer = getattr(self.client, method)(address, data, **how)
            answer.getvalue()
            if self.wrote:
                changed = [t for t, rows in contents().items() if rows != before[t]]
            transaction.set_rollback(True)
        self.client.cookies = SimpleCookie(self.cookies)
        if answer.get("Location", "").startswith("/admin/login/"):
            return "login", changed
        return str(answer.status_code), changed


def write_table(rows, kinds):
    """Return the lines of the table."""
    width = max(map(len, rows))
    widths = {kind: max(len(kind), 11) for kind in kinds}
    head = f"{'#':{width}}  " + "  ".join(f"{one:{widths[one]}}" for one in kinds)
    lines = [
        f"{name:{width}}  "
        + "  ".join(f"{cells[one]:{widths[one]}}" for one in kinds).rstrip()
        for name, cells in rows.items()
    ]
    return [head.rstrip(), *lines]


@pytest.fixture
def with_mail(monkeypatch, settings):
    """There is a server for mail, of which nothing is asked."""
    monkeypatch.setenv("DIGEST_EMAIL_URL", "smtp://127.0.0.1:9")
    settings.MAIL_SERVER = mail_server("DIGEST_EMAIL_URL")


def test_every_account_is_answered_as_the_table_says_and_no_get_changes_a_row(
    with_mail, tell
):
    accounts = make_accounts()
    make_rows()
    askers = {kind: Asker(account) for kind, account in accounts.items()}
    kinds, own = rows_there(), make_own(accounts)  # a link holds until the next log-in
    addresses = dict(closed_addresses(kinds, own))
    form, before, rows, read, sent = posted(kinds), contents(), {}, set(), {}
    for name, address in addresses.items():
        rows[name] = {}
        for kind, asker in askers.items():
            query = asked_with(address, form)
            got, by_get = asker.ask("get", address, query, before)
            _, by_script = asker.ask("get", address, query, before, **SCRIPT)
            _, by_deed = asker.ask("get", address, {**form, **DEEDS}, before)
            done, by_post = asker.ask("post", address, form, before)
            rows[name][kind] = f"{got} {done}"
            read |= {(name, table) for table in by_get + by_script + by_deed}
            sent[kind, name] = by_post
    lines = write_table(rows, accounts)
    if os.environ.get("DIGEST_TEST_WRITE_MATRIX") == "1":
        TABLE.write_text(HEAD + "\n".join([*lines, ""]), encoding="utf-8")

    meant = TABLE.read_text(encoding="utf-8").removeprefix(HEAD).splitlines()
    assert [one for one in lines if one not in meant] == []
    assert [one for one in meant if one not in lines] == []
    assert read == {(name, "django_session") for name in PROVING}
    for (kind, name), tables in sent.items():
        if kind in WRITE_NOTHING:
            own = {"django_session"} if name in PROVING else set()
            assert set(tables) <= own.union(OWN.get((kind, name), ())), (kind, name)
    tell(
        "rights",
        f"{len(addresses)} addresses of desk and API x {len(askers)} accounts x GET,"
        " also with deeds in the query, and POST: 0 answers unlike the table, 0 rows"
        " changed by GET (but their own session where they prove who they are), and 0"
        " by POSTs of who has no rights, but for their log-in and settings",
    )


def test_every_post_without_a_token_is_refused(tell):
    accounts = make_accounts()
    make_rows()
    kinds, own = rows_there(), make_own(accounts)
    client = Client(enforce_csrf_checks=True)
    client.force_login(accounts["administrator"])
    before = contents()
    answers = {
        address: client.post(address).status_code
        for _, address in closed_addresses(kinds, own)
    }
    for route, _ in routes():
        if not route.startswith(("admin/", "api/")):
            address = next(filled(route, public_values(route)))
            answers[address] = client.post(quote(address)).status_code

    # The API is read only, and says so.
    api = {one: 405 for one in answers if one.startswith("/api/") and one != "/api/"}
    assert answers == {**dict.fromkeys(answers, 403), **api}
    assert contents() == before
    assert settings.SESSION_COOKIE_NAME in client.cookies
    refused = sum(status == 403 for status in answers.values())
    tell(
        "rights",
        f"{len(answers)} POSTs without a token: {refused} refused as such,"
        f" {len(api)} not allowed at all, 0 rows changed",
    )
