"""What those who run the site see of it: lines, figures, errors; nothing secret."""

import gzip
import json
import logging
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from django.db import IntegrityError
from psycopg.errors import UniqueViolation
from sentry_sdk.utils import event_from_exception

from digest.asked import LONGEST, hidden, named
from digest.logs import Json, Lines
from digest.sentry import without_secrets
from digest.watching import asked_for
from tests.processes import migrated_database, run

FORGED = "Ann\r\n2026-01-01 ERROR root: forged\x1b[2J"
ASKING = """
import logging
import os
from datetime import timedelta
from digest.wsgi import application
from django.contrib.auth.models import User
from django.utils import timezone
from django.db import connection
from django.test import Client
from articles.models import Article
from tests.asking import ask
from tests.factories import make_article

if not Article.objects.exists():
    make_article()
    make_article(published_at=timezone.now() + timedelta(days=1))
ann, _ = User.objects.get_or_create(username="ann", is_staff=True, is_superuser=True)
client = Client()
client.force_login(ann)
cookie = client.cookies["sessionid"].OutputString()
proxy = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}
def get(address, **more):
    status, headers, body = ask(application, address, **more)
    print(status, headers["X-Request-ID"], body if address == "/metrics" else "")
get("/tags/", **proxy, HTTP_X_REQUEST_ID="from-the-proxy")
get("/tags/?order=hidden")
get("/tags/", HTTP_X_REQUEST_ID="from-a-stranger")
get("/admin/", HTTP_COOKIE=cookie)
get("/no\\r\\nsuch/")
get("/metrics", REMOTE_ADDR="10.1.2.3")
get("/metrics", **proxy)
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE articles_page RENAME TO gone")
try:
    get("/about/?q=hidden", **proxy, HTTP_X_REQUEST_ID="the-error")
finally:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO articles_page")
"""


class Collector(BaseHTTPRequestHandler):
    """Takes in what a program sends to Sentry."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}
        body = unpacked[self.headers["Content-Encoding"]](body)
        self.server.sent.append(body.decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def sentry():
    """A server that keeps what is sent to it in `sent`."""
    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        server.sent = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_requests_are_lines_and_figures_and_errors_are_sent(tmp_path, sentry):
    figures = tmp_path / "figures"
    figures.mkdir()
    variables = {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_LOG": "json",
        "DIGEST_METRICS": "10.0.0.0/8",
        "DIGEST_TRUSTED_PROXIES": "10.0.0.1",
        "DIGEST_SENTRY_DSN": f"http://key@127.0.0.1:{sentry.server_port}/1",
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
    }
    run("-c", ASKING, **variables)
    done = run("-c", ASKING, **variables)

    assert done.returncode == 0, done.stderr
    said = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    told = [json.loads(line) for line in done.stderr.splitlines()]
    lines = [line for line in told if line["logger"] == "digest.request"]
    assert [line["request_id"] for line in lines] == [ident for _, ident, *_ in said]
    first, second, third, desk, lost, _, stranger, fault = lines
    assert first["request_id"] == "from-the-proxy"
    assert first["path"] == "/tags/"
    assert (first["method"], first["status"]) == ("GET", 200)
    assert (first["view"], first["account"]) == ("articles:tags", None)
    assert first["ms"] > third["ms"] > 0
    assert [line["page"] for line in (first, third, desk)] == ["made", "kept", "none"]
    assert second["path"] == "/tags/?..."
    assert third["request_id"] != "from-a-stranger"
    assert desk["account"] == 1
    assert lost["status"] == stranger["status"] == 404
    assert "hidden" not in done.stderr

    # Both processes are in the figures of the second.
    counted = said[5][2]
    assert 'digest_requests_total{status="200",view="articles:tags"} 6.0' in counted
    assert 'digest_requests_total{status="500",view="articles:about"} 1.0' in counted
    assert 'digest_pages_total{page="kept"} ' in counted
    assert 'digest_request_seconds_count{view="articles:tags"} 6.0' in counted
    assert 'digest_articles{state="public"} 1.0' in counted
    assert 'digest_articles{state="scheduled"} 1.0' in counted

    # An error bears the id of its request, in the log and where it is sent.
    assert fault["status"] == 500
    (error,) = [line for line in told if "error" in line]
    assert error["request_id"] == "the-error"
    assert "articles_page" in error["error"]
    assert len(sentry.sent) == 2
    assert '"request_id":"the-error"' in sentry.sent[1]
    assert '"url":"http://127.0.0.1:8000/about/?..."' in sentry.sent[1]
    assert "hidden" not in sentry.sent[1]


FIGURES = """
import os, shutil, sys
from digest.wsgi import application
from django.db import connection
from tests.asking import ask

def get(address):
    status, _, body = ask(application, address, REMOTE_ADDR="10.1.2.3")
    print(status, b'view="articles:tags"} 1.0' in body, b"digest_articles{" in body)
get("/tags/")
get("/metrics")
if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    shutil.rmtree(folder)
    get("/metrics")
