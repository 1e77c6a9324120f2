"""What a site answers whose database cannot be opened: 503, in each form."""

import json

import pytest

from tests import engine
from tests.processes import run

ASKING = """
import json
from digest.wsgi import application
from tests.asking import ask
for address in {addresses!r}:
    status, headers, body = ask(application, address, **{more!r})
    print(json.dumps([status, headers, body.decode()]))
"""
PAGES = ["/", "/tags/bias/", "/articles/some-entry/", "/search/?q=word", "/no/such/"]
PROGRAMS = {
    "/api/v1/articles/": "application/json",
    "/feed.json": "application/json",
    "/feed.atom": "text/plain; charset=utf-8",
    "/list.csv": "text/plain; charset=utf-8",
    "/sitemap.xml": "text/plain; charset=utf-8",
}


@pytest.fixture
def asked(tmp_path):
    """A function: what is answered at addresses [(status, headers, body)], and told."""
    nowhere = tmp_path / "nowhere"
    database = f"sqlite:///{nowhere / 'site.sqlite3'}"
    if engine.NAME == "postgresql":
        database = f"postgresql://digest@/site?host={nowhere}"

    def ask(*addresses, more=None, **variables):
        code = ASKING.format(addresses=addresses, more=more or {})
        done = run("-c", code, DIGEST_DATABASE_URL=database, **variables)
        assert done.returncode == 0, done.stderr
        return list(map(json.loads, done.stdout.splitlines())), done.stderr

    return ask


def test_readers_see_a_page_of_the_site(asked):
    answers, told = asked(*PAGES)

    for status, headers, body in answers:
        assert (status, headers["Retry-After"]) == (503, "10")
        assert headers["Cache-Control"] == "no-store"
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "<h1>Back in a moment</h1>" in body
        assert "Try again in a moment." in body
        assert 'class="masthead"' in body
    assert "Traceback" not in told


def test_programs_read_it_in_their_own_form(asked):
    answers, _ = asked(*PROGRAMS)

    for kind, (status, headers, body) in zip(PROGRAMS.values(), answers, strict=True):
        assert (status, headers["Retry-After"]) == (503, "10")
        assert headers["Content-Type"] == kind
        says = json.loads(body)["error"]["message"] if "json" in kind else body
        assert says.strip().startswith("The database does not answer just now.")


def test_editors_are_told_what_became_of_what_they_typed(asked):
    cookie = {"HTTP_COOKIE": "sessionid=0123456789abcdefghijklmnopqrstuv"}
    answers, _ = asked("/admin/articles/article/", more=cookie)

    ((status, _, body),) = answers
    assert status == 503
    assert "What you did last may not be saved" in body


def test_page_speaks_the_language_of_the_site(asked):
    ((_, _, body),), _ = asked("/", DIGEST_LANGUAGE="de")

    assert "Gleich wieder da" in body
