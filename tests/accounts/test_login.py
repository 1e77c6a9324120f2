"""Logging in to the desk, and out of it."""

import time

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from digest.settings import PASSWORD_HASHERS
from tests.accounts.accounts import LOGIN, PASSWORD, is_in, log_in
from tests.admin.desk import words_of

pytestmark = pytest.mark.django_db

WRONG = "The username and/or password you specified are not correct."


def test_log_in_leads_to_the_page_that_was_asked_for(client, ada):
    assert log_in(client)["Location"] == "/admin/settings/"
    assert is_in(client)


def test_log_in_leads_to_no_other_site(client, ada):
    form = {"login": "ada", "password": PASSWORD, "next": "https://evil.example/"}

    assert client.post(LOGIN, form)["Location"] == "/admin/"


def test_older_hash_is_made_anew_with_argon2(client, ada, settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    ada.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    ada.save()

    log_in(client)

    ada.refresh_from_db()
    assert identify_hasher(ada.password).algorithm == "argon2"
    assert is_in(client)


@pytest.mark.parametrize("why", ["unknown", "wrong", "no editor", "inactive", "unset"])
def test_answer_to_all_who_fail_is_the_same(client, ada, why):
    if why == "no editor":
        User.objects.filter(pk=ada.pk).update(is_staff=False)
    if why == "inactive":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    if why == "unset":
        ada.set_unusable_password()
        ada.save()
    name = "eve" if why == "unknown" else "ada"
    password = "no such word" if why == "wrong" else PASSWORD

    answer = log_in(client, name, password)

    assert answer.status_code == 200
    said = words_of(answer)
    assert WRONG in said
    assert said == words_of(log_in(Client(), "nobody", "at all")).replace(
        "nobody", name
    )
    assert not is_in(client)


def test_known_and_unknown_name_take_as_long(client, ada, settings, tell):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    settings.ACCOUNT_RATE_LIMITS = False
    ada.set_password(PASSWORD)
    ada.save()
    log_in(client, "warm", "up")
    took = {}

    for name in ("ada", "eve") * 2:
        began = time.process_time()
        log_in(client, name, "wrong")
        spent = time.process_time() - began
        took[name] = min(spent, took.get(name, spent))

    ratio = took["ada"] / took["eve"]
    assert 0.5 < ratio < 2
    tell(
        "rights",
        f"A log-in that fails takes a known name {ratio:.1f} of an unknown one",
    )


def test_session_is_new_at_log_in_and_log_out(client, ada, tell):
    client.session["kept"] = 1
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key

    log_in(client)
    inside = client.session.session_key
    client.post("/admin/logout/")

    assert before != inside
    left = Session.objects.filter(pk__in=[before, inside]).count()
    assert left == 0
    client.cookies["sessionid"] = inside
    assert not is_in(client)
    told = f"{len({before, inside})} ids of a session, {left} of them left at its end"
    tell("rights", f"Log-in and log-out: {told}")


def test_other_sessions_end_when_the_password_changes(client, ada, tell):
    others = [Client() for _ in range(3)]
    for one in (client, *others):
        log_in(one)
    new = {"new_password1": "another long word", "new_password2": "another long word"}

    client.post("/admin/password_change/", {"old_password": PASSWORD, **new})

    assert is_in(client)
    left = sum(map(is_in, others))
    assert left == 0
    tell("rights", f"A password that changes leaves {left} of {len(others)} others in")


def test_who_may_no_longer_enter_is_out_at_once(client, ada):
    log_in(client)
    User.objects.filter(pk=ada.pk).update(is_staff=False)

    assert not is_in(client)