connection.close()
connection.settings_dict["NAME"] = "/no/such/folder/site.sqlite3"
get("/metrics")
"""


@pytest.mark.parametrize("is_there", [True, False])
def test_figures_come_without_their_folder_and_without_the_database(is_there, tmp_path):
    figures = tmp_path / "figures"
    if is_there:
        figures.mkdir()
    variables = {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_METRICS": "10.0.0.0/8",
        "PROMETHEUS_MULTIPROC_DIR": str(figures),
    }
    done = run("-c", FIGURES, **variables)

    assert done.returncode == 0, done.stderr
    home, *all_of_it, away = done.stdout.splitlines()
    assert home == "200 False False"
    assert set(all_of_it) == {"200 True True"}
    assert away == "200 True False"
    told = f"{figures} cannot be written: each process counts alone"
    assert (told in done.stderr) is not is_there


@pytest.mark.parametrize("dsn", ["nonsense", "http://127.0.0.1/no-key"])
def test_address_of_sentry_that_is_none_is_refused(dsn, tmp_path):
    ended = run("-c", "import digest.wsgi", DIGEST_SENTRY_DSN=dsn)

    assert ended.returncode == 1
    assert "DIGEST_SENTRY_DSN is not the address" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_that_is_logged_begins_a_line_of_its_own():
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "By %s", (FORGED,), None)
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    first, *traceback = (
        Lines("{levelname} {message}", style="{").format(record).split("\n")
    )

    assert first == r"ERROR By Ann\r\n2026-01-01 ERROR root: forged\x1b[2J"
    assert all(line.startswith("  ") for line in traceback)
    assert "\r" not in "".join(traceback)


def refused():
    """Return what Python knows of an error as PostgreSQL and Django tell it."""
    said = "duplicate key\nDETAIL:  Failing row contains (A draft,\nof more lines)."
    try:
        try:
            raise UniqueViolation(said)
        except UniqueViolation as cause:
            raise IntegrityError(said) from cause
    except IntegrityError:
        try:
            raise ValueError("in between")
        except ValueError:
            return sys.exc_info()


@pytest.mark.parametrize("kind", [Lines, Json])
def test_row_that_the_database_refused_is_in_no_line(kind):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "No", (), refused())

    told = kind().format(record)

    assert told.count("duplicate key") == 2
    assert "in between" in told
    assert not re.search("DETAIL|draft|more lines", told)


def test_row_that_the_database_refused_is_not_sent():
    event, _hint = event_from_exception(refused())

    values = without_secrets(event, {})["exception"]["values"]

    told = [value["value"] for value in values]
    assert told == ["duplicate key", "duplicate key", "in between"]


def test_path_of_any_length_is_cut():
    path = f"/{'x' * 50_000}/"

    asked = asked_for({"REQUEST_METHOD": "GET", "PATH_INFO": path})

    assert asked.path == hidden(path) == path[:LONGEST]


@pytest.fixture
def links(settings):
    """Addresses of which one lets people in: /reset/MQ/c0ffee-1234/."""
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    named.cache_clear()
    yield
    named.cache_clear()


def test_parts_of_an_address_that_let_one_in_are_hidden(links):
    assert named("/reset/MQ/c0ffee-1234/") == (
        "password_reset_confirm",
        "/reset/.../.../",
    )
    assert named("/reset/MQ/c0ffee-1234") == ("none", "/reset/.../...")


def test_addresses_in_a_sentence_are_hidden_too(links):
    said = "By https://example.org/reset/MQ/c0ffee-1234/?a=b and /login/ (1/2): {}"

    assert hidden(said.format("/reset/MQ/c0ffee-1234")) == (
        "By https://example.org/reset/.../.../?... and /login/ (1/2): /reset/.../..."
    )
    assert hidden("Nothing to hide") == "Nothing to hide"


def test_error_that_is_sent_tells_no_more_of_an_address_than_a_line(links):
    url = "https://example.org/reset/MQ/c0ffee-1234/"
    event = {
        "request": {"method": "GET", "url": url, "query_string": "a=b"},
        "transaction": "/reset/MQ/c0ffee-1234/",
        "extra": {"request": f"<WSGIRequest: GET '{url}'>"},
    }

    assert without_secrets(event, {}) == {
        "request": {"method": "GET", "url": "https://example.org/reset/.../.../"},
        "transaction": "/reset/.../.../",
    }


LINK = "/admin/password/Mw/d4z9x1-c0ffee/"
SENDING = f"""
from digest.wsgi import application
from tests.asking import ask
for method, address, more in (
    ("GET", "{LINK}", {{}}),
    ("POST", "{LINK}", {{}}),
    ("POST", "/", {{"HTTP_REFERER": "https://evil.example{LINK}?a=hidden"}}),
    ("POST", "/", {{"HTTP_REFERER": "https://evil.example{LINK}"[:-1]}}),
    ("GET", "{LINK}"[:-1], {{}}),
):
    if more:
        more["wsgi.url_scheme"] = "https"
    print(ask(application, address, method, **more)[0])
import logging
logging.getLogger("django.security.X").error("Not so: {LINK}", extra={{"request": 1}})
"""


@pytest.mark.parametrize("log", ["lines", "json"])
def test_link_for_a_password_is_in_no_line_and_not_sent(log, tmp_path, sentry):
    variables = {
        "DIGEST_DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere' / 'site.sqlite3'}",
        "DIGEST_LOG": log,
        "DIGEST_SENTRY_DSN": f"http://key@127.0.0.1:{sentry.server_port}/1",
    }
    done = run("-c", SENDING, **variables)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["503", "403", "403", "403", "302"]
    told = done.stderr
    assert "Service Unavailable: /admin/password/.../.../" in told
    assert "Forbidden (CSRF cookie not set.): /admin/password/.../.../" in told
    assert "https://evil.example/admin/password/.../.../?... does not match" in told
    assert "https://evil.example/admin/password/.../... does not match" in told
    assert len(sentry.sent) == 1
    for sent in (told, *sentry.sent):
        assert "c0ffee" not in sent
        assert "hidden" not in sent
