"""Which errors of the database say that it is away, or its disk full, and which not."""

import pytest
from django.contrib.auth.models import User
from django.db import Error, connection, transaction

from articles.models import is_away, obstacle
from tests import engine
from tests.accounts.accounts import PASSWORD, log_in

pytestmark = pytest.mark.django_db

STATES = {
    "08006": (True, None),  # the connection failed
    "57P01": (True, None),  # the server is being stopped
    "57P03": (True, None),  # it is starting
    "53300": (True, None),  # too many connections
    "53100": (True, "disk"),  # it is full
    "25006": (True, "disk"),  # read only
    "40P01": (False, None),  # deadlock
    "53200": (False, None),  # out of memory
    "54000": (False, None),  # a limit of a program
    "54001": (False, None),  # a statement that is too complex
    "42P01": (False, None),  # no such table
}
FAILING = {
    "sqlite": {
        ("PRAGMA query_only = 1", "DELETE FROM articles_page"): (True, "disk"),
        ("SELECT * FROM nowhere",): (False, None),
    },
    "postgresql": {
        (f"DO $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$",): meant
        for state, meant in STATES.items()
    }
    | {("SET LOCAL statement_timeout = 1", "SELECT pg_sleep(1)"): (False, None)},
}[engine.NAME]
FAIL = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'x' USING ERRCODE = '{}'; END $$
"""
FAILS = """
CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION fail()
"""
READ_ONLY = ["PRAGMA query_only = 1"]
ON_SETTINGS = FAILS.format("articles_editorsettings")
ON_LOG_INS = [FAILS.format("digest_cache"), FAILS.format("django_session")]
ANSWERS = {
    "sqlite": [(READ_ONLY, 503, "cannot write to its disk")],
    "postgresql": [
        ([FAIL.format("53100"), ON_SETTINGS], 503, "cannot write to its disk"),
        ([FAIL.format("25006"), ON_SETTINGS], 503, "cannot write to its disk"),
        ([FAIL.format("08006"), ON_SETTINGS], 503, "Back in a moment"),
        ([FAIL.format("40P01"), ON_SETTINGS], 500, "The fault is ours"),
    ],
}[engine.NAME]


@pytest.fixture
def run():
    """A function that runs queries; what it has set ends with the test."""
    with connection.cursor() as cursor:
        yield lambda queries: [cursor.execute(one) for one in queries]
        if engine.NAME == "sqlite":
            cursor.execute("PRAGMA query_only = 0")


@pytest.mark.parametrize(("queries", "meant"), FAILING.items())
def test_only_what_is_away_is_called_that(run, queries, meant):
    with pytest.raises(Error) as raised, transaction.atomic():
        run(queries)

    assert (is_away(raised.value), obstacle(raised.value)) == meant


@pytest.mark.parametrize(("queries", "status", "words"), ANSWERS)
def test_desk_says_why_nothing_is_saved(client, run, queries, status, words):
    client.force_login(User.objects.create_superuser("ada"))
    client.raise_request_exception = False
    run(queries)
    with transaction.atomic():  # what fails is undone, as it is without a test
        answer = client.post("/admin/settings/", {"language": "de"})
        transaction.set_rollback(True)

    assert answer.status_code == status
    assert words in answer.text


def test_log_in_that_cannot_be_counted_is_not_called_one_too_many(client, run):
    is_full = [FAIL.format("53100"), *ON_LOG_INS]
    run(READ_ONLY if engine.NAME == "sqlite" else is_full)
    with transaction.atomic():
        answer = client.post("/admin/login/", {"login": "ada", "password": "wrong"})
        transaction.set_rollback(True)

    assert answer.status_code == 503
    assert "cannot write to its disk" in answer.text


def test_session_that_cannot_be_kept_is_no_fault_of_who_asks(client, run):
    User.objects.create_superuser("ada", password=PASSWORD)
    log_in(client)
    app = "/admin/second-factor/app/"
    client.post(client.get(app)["Location"], {"password": PASSWORD})
    client.raise_request_exception = False
    is_full = [FAIL.format("53100"), FAILS.format("django_session")]
    run(READ_ONLY if engine.NAME == "sqlite" else is_full)
    with transaction.atomic():
        answer = client.get(app)  # its secret waits in the session
        transaction.set_rollback(True)

    assert answer.status_code == 503
    assert "Back in a moment" in answer.text
