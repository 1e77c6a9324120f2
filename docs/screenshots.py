"""Make the screenshots: each kind of page of the seed digest, in a browser.

Serves the site from a database of its own in a temporary folder, so that nothing of
yours is shown or changed. Needs Chromium and the packages of requirements-dev.txt.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).parent / "screenshots"
PASSWORD = "only-for-a-picture"  # of an account in a database that is thrown away
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]

READER = {
    "list": "/",
    "tag": "/tags/performance/",
    "intersection": "/tags/machine-learning+performance/",
    "detail": "/articles/aggregating-nested-transformers/",
    "search": "/search/?q=%22limited+data%22+year%3A2021",
    "archive": "/archive/",
    "month": "/2021/11/",
    "trends": "/trends/",
    "tags": "/tags/",
    "about": "/about/",
    "api": "/api/",
    "missing": "/nothing-here/",
    "keys": "/",
}
PRESSED = {"keys": "?"}  # on which page, once it is there
DESK = {
    "start": "/admin/",
    "list": "/admin/articles/article/",
    "article": "/admin/articles/article/5/change/",
    "capture": "/admin/articles/article/capture/",
    "triage": "/admin/articles/article/triage/",
    "calendar": "/admin/articles/article/calendar/",
    "tags": "/admin/articles/tag/care/",
}
# What an editor has in work: the seed holds only what is out.
IN_WORK = """
from datetime import timedelta
from django.utils import timezone
from articles.models import Article
noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
for number, (title, tags, more) in enumerate([
    ("Datasheets for Datasets", ["data", "bias"], {"status": "review"}),
    ("Attention Is Not Explanation", ["interpretability"], {"reason": "Which study?"}),
    ("The Bitter Lesson", ["performance"], {}),
    ("Model Cards for Model Reporting", ["bias"], {"days": 1}),
    ("Deep Double Descent", ["performance"], {"days": 3}),
    ("Underspecification Presents Challenges", ["performance"], {"days": 3}),
]):
    days = more.pop("days", None)
    if days:
        more = {"status": "published", "published_at": noon + timedelta(days=days)}
    url = f"https://arxiv.org/abs/2101.{number:05}"
    Article(title=title, slug=Article.free_slug(title), url=url, **more).write(tags, [])
"""
WINDOWS = [(390, "dark"), (1280, "light")]  # width, scheme
HEIGHT = 900


def main():
    """Write every picture to the folder `screenshots` beside this file."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        site(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, path in READER.items():
            for window in WINDOWS:
                take(browser, address + path, name, *window)
        for width, scheme in WINDOWS:
            take_desk(browser, address, width, scheme)
        browser.close()


def take(browser, address, name, width, scheme):
    """Take one picture of a reader's page: what a window shows; an entry to its end."""
    page = browser.new_page(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme
    )
    page.goto(address)
    if name in PRESSED:
        page.keyboard.press(PRESSED[name])
    page.screenshot(
        path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=name == "detail"
    )
    page.close()


def take_desk(browser, address, width, scheme):
    """Take the pictures of the desk, as an editor sees it."""
    page = browser.new_page(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme
    )
    page.goto(address + "/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    for name, path in DESK.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"desk-{name}-{width}-{scheme}.png")
    page.close()


@contextmanager
def site(folder):
    """Serve the seed digest from `folder`; give its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    given = {k: v for k, v in os.environ.items() if not k.startswith("DIGEST_")}
    given |= {
        "DIGEST_DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DIGEST_SITE_URL": address,
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    account = ["--username=editor", "--email=editor@example.org", "--noinput"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], env=given, check=True)
    subprocess.run([*manage, "createsuperuser", *account], env=given, check=True)
    served = subprocess.Popen([*manage, "demo", f"--port={port}"], env=given)
    try:
        wait_for(f"{address}/healthz")
        subprocess.run([*manage, "shell", "-c", IN_WORK], env=given, check=True)
        yield address
    finally:
        served.terminate()
        served.wait()


def wait_for(address, seconds=30):
    """Return when `address` answers. Raise TimeoutError when it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer within {seconds} s.")


def chromium():
    """Return the path of Debian's Chromium, or of another that is installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("Chromium is missing: apt-get install chromium")


if __name__ == "__main__":
    main()
