"""Let processes write to the site for a while; say what was acknowledged to each.

    python -m tests.trust.writing PROCESSES SECONDS

By methods of the models, and by the form of one entry that all of them share. What is
printed is JSON.
"""

import json
import multiprocessing
import random
import sys
import time

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from articles.models import Article, all_must_wait  # noqa: E402
from tests.admin.desk import address_of, save  # noqa: E402
from tests.factories import make_article  # noqa: E402

PROCESSES, SECONDS = int(sys.argv[1]), float(sys.argv[2])
PATIENCE = 60  # seconds until all are ready
REST = 0.1, 0.5  # seconds between two writes of a process
PRAGMAS = "journal_mode synchronous busy_timeout foreign_keys".split()


class Writer:
    """One of them. `told` is what it was told: how many writes, and what was last."""

    def __init__(self, number):
        self.number = number
        self.told = {"writes": 0, "locked": 0, "longest": 0.0}
        self.told |= {"own": "", "note": "", "made": []}
        self.own = self.make("own")
        self.shared = address_of(Article.objects.get(slug="shared"))
        self.desk = Client(SERVER_NAME="localhost")
        self.desk.force_login(User.objects.get(username="ann"))

    def make(self, slug, **columns):
        slug = f"{slug}-{self.number}"
        address = f"https://example.org/{slug}"
        return make_article(slug=slug, url=address, **columns)

    def write_own(self, number):
        self.own.title = f"save {number}"
        self.own.write([f"tag {number % 40}", "all"], [])
        self.told["own"] = self.own.title

    def write_note(self, number):
        note = {f"notes-{self.number}-body": f"save {number}"}
        page = self.desk_page(save(self.desk, self.shared, "_continue", **note))
        assert 'class="success"' in page, page
        self.told["note"] = f"save {number}"

    def desk_page(self, response):
        if response.status_code == 503:  # that it is busy, in words
            raise OperationalError("database is locked")
        return response.content.decode()

    @transaction.atomic
    def make_one(self, number):
        made = self.make(f"made-{number}", status="draft", published_at=None)
        made.publish()
        self.told["made"].append(made.slug)

    def work(self):
        end, number = time.monotonic() + SECONDS, 0
        ways = [self.write_own, self.write_note, self.make_one]
        while number < len(ways) or time.monotonic() < end:
            number += 1
            begun = time.monotonic()
            try:
                ways[number % 3](number)
                self.told["writes"] += 1
            except OperationalError:
                self.told["locked"] += 1
            self.told["longest"] = max(self.told["longest"], time.monotonic() - begun)
            time.sleep(random.uniform(*REST))
        return self.told


def shipped():
    """Return how this process is connected to SQLite: {pragma: value}."""
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        values = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS
        }
    with transaction.atomic():
        return values | {"begins at once": all_must_wait()}


def work(number):
    connected, writer = shipped(), Writer(number)
    all_are_here.wait(PATIENCE)
    return writer.work() | {"connected": connected}


assert get_resolver().url_patterns  # with the desk: loaded once, for all
forking = multiprocessing.get_context("fork")
all_are_here = forking.Barrier(PROCESSES)
with forking.Pool(PROCESSES) as writers:
    sys.stdout.write(json.dumps(writers.map(work, range(PROCESSES), chunksize=1)))
