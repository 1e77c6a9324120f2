"""No page is older than a change that another process was told is done."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections

from articles.models import Watch
from digest.pagecache import PageCache
from tests import engine
from tests.asking import ask
from tests.factories import make_article
from tests.processes import ROOT, environment

CHANGES = 60
# Each change is two, so that a page may be made between them, and it is told once both
# are done. What is not committed is not told.
WRITER = f"""
import random, time
import django
django.setup()
from django.db import transaction
from articles.models import Article
input()
for number in range(1, {CHANGES} + 1):
    with transaction.atomic():
        Article.objects.filter(slug="one").update(title=f"Number {{number}}.")
        Article.objects.filter(slug="two").update(title=f"Number {{number}}.")
    print(number, flush=True)
    time.sleep(random.random() / 100)
"""


def database():
    name = connection.settings_dict["NAME"]
    if engine.NAME == "sqlite":
        return f"sqlite:///{name}"
    return f"postgresql://digest@/{name}?host={engine.folder()}"


@pytest.mark.django_db(transaction=True)
def test_no_page_is_older_than_what_another_process_has_told(tell):
    for slug in ("one", "two"):
        make_article(slug=slug, title="Number 0.")
    told, ended = [0], Event()
    cache = PageCache(WSGIHandler(), 10**7, Watch(0))

    def read():
        stale, asked = [], 0
        while not ended.is_set():
            for address in ("/", "/feed.json", "/articles/one/"):
                least = told[0]
                _, _, body = ask(cache, address)
                found = re.findall(rb"Number (\d+)[.]", body)
                asked += 1
                if not found or min(map(int, found)) < least:
                    stale.append((address, least, found))
        connections.close_all()
        return stale, asked

    with (
        subprocess.Popen(
            [sys.executable, "-c", WRITER],
            cwd=ROOT,
            env=environment(DIGEST_DATABASE_URL=database()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as writer,
        ThreadPoolExecutor(3) as threads,
    ):
        readers = [threads.submit(read) for _ in range(3)]
        writer.stdin.write("\n")
        writer.stdin.flush()
        for line in writer.stdout:
            told[0] = int(line)
        ended.set()
        results = [reader.result() for reader in readers]
    cache.watch.close()
    assert told == [CHANGES]
    assert [stale for stale, _ in results] == [[], [], []]
    assert sum(asked for _, asked in results) > CHANGES
    tell(
        "sees",
        f"{CHANGES:,} changes by another process, {sum(n for _, n in results):,} pages"
        " read meanwhile: 0 older than what was told",
    )
