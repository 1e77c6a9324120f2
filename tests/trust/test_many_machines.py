"""Two machines are one site, on one PostgreSQL and one Redis, which may go away."""

import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime

import psycopg
import pytest

from tests.accounts.accounts import LOGIN
from tests.admin.desk import Form
from tests.cacheserver import free_port, server
from tests.machines import Browser, new_editor, served, under_load
from tests.mailserver import mail_server
from tests.processes import ROOT, environment, migrated_database
from tests.trials import times

CHECK = 1  # seconds, DIGEST_EDITION_CHECK
NEW = "/admin/articles/article/add/"
TOO_MANY = b"Too many failed login attempts."
EXPIRED = """
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT 'old' || n, '', now() - interval '1 day' FROM generate_series(1, 500) AS n
"""


class Machines:
    """A server each; `redis` is a function that starts what they share."""

    def __init__(self, folder, stack, number):
        port, self.mail = free_port(), stack.enter_context(mail_server())

        def redis():
            process = server(port, folder)
            stack.callback(process.communicate)
            stack.callback(process.kill)
            return process

        self.redis = redis
        self.database = migrated_database(folder)
        self.variables = {
            "DIGEST_CACHE_URL": f"redis://127.0.0.1:{port}/0",
            "DIGEST_EDITION_CHECK": str(CHECK),
            "DIGEST_EMAIL_URL": self.mail.url,
            "DIGEST_SITE_URL": "http://127.0.0.1:8000",
            "DIGEST_TRUSTED_PROXIES": "127.0.0.1",
        }
        self.session = new_editor(self.database)
        enter = stack.enter_context
        self.all = [
            enter(served(folder, self.database, **self.variables))
            for _ in range(number)
        ]


@pytest.fixture
def machines(tmp_path):
    """A function that starts a number of machines."""
    with ExitStack() as stack:
        yield lambda number: Machines(tmp_path, stack, number)


def write(browser, site, title, at=None):
    """Publish an entry at a site; return the clock when that was answered."""
    page = browser.ask(site, NEW)
    fields = Form(page.body.decode(), "article_form").fields
    fields |= {"title": title, "url": f"https://source.example/{title}"}
    if at:
        day, clock = f"{at:%Y-%m-%d %H:%M:%S}".split()
        fields |= {"published_at_0": day, "published_at_1": clock}
    answer = browser.ask(site, NEW, {**fields, "_publish": "x"})
    assert answer.status == 302, answer.body
    return time.monotonic()


def fail(browser, site, name):
    """Return whether a log-in that fails is refused, as there were too many."""
    answer = browser.log_in(site, name, "wrong")
    assert answer.status == 200
    return TOO_MANY in answer.body


def commands(machines, *command):
    """Run a command on both machines at the same time; return what both print."""
    given = {"DIGEST_DATABASE_URL": machines.database, **machines.variables}
    how = {"cwd": ROOT, "env": environment(**given), "stdout": subprocess.PIPE}
    line = [sys.executable, "manage.py", *command]
    both = [subprocess.Popen(line, text=True, **how) for _ in range(2)]
    said = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    return said


def test_two_machines_are_one_site(machines, tell):
    machines = machines(2)
    here, there = machines.all
    entries, scheduled, visitors = times(20, 2), times(5, 1), times(20, 1)
    machines.redis()
    ada = Browser()
    assert ada.log_in(here).status == 302
    assert ada.ask(there, "/admin/").status == 200
    ada.ask(there, "/admin/logout/", {})
    assert ada.ask(here, "/admin/").headers["location"].startswith(LOGIN)
    assert ada.log_in(there).status == 302

    latest = []  # seconds after which an entry was not there yet
    for number in range(entries):
        title = f"zqentry{number}xk"
        with under_load(there, [lambda _: "/"], 4) as readers:
            time.sleep(0.5)
            saved = write(ada, here, title)
            time.sleep(CHECK + 0.4)
        lacked = [one for one in readers if title.encode() not in one.body]
        latest.append(max(one.at for one in lacked) - saved)
    assert max(latest) <= CHECK

    late = []
    for number in range(scheduled):
        title, due = f"zqlater{number}xk", int(time.time()) + 3
        write(ada, here, title, datetime.fromtimestamp(due, UTC))
        clock = time.time() - time.monotonic()
        while time.time() < due + 1:
            for site in machines.all:
                answer = site.ask("/")
                begun = answer.at + clock
                if title.encode() in answer.body:
                    assert begun + answer.seconds >= due
                else:
                    late.append(begun - due)
    assert max(late) <= 0

    for number in range(visitors):
        eve = Browser(f"192.0.2.{100 + number}")
        tried = [fail(eve, machines.all[one % 2], "ada") for one in range(7)]
        assert tried == [False] * 5 + [True] * 2

    with psycopg.connect(machines.database) as database:
        database.execute("UPDATE auth_user SET email = 'ada@example.org'")
        database.execute(EXPIRED)
    for number in range(6):
        asking = Browser(f"192.0.2.{50 + number}")
        asking.ask(machines.all[number % 2], LOGIN)
        form = {"email": "ada@example.org"}
        asking.ask(machines.all[number % 2], "/admin/password/", form)
    said = commands(machines, "maintain")
    deleted = [int(re.search(r"sessions: (\d+) deleted", one)[1]) for one in said]
    assert sum(deleted) == 500
    time.sleep(1)
    assert machines.mail.taken.qsize() == 3  # in an hour, to one address
    tell(
        "operations",
        f"Two machines on one PostgreSQL and one Redis: {entries} entries were on"
        f" the pages of the other {max(0, *latest):.1f} s later at most,"
        f" {scheduled} scheduled ones in their second on both; log-ins held on both,"
        f" {visitors} visitors were refused after five failures on both together, 500"
        " sessions were deleted once by two `maintain` at the same time",
    )


def test_redis_may_go_away(machines, tell):
    machines = machines(1)
    (here,) = machines.all
    redis, pages = machines.redis(), ["/", "/tags/", "/feed.atom", "/search/?q=bias"]
    before = {page: here.ask(page).body for page in pages}
    slowest, tried, refused = 0.0, 0, 0
    with under_load(here, [lambda _, page=page: page for page in pages], 4) as readers:
        for number, state in enumerate(["is there", "hangs", "is killed"]):
            if state == "hangs":
                redis.send_signal(signal.SIGSTOP)
            if state == "is killed":
                redis.kill()
                redis.wait()
            for visitor in range(times(10, 1)):
                eve = Browser(f"192.0.2.{100 * number + visitor}")
                begun = time.monotonic()
                said = [fail(eve, here, "ada") for _ in range(7)]
                assert said == [False] * 5 + [True] * 2, state
                tried, refused = tried + 7, refused + sum(said)
                slowest = max(slowest, (time.monotonic() - begun) / 7)
            assert Browser("198.51.100.1").log_in(here).status == 302
    assert [one for one in readers if before.get(one.address) != one.body] == []
    assert "Traceback" not in here.log.read_text()
    tell(
        "survives",
        f"Redis hung and was killed under load: {len(readers)} pages of readers, all"
        f" as before; {tried} log-ins with a wrong password, {refused} refused, each"
        f" after five by that visitor, {slowest:.1f} s each at most; the right one"
        " opened the desk",
    )
