"""What an editor proves themselves with besides the password."""

import re
import time

import pytest
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from articles.errors import Refused
from articles.sealing import unseal
from tests.accounts.accounts import PASSWORD, is_in, log_in
from tests.admin.desk import words_of
from tests.trust.addresses import routes

pytestmark = pytest.mark.django_db

HERE = "/admin/second-factor/"
FIELDS = ("secret", "seed")
OF_DESK = ("admin/articles/", "admin/auth/")


@pytest.fixture
def codes(ada, client):
    """The recovery codes of an editor who is logged in and has an app with codes."""
    log_in(client)
    set_up(client)
    page = client.get(f"{HERE}codes/").content.decode()
    return re.findall("<li><code>([0-9]+)</code>", page)


def set_up(client):
    """Show that it is us, and set up an app; return its secret."""
    asked = client.get(f"{HERE}app/")
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(f"{HERE}app/").content.decode()
    secret = re.search("<code>([A-Z2-7]+)</code>", page)[1]
    answer = client.post(f"{HERE}app/", {"code": code_of(secret)})
    assert answer["Location"] == f"{HERE}codes/"
    return secret


def code_of(secret, seconds=0):
    """Return what an app shows whose clock is that much ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time() + seconds) // 30))


def begin(client):
    """Log in with the password, as far as that leads."""
    assert log_in(client)["Location"] == f"{HERE}log-in/"
    assert not is_in(client)


def test_app_is_asked_for_at_log_in(client, ada):
    log_in(client)
    secret = set_up(client)
    other = Client()

    begin(other)
    assert "Incorrect code." in words_of(other.post(f"{HERE}log-in/", {"code": "1"}))
    code = {"code": code_of(secret)}
    answer = other.post(f"{HERE}log-in/", code)

    assert answer["Location"] == "/admin/settings/"
    assert is_in(other)
    begin(third := Client())
    assert "Incorrect code." in words_of(third.post(f"{HERE}log-in/", code))


def test_clock_of_an_app_may_be_half_a_minute_ahead(client, ada):
    log_in(client)
    secret = set_up(client)
    begin(other := Client())

    other.post(f"{HERE}log-in/", {"code": code_of(secret, seconds=30)})

    assert is_in(other)


def test_recovery_code_opens_once(codes):
    assert len(codes) == 10
    first, second = Client(), Client()
    for client in (first, second):
        begin(client)
        client.post(f"{HERE}log-in/", {"code": codes[0]})

    assert (is_in(first), is_in(second)) == (True, False)


def test_codes_cannot_be_guessed(codes):
    client = Client()
    begin(client)
    for _ in range(5):
        client.post(f"{HERE}log-in/", {"code": "000000"})

    answer = client.post(f"{HERE}log-in/", {"code": codes[0]})

    assert "Too many failed login attempts." in words_of(answer)
    assert not is_in(client)


def test_nothing_is_set_up_or_taken_away_without_the_password(codes):
    client = Client()
    begin(client)
    client.post(f"{HERE}log-in/", {"code": codes[0]})

    for address in ("app/remove/", "codes/new/", "passkeys/add/"):
        answer = client.post(HERE + address)
        assert answer["Location"].startswith(f"{HERE}again/"), address
    assert client.get(f"{HERE}codes/")["Location"].startswith(f"{HERE}again/")
    assert Authenticator.objects.count() == 2


def test_app_that_is_taken_away_is_asked_for_no_more(codes, client):
    client.post(f"{HERE}app/remove/")

    assert not Authenticator.objects.exists()
    assert log_in(Client())["Location"] == "/admin/settings/"


def test_lost_second_factor_is_taken_away_by_a_command(codes, capsys):
    call_command("forget_second_factor", "ada")

    assert capsys.readouterr().out == "Taken away: the app, recovery codes.\n"
    assert log_in(Client())["Location"] == "/admin/settings/"
    with pytest.raises(CommandError, match="“ada” has no second factor"):
        call_command("forget_second_factor", "ada")


def test_site_that_demands_one_leads_all_to_it(client, admin_user, settings, tell):
    settings.SECOND_FACTOR = True
    admin_user.set_password(PASSWORD)
    admin_user.save()
    log_in(client, admin_user.username)
    asked = [f"/{one}" for one, _ in routes() if one.startswith(OF_DESK)]
    asked = ["/admin/", "/admin/settings/", *(one for one in asked if "<" not in one)]
    for address in asked:
        assert client.get(address).headers.get("Location") == HERE, address
        assert client.post(address).headers.get("Location") == HERE, address
    assert "This site asks all editors for one" in words_of(client.get(HERE))

    set_up(client)

    assert is_in(client)
    tell("rights", f"A second factor is demanded at {len(asked)} of {len(asked)} pages")


def test_who_has_none_yet_may_log_out(client, ada, settings):
    settings.SECOND_FACTOR = True
    log_in(client)
    assert 'action="/admin/logout/"' in client.get(HERE).content.decode()

    client.post("/admin/logout/")

    assert client.get(HERE)["Location"].startswith("/admin/login/")


def test_pages_are_for_who_is_logged_in(client):
    for address in (
        *("", "app/", "app/remove/", "codes/", "codes/new/", "again/", "again/code/"),
        *("passkeys/", "passkeys/add/", "passkeys/1/remove/", "again/passkey/"),
    ):
        for ask in (client.get, client.post):
            answer = ask(HERE + address)
            assert answer["Location"].startswith("/admin/login/"), address
    assert not Session.objects.exists()  # nothing that a stranger sends is kept


def test_nobody_reads_or_removes_what_is_another_editors(codes, admin_client):
    User.objects.filter(username="admin").update(is_superuser=True)
    for address in ("/admin/mfa/", "/admin/account/", "/admin/mfa/authenticator/"):
        assert admin_client.get(address).status_code == 404


def held():
    """Return the secrets as the database holds them."""
    rows = Authenticator.objects.order_by("type").values_list("data", flat=True)
    return [row.get("secret") or row["seed"] for row in rows]


def test_database_alone_opens_nothing(client, ada):
    log_in(client)
    secret = set_up(client)

    assert all(one.startswith("sealed:") and secret not in one for one in held())
    assert len(set(held())) == 2


def test_secrets_of_an_older_digest_open_the_desk_and_are_sealed(codes, capsys):
    rows = list(Authenticator.objects.all())
    for row in rows:
        row.data |= {k: unseal(v) for k, v in row.data.items() if k in FIELDS}
        row.save()
    begin(first := Client())
    first.post(f"{HERE}log-in/", {"code": codes[0]})
    assert is_in(first)

    call_command("maintain")

    assert "second factors: 2 sealed" in capsys.readouterr().out
    assert all(one.startswith("sealed:") for one in held())
    begin(second := Client())
    second.post(f"{HERE}log-in/", {"code": codes[1]})
    assert is_in(second)


def test_old_key_opens_until_all_is_sealed_with_the_new_one(codes, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that was made since"
    begin(first := Client())
    first.post(f"{HERE}log-in/", {"code": codes[0]})
    assert is_in(first)

    call_command("maintain")
    settings.SECRET_KEY_FALLBACKS = []

    begin(second := Client())
    second.post(f"{HERE}log-in/", {"code": codes[1]})
    assert is_in(second)


def test_key_that_is_lost_is_told_with_the_way_back(codes, settings, capsys):
    settings.SECRET_KEY = "another key that was made since"
    begin(client := Client())

    answer = client.post(f"{HERE}log-in/", {"code": codes[0]}, follow=True)

    assert "forget_second_factor" in words_of(answer)
    assert not is_in(client)
    with pytest.raises(CommandError, match="second factors"):
        call_command("maintain")
    assert "sealed with another key, those of ada" in capsys.readouterr().out
    call_command("forget_second_factor", "ada")
    assert log_in(Client())["Location"] == "/admin/settings/"


def test_what_a_passkey_has_to_sign_is_asked_for_with_a_token_and_not_without_end(
    settings,
):
    settings.MFA_RATE_LIMITS = {"passkey_asked": "2/m/ip"}
    stranger = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "REMOTE_ADDR": "192.0.2.9"}
    address = "/admin/second-factor/passkeys/log-in/"

    assert Client(enforce_csrf_checks=True).post(address, **stranger).status_code == 403
    assert Client().get(address, **stranger).status_code == 302
    assert Session.objects.count() == 0
    answers = [Client().post(address, **stranger) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "publicKey" in answers[0].json()["request_options"]
    assert Session.objects.count() == 2


def test_no_other_refusal_is_taken_for_another_key(client, ada, monkeypatch):
    def refuse(*args, **how):
        raise Refused("Something else.")

    log_in(client)
    monkeypatch.setattr(IndexView, "get", refuse)

    with pytest.raises(Refused, match="Something else"):
        client.get(HERE)
