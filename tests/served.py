"""The site as it is served, by a server of its own, and a browser that asks it."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests.admin.desk import Form
from tests.processes import ROOT, end, environment

PATIENCE = 60  # seconds for the site to start, and to answer


def password_in(out):
    """Return the password that `demo` made, and shows this once."""
    return re.search(r"name editor, password (\S+) ", out)[1]


@contextmanager
def serving(site):
    """Serve the site by `manage.py demo`; give its address and the process.

    Its `told` is what it says, a file. In the end all processes of the server are gone.
    """
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    with tempfile.TemporaryFile("a+") as told:  # a pipe would be full some time
        served = subprocess.Popen(
            [sys.executable, "manage.py", "demo", f"--port={port}"],
            cwd=ROOT,
            env=environment(**site),
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its workers die with it
        )
        served.told = told
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/healthz", served)
            yield address, served
        finally:
            end(served)


def said_by(served):
    """Return what a server has said so far."""
    served.told.seek(0)
    return served.told.read()


def kill(served):
    """Kill all processes of a server at once, and wait until they are gone."""
    os.killpg(served.pid, signal.SIGKILL)
    served.wait()


def wait_for(address, served):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and served.poll() is None:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    served.kill()
    pytest.fail(f"The site did not start: {said_by(served)}")


class Answer(NamedTuple):
    """What a server answered in the end, where it led to, and the page as text."""

    status: int
    url: str
    page: str


class Browser:
    """Asks a site that is served at `address`, and keeps its cookies."""

    def __init__(self, address):
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        keeps = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keeps)

    def ask(self, path, fields=None):
        """Return the Answer to a GET, or to a POST of `fields`.

        Raise OSError or HTTPException where none comes.
        """
        data = None
        if fields is not None:
            token = {"csrfmiddlewaretoken": self.cookie("csrftoken")}
            data = urllib.parse.urlencode(fields | token, doseq=True).encode()
        address = urllib.parse.urljoin(self.address, path)
        try:
            answer = self.opener.open(address, data, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.url, answer.read().decode())

    def cookie(self, name):
        return next(cookie.value for cookie in self.jar if cookie.name == name)

    def log_in(self, password, name="editor"):
        """Log in at the desk; return this."""
        self.ask("/admin/login/")
        self.ask("/admin/login/", {"login": name, "password": password})
        return self

    def is_logged_in(self):
        """Return whether the desk lets this in."""
        return "login" not in self.ask("/admin/").url

    def fields(self, path):
        """Return what the form at `path` holds: {name: values}, no button in it."""
        return Form(self.ask(path).page, f"{path.split('/')[3]}_form").fields

    def save(self, path, **changes):
        """Post the form at `path` as it stands but for `changes`; return the Answer."""
        return self.ask(path, self.fields(path) | changes | {"_continue": "x"})
