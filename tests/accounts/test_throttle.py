"""How often one may fail to log in, and who counts that."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from digest.variables import caches
from tests import engine
from tests.accounts.accounts import PASSWORD, is_in, log_in
from tests.admin.desk import words_of
from tests.cacheserver import free_port, server
from tests.trust.test_at_once import at_once

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many failed login attempts. Try again later."


@pytest.fixture
def cache_at(monkeypatch, settings):
    """A function that has the cache at an address."""

    def use(address):
        monkeypatch.setenv("DIGEST_CACHE_URL", address)
        settings.CACHES = caches("DIGEST_CACHE_URL", table="digest_cache")

    return use


def fail(times, name="ada", at="192.0.2.1"):
    """Log in with a wrong password; return what the last page says."""
    for _ in range(times):
        answer = log_in(Client(), name, "wrong", REMOTE_ADDR=at)
    return words_of(answer)


def may_enter(at):
    return log_in(Client(), REMOTE_ADDR=at).status_code == 302


def test_stranger_who_fails_locks_out_that_name_at_that_address_alone(ada, tell):
    assert TOO_MANY not in fail(5)
    assert TOO_MANY in fail(1)
    assert TOO_MANY in fail(1, "ADA")

    assert not may_enter("192.0.2.1")
    assert may_enter("192.0.2.2")
    assert TOO_MANY not in fail(1, "eve")
    tell(
        "rights",
        "Log-ins that fail: the 6th of a name at an address is refused, 0 of another"
        " name or at another address",
    )


def test_log_ins_that_succeed_are_not_counted(ada):
    fail(4)

    assert all(may_enter("192.0.2.1") for _ in range(3))
    assert TOO_MANY not in fail(1)


def lose(number, at):
    """Log in, and lose the connection before question `number` about what is counted.

    Return whether there were that many.
    """
    asked = []

    def ask(execute, sql, *how):
        if "digest_cache" in sql:
            asked.append(sql)
            if len(asked) == number:
                connection.connection.close()
        return execute(sql, *how)

    with connection.execute_wrapper(ask):
        log_in(Client(raise_request_exception=False), REMOTE_ADDR=at)
    connection.close()
    return len(asked) >= number


@pytest.mark.django_db(transaction=True)
def test_log_in_that_is_lost_while_it_is_counted_hinders_no_other(ada):
    number = 1
    while lose(number, f"192.0.2.{number}"):
        assert may_enter(f"192.0.2.{number}"), number
        number += 1
    assert number > 20  # two counts, each of several questions


@pytest.mark.django_db(transaction=True)
def test_lock_that_another_cache_was_asked_to_delete_is_let_go():
    for name in ("one", "other"):  # Redis answered in between
        assert cache.add(f"{name}:lock", True)
    cache.delete("other:lock")

    assert not connection.in_atomic_block
    cache.delete("one:lock")


if engine.NAME == "postgresql":  # to SQLite one that is frozen so stops all writers

    @pytest.mark.django_db(transaction=True)
    def test_lock_of_a_process_that_is_frozen_is_not_waited_for_without_end():
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lambda: cache.add("one:lock", True)).result()
            begun = time.monotonic()
            assert not cache.add("one:lock", True)
            assert 0.5 < time.monotonic() - begun < 5
            other.submit(lambda: cache.delete("one:lock")).result()
            other.submit(connections.close_all).result()  # its own


@pytest.mark.django_db(transaction=True)
def test_guesses_at_one_moment_are_counted_each(ada):
    told = at_once(*[lambda: [fail(1) for _ in range(4)]] * 3)

    assert [TOO_MANY in words for each in told for words in each].count(False) == 5


def change(client, old):
    """Ask for a new password with an `old` one; return what the last page says."""
    new = {"new_password1": "another long word", "new_password2": "another long word"}
    asked = {"old_password": old, **new}
    return words_of(client.post("/admin/password_change/", asked, follow=True))


def test_old_password_that_is_wrong_counts_as_a_log_in_that_failed(ada):
    client, other = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    log_in(client)
    log_in(other)
    for _ in range(5):
        assert "Your old password was entered incorrectly" in change(client, "wrong")

    assert TOO_MANY in change(client, "wrong")
    assert TOO_MANY in change(client, PASSWORD)
    assert TOO_MANY in fail(1)
    assert "Your password was changed" in change(other, PASSWORD)


def test_address_that_tries_many_names_is_stopped(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key,3/5m/ip"}
    for name in ("a", "b", "c"):
        assert TOO_MANY not in fail(1, name)

    assert TOO_MANY in fail(1, "d")
    assert may_enter("192.0.2.2")


def test_network_of_ipv6_is_one_visitor(ada):
    fail(5, at="2001:db8::1")

    assert TOO_MANY in fail(1, at="2001:db8::2")
    assert TOO_MANY not in fail(1, at="2001:db8:0:1::1")


def test_count_is_kept_where_all_processes_see_it(ada):
    fail(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM digest_cache")
        assert cursor.fetchone()[0] > 0


def test_count_stays_however_many_others_are_counted(ada):
    assert TOO_MANY in fail(6)
    for number in range(600):
        cache.set(f"z-later-in-the-alphabet-{number}", [time.time()], 300)

    assert TOO_MANY in fail(1)


def test_without_its_server_the_table_counts(ada, cache_at, client):
    cache_at(f"redis://127.0.0.1:{free_port()}/0")

    fail(5)

    assert TOO_MANY in fail(1)
    assert log_in(client).status_code == 302
    assert is_in(client)


def test_server_counts_and_may_be_killed_at_any_time(ada, cache_at, tmp_path):
    port = free_port()
    with server(port, tmp_path) as process:
        cache_at(f"redis://127.0.0.1:{port}/0")
        fail(5)
        assert TOO_MANY in fail(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM digest_cache")
            assert cursor.fetchone()[0] == 0
        process.kill()
        process.wait()

        assert TOO_MANY not in fail(5)
        assert TOO_MANY in fail(1)
