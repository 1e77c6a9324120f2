"""Machines that run the site: servers with several processes, on the loopback."""

import http.client
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from tests.accounts.accounts import LOGIN, PASSWORD
from tests.cacheserver import free_port
from tests.processes import ROOT, end, environment, run

PATIENCE = 30  # seconds for the server to start
NEW_EDITOR = """
import django; django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
ada = User.objects.create_superuser("ada", password={password!r})
client = Client()
client.force_login(ada)
print(client.cookies["sessionid"].value)
"""


class Answer(NamedTuple):
    """What came back, when, and how long it took: seconds."""

    address: str
    at: float
    seconds: float
    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    def __init__(self, port, process, log):
        self.port, self.process, self.log = port, process, log

    def ask(self, address, method="GET", body=None, **headers):
        """Return the Answer; its status is 0 where there is none within 30 seconds."""
        at = time.monotonic()
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            door.request(method, address, body, named)
            answer = door.getresponse()
            headers = dict(answer.getheaders())
            if cookies := answer.headers.get_all("set-cookie"):
                headers["set-cookie"] = "; ".join(cookies)
            got = answer.status, headers, answer.read()
        except (OSError, http.client.HTTPException):
            got = 0, {}, b""
        finally:
            door.close()
        return Answer(address, at, time.monotonic() - at, *got)

    def workers(self):
        """Return the ids of the processes that answer."""
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


class Browser:
    """Somebody at an address who asks the sites, which are one to their browser."""

    def __init__(self, at="192.0.2.1", session=None):
        self.at, self.cookies = at, {"sessionid": session} if session else {}

    def ask(self, site, address, fields=None):
        """Return the Answer to a page that is asked for, or to a form that is sent."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "X_Forwarded_For": self.at}
        if fields is None:
            answer = site.ask(address, **sent)
        else:
            token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
            kind = {"Content_Type": "application/x-www-form-urlencoded"}
            body = urlencode({**fields, **token}, doseq=True)
            answer = site.ask(address, "POST", body, **sent, **kind)
        given = SimpleCookie(answer.headers.get("set-cookie", ""))
        self.cookies |= {name: one.value for name, one in given.items()}
        return answer

    def log_in(self, site, name="ada", password=PASSWORD):
        """Return the Answer to the form of the log-in."""
        self.ask(site, LOGIN)
        return self.ask(site, LOGIN, {"login": name, "password": password})


@contextmanager
def served(folder, database, **variables):
    """Serve a site until the end, as docs/deploying.md says; yield its Site."""
    port = free_port()
    given = {
        "DIGEST_DATABASE_URL": database,
        "DIGEST_SECRET_KEY": "of a site that a test serves, and nobody else visits",
        "DIGEST_SITE_URL": f"http://127.0.0.1:{port}",
        **variables,
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers=2"]
    command += ["--blocking-threads=4", f"--port={port}", "--log-level=warning"]
    log = folder / f"{port}.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*command, "--workers-kill-timeout=5", "digest.wsgi:application"],
            cwd=ROOT,
            env=environment(**given),
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its workers die with it
        )
    site = Site(port, process, log)
    try:
        until = time.monotonic() + PATIENCE
        while not site.ask("/healthz").status:
            ended = process.poll() is not None or time.monotonic() > until
            assert not ended, log.read_text()
            time.sleep(0.1)
        yield site
    finally:
        end(process)


@contextmanager
def under_load(site, addresses, threads=8, **headers):
    """Ask for the addresses over and over meanwhile; yield the list of the Answers.

    `addresses` are functions of a number, which makes an address that is new.
    """
    answers, is_over = [], threading.Event()

    def ask(first):
        number = first
        while not is_over.is_set():
            address = addresses[number // threads % len(addresses)](number)
            answers.append(site.ask(address, **headers))
            number += threads
            time.sleep(0.01)

    asking = [threading.Thread(target=ask, args=[one]) for one in range(threads)]
    for thread in asking:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in asking:
            thread.join()


def new_editor(database, **variables):
    """Make the account “ada”, and tables that are missing; return a session of hers."""
    code = NEW_EDITOR.format(password=PASSWORD)
    secret = "of a site that a test serves, and nobody else visits"
    given = {"DIGEST_DATABASE_URL": database, "DIGEST_SECRET_KEY": secret, **variables}
    made = run("-c", code, **given)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()
