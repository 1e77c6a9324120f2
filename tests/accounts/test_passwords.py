"""Inviting an editor, and a password that is lost: by mail, or by a command."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from digest.variables import mail_server as server_in
from tests.accounts.accounts import PASSWORD, is_in, log_in
from tests.admin.desk import words_of
from tests.mailserver import mail_server

pytestmark = pytest.mark.django_db

FORGOTTEN = "/admin/password/"
NEW = "another long word"
PATIENCE = 20  # seconds


@pytest.fixture
def mail(settings, monkeypatch):
    """A server for mail, which the site sends by."""
    with mail_server() as server:
        monkeypatch.setenv("DIGEST_EMAIL_URL", server.url)
        settings.MAIL_SERVER = server_in("DIGEST_EMAIL_URL")
        yield server


def run(*command, **options):
    """Return the lines that a command prints."""
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue().splitlines()


def link_in(mail):
    """Return the path of the link in the mail that comes next, and that mail."""
    taken = mail.taken.get(timeout=PATIENCE)
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", taken.get_content())[1], taken


def choose(link, password=NEW):
    """Open a link in a browser of its own, choose a password; return what it says."""
    client = Client()
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    form = {"new_password1": password, "new_password2": password}
    if not page.redirect_chain:
        return words_of(page)
    return words_of(client.post(page.redirect_chain[-1][0], form, follow=True))


def test_who_is_invited_chooses_a_password_and_writes(client):
    (link,) = run("invite", "eve", group="Contributor")

    page = words_of(Client().get(link, follow=True))
    assert "You log in as eve , with the password that you choose here" in page
    assert "at least 8 characters" in page
    assert "Your password has been set." in choose(link)
    assert log_in(client, "eve", NEW).status_code == 302
    assert client.get("/admin/articles/article/add/").status_code == 200
    assert client.get("/admin/auth/user/").status_code == 403


def test_invitation_comes_by_mail_and_may_come_again(mail, client):
    _, said = run("invite", "eve", group="Editor", email="eve@example.org")
    assert said == "It was mailed to eve@example.org."
    _, taken = link_in(mail)
    assert (taken["To"], taken["From"]) == ("eve@example.org", "digest@127.0.0.1")
    assert taken["Subject"] == "Your account at The Digest"
    assert "You are invited to write for The Digest." in taken.get_content()

    run("invite", "eve", group="Editor", email="eve@example.org")
    choose(link_in(mail)[0])

    assert log_in(client, "eve", NEW).status_code == 302
    assert User.objects.filter(username="eve").count() == 1


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("ada", {"group": "Editor"}, "There is an account “ada” already."),
        ("eve", {"group": "Boss"}, "There is no group “Boss”. These are: Contributor,"),
        ("e v e", {"group": "Editor"}, "Enter a valid username."),
        ("eve", {"group": "Editor", "email": "eve"}, "Enter a valid email address."),
    ],
)
def test_invitation_that_makes_no_sense_is_refused(ada, name, options, says):
    with pytest.raises(CommandError, match=says):
        run("invite", name, **options)

    assert User.objects.count() == 1


def test_invitation_of_an_account_that_was_closed_is_refused():
    run("invite", "eve", group="Editor")
    User.objects.update(is_active=False)

    with pytest.raises(CommandError, match="“eve” may not enter the desk"):
        run("invite", "eve", group="Editor")


def test_invitation_without_a_server_prints_the_link_and_says_so():
    out = StringIO()
    how = {"group": "Editor", "email": "eve@example.org", "stdout": out}

    with pytest.raises(CommandError, match="DIGEST_EMAIL_URL names no server"):
        call_command("invite", "eve", **how)

    assert "Your password has been set." in choose(out.getvalue().strip())


def test_link_of_the_command_holds_once_and_ends_all_sessions(client, ada, tell):
    clients = [client, Client(), Client()]
    for one in clients:
        log_in(one)
    (link,) = run("reset_password", "ada")

    assert "Your password has been set." in choose(link)

    left = sum(map(is_in, clients))
    assert left == 0
    assert log_in(client).status_code == 200
    assert log_in(client, password=NEW).status_code == 302
    again = choose(link, PASSWORD)
    assert "This link has been used, or is too old" in again
    assert "Ask whoever runs the site for another one" in again
    told = f"1 password chosen, {left} of {len(clients)} sessions left"
    tell("rights", f"A link for a password, opened twice: {told}")


def test_link_for_nobody_is_refused(ada):
    with pytest.raises(CommandError, match="There is no account “eve”"):
        run("reset_password", "eve")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="“ada” may not enter the desk"):
        run("reset_password", "ada")


def test_lost_password_comes_by_mail_whoever_asks(mail, client, ada):
    User.objects.filter(pk=ada.pk).update(email="ada@example.org")
    assert "Forgotten your login credentials?" in words_of(client.get("/admin/login/"))
    answers = [
        words_of(client.post(FORGOTTEN, {"email": to}, follow=True))
        for to in ("eve@example.org", "Ada@example.org")
    ]

    link, taken = link_in(mail)

    assert answers[0] == answers[1]
    assert "Somebody, you we hope, asked for a new" in taken.get_content()
    choose(link)
    assert log_in(client, password=NEW).status_code == 302
    assert mail.taken.empty()


def test_link_leads_to_the_site_whatever_host_was_asked(mail, client, ada):
    User.objects.filter(pk=ada.pk).update(email="ada@example.org")

    client.post(FORGOTTEN, {"email": "ada@example.org"}, headers={"host": "localhost"})

    assert "http://127.0.0.1:8000/admin/password/" in link_in(mail)[1].get_content()


def test_mailbox_is_not_flooded(mail, client, ada, tell):
    User.objects.filter(pk=ada.pk).update(email="ada@example.org")
    for _ in range(4):
        answer = client.post(FORGOTTEN, {"email": "ada@example.org"}, follow=True)
        assert answer.status_code == 200

    links = [link_in(mail) for _ in range(3)]
    assert mail.taken.empty()
    tell("rights", f"A new password asked for 4 times in a row: {len(links)} mails")


def test_without_a_server_for_mail_nobody_is_led_to_it(client):
    assert "Forgotten" not in words_of(client.get("/admin/login/"))
    assert client.get(FORGOTTEN).status_code == 404
