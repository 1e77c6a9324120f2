"""PostgreSQL is stopped, hangs, and comes back, while a site is read and edited."""

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from benchmarks.servers import family
from tests import engine
from tests.machines import new_editor, served, under_load
from tests.trials import times

AWAY = times(4, 2)  # seconds that it is
WITHIN = 2  # seconds, each answer
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


def faults_of(answers):
    """Yield what is wrong with answers that came while the database was away."""
    for one in answers:
        kind = one.headers.get("content-type", "").partition(";")[0]
        if one.status not in (200, 503):
            yield one.address, one.status
        if one.status == 503 and one.address != "/readyz":
            ours = SPEAKS.get(kind, b"?") in one.body
            if not ours or "retry-after" not in one.headers:
                yield one.address, kind, one.body[:100]
        if one.seconds >= WITHIN:
            yield one.address, one.status, one.seconds


def test_database_that_goes_away_fails_no_page_and_needs_no_restart(place, tell):
    server = engine.start(place)
    database = f"postgresql://digest@/postgres?host={place}"
    session = new_editor(database)
    addresses = [*KEPT, *NEW.values()]
    asked, away, slowest, backs = 0, 0, 0.0, []
    with served(place, database) as site:
        workers = site.workers()
        for number in range(8):  # each process loads the desk when it is asked for
            site.ask(DESK(number), Cookie=f"sessionid={session}")
        for end in [stop, hang] * times(4, 1):
            with (
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
    engine.stop(server, os.getpid())
    tell(
        "survives",
        f"PostgreSQL away {len(backs)} times under load, by turns stopped and"
        f" hanging: {asked} answers, {away} of them 503 in words of ours, 0 others"
        f" that failed, none above {slowest:.1f} s; no process was started anew, and"
        f" {max(backs):.1f} s after it was back all was as before",
    )
