"""PostgreSQL is stopped, hangs, and comes back, while a site is read and edited."""

import os
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event

import psycopg
import pytest

from benchmarks.servers import family
from tests import engine
from tests.accounts.accounts import LOGIN, PASSWORD
from tests.admin.desk import Form
from tests.machines import Browser, new_editor, served, under_load
from tests.trials import times

AWAY = times(4, 2)  # seconds that it is
WITHIN = 2  # seconds, each answer; twice that where one saves or logs in
BACK = times(10, 2)  # seconds after which all is as before
PAGE, JSON, TEXT = "text/html", "application/json", "text/plain"
# Pages that are kept in memory, and such as were never asked for before.
KEPT = [lambda number: "/", lambda number: "/tags/"]
NEW = {
    PAGE: lambda number: f"/search/?q=word{number}",
    JSON: lambda number: f"/api/v1/articles/?q=word{number}",
    TEXT: lambda number: f"/search/feed.atom?q=word{number}",
}
DESK = lambda number: f"/admin/articles/tag/?q=word{number}"  # noqa: E731
ADD = "/admin/articles/article/add/"
SPEAKS = {
    PAGE: b"<h1>Back in a moment</h1>",
    JSON: b'"status": 503',
    TEXT: b"The database does not answer just now.",
}


@pytest.fixture
def place():
    """A folder that the account of the server may enter, with PostgreSQL in it."""
    with tempfile.TemporaryDirectory(prefix="digest-away-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


def stop(folder, server):
    """Stop the server; return a function that starts it again, and returns it."""
    engine.stop(server, os.getpid())
    return lambda: engine.start(folder)


def hang(folder, server):
    """Have the server hang; return a function that lets it go on, and returns it."""
    pids = [pid for pid, _ in family(server.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)

    def go_on():
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        return server

    return go_on


class Editors:
    """Two make entries over and over, and one logs in; `made` are those acknowledged.

    `read` are the Answers to what they asked for, `sent` those to their forms.
    """

    def __init__(self, session):
        self.session, self.numbers = session, count()
        self.visitors = count(1)
        self.read, self.sent, self.made = [], [], []

    @contextmanager
    def at_work(self, site):
        """Have them work meanwhile; who logs in is at an address of their own.

        A log-in that is cut off may count as one that failed: at one address the sixth
        in five minutes would be refused.
        """
        is_over, self.at = Event(), f"192.0.2.{next(self.visitors)}"

        def repeat(deed):
            while not is_over.is_set():
                deed(site)
                time.sleep(0.3)  # what costs most is to log in

        deeds = [self.make_one, self.make_one, self.log_in]
        with ThreadPoolExecutor(len(deeds)) as threads:
            work = [threads.submit(repeat, deed) for deed in deeds]
            try:
                yield
            finally:
                is_over.set()
        for each in work:
            each.result()

    def make_one(self, site):
        """Make a draft without tags, which changes no page that is kept."""
        title = f"Entry {next(self.numbers)}"
        changed = {
            "title": title,
            "url": f"https://example.org/{title.replace(' ', '-')}",
            "excerpt": title,
            "_save": "x",
        }
        if self.is_sent(Browser(session=self.session), site, ADD, changed):
            self.made.append(title)

    def log_in(self, site):
        who = {"login": "ada", "password": PASSWORD}
        self.is_sent(Browser(self.at), site, LOGIN, who)

    def is_sent(self, browser, site, address, changed):
        """Return whether a form came, and could be sent with what is changed in it."""
        page = browser.ask(site, address)
        self.read.append(page)
        if page.status != 200:
            return False
        fields = Form(page.body.decode(), "article_form").fields | changed
        self.sent.append(answer := browser.ask(site, address, fields))
        return answer.status == 302


def lost(place, titles):
    """Return which of these titles are not those of one entry that is whole."""
    query = """SELECT title FROM articles_article article
        WHERE title = excerpt
        AND EXISTS (SELECT FROM articles_revision WHERE uid = article.uid)"""
    with psycopg.connect(host=str(place), user="digest", dbname="postgres") as database:
        return set(titles) - {title for (title,) in database.execute(query)}


def faults_of(answers, fine=200, within=WITHIN):
    """Yield what is wrong with answers that came while the database was away."""
    for one in answers:
        kind = one.headers.get("content-type", "").partition(";")[0]
        if one.status not in (fine, 503):
            yield one.address, one.status, one.body[:100]
        if one.status == 503 and one.address != "/readyz":
            ours = SPEAKS.get(kind, b"?") in one.body
            if not ours or "retry-after" not in one.headers:
                yield one.address, kind, one.body[:100]
        if one.seconds >= within:
            yield one.address, one.status, one.seconds


def test_database_that_goes_away_fails_no_page_and_needs_no_restart(place, tell):
    server = engine.start(place)
    database = f"postgresql://digest@/postgres?host={place}"
    session = new_editor(database)
    addresses = [*KEPT, *NEW.values()]
    editors = Editors(session)
    asked, away, slowest, backs = 0, 0, 0.0, []
    with served(place, database, DIGEST_TRUSTED_PROXIES="127.0.0.1") as site:
        workers = site.workers()
        for number in range(8):  # each process loads the desk when it is asked for
            site.ask(DESK(number), Cookie=f"sessionid={session}")
        for end in [stop, hang] * times(4, 1):
            with (
                editors.at_work(site),
                under_load(site, addresses) as readers,
                under_load(site, [DESK], 2, Cookie=f"sessionid={session}") as desk,
            ):
                time.sleep(1)
                begin_again = end(place, server)
                time.sleep(AWAY)
                alive, ready = site.ask("/healthz"), site.ask("/readyz")
                first = site.ask("/")
                server = begin_again()
                back = time.monotonic()
                time.sleep(BACK)
            answers = [*readers, *desk]
            assert list(faults_of(answers)) == []
            assert (alive.status, ready.status, first.status) == (200, 503, 200)
            assert ready.body == b"database: it does not answer (OperationalError)\n"
            for list_of in (readers, desk):
                assert any(one.status == 503 for one in list_of)
                assert list_of[-1].status == list_of[0].status == 200
            refused = [one for one in answers if one.status == 503]
            last = max(one.at for one in refused)
            assert {one.status for one in answers if one.at > last} == {200}
            asked, away = asked + len(answers), away + len(refused)
            slowest = max(slowest, *(one.seconds for one in answers))
            assert last - back < WITHIN
            backs.append(max(0, last - back))
        # Nobody asks meanwhile: a connection that was closed then is given to nobody.
        server = stop(place, server)()
        unasked = [site.ask(NEW[PAGE](-number)) for number in range(1, 9)]
        assert {one.status for one in unasked} == {200}
        assert site.workers() == workers
        said = site.log.read_text()
    assert "Traceback" not in said, said[-2000:]
    assert list(faults_of(editors.read, within=2 * WITHIN)) == []
    assert list(faults_of(editors.sent, fine=302, within=2 * WITHIN)) == []
    assert {one.status for one in editors.sent} == {302, 503}
    assert editors.made
    gone = lost(place, editors.made)
    assert gone == set()
    engine.stop(server, os.getpid())
    tell(
        "survives",
        f"PostgreSQL away {len(backs)} times under load, by turns stopped and"
        f" hanging: {asked} answers, {away} of them 503 in words of ours, 0 others"
        f" that failed, none above {slowest:.1f} s; no process was started anew, and"
        f" {max(backs):.1f} s after it was back all was as before; of"
        f" {len(editors.made)} entries that editors saved meanwhile {len(gone)} lost",
    )
