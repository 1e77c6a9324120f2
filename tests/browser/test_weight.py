"""What a first visit costs: bytes over the wire, requests, and words that move."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import FSFilesHandler

from articles.models import Article
from tests.browser.kinds import KINDS, load_seed, make_digest
from tests.factories import make_article, make_note

MOST = 60 * 1024  # bytes

MOVED = """new Promise(done => {
  new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, entry) => sum + entry.value, 0)
  )).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 300);
})"""


@pytest.fixture
def files_as_served(monkeypatch):
    """Have files served by the middleware of the site, not by Django's test server."""
    for handler in (StaticFilesHandler, FSFilesHandler):
        monkeypatch.setattr(handler, "_should_handle", lambda *args: False)


def make_front_page():
    """Twenty entries as long as those of the seed, each with a note."""
    load_seed()
    for article in list(Article.objects.published()):
        twin = make_article(
            title=article.title[::-1],
            excerpt=" ".join(reversed(article.excerpt.split(" "))),
            tags=[f"{tag}-2" for tag in article.tag_list],
            published_at=datetime(2023, 1, 1, tzinfo=UTC) + timedelta(hours=1),
        )
        make_note(twin, "What we think of it, in a sentence or two. " * 3)


def loaded(page, address):
    """Return each file that a first visit loads, and its bytes as they were sent."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses, sizes = {}, {}
    session.on(
        "Network.requestWillBeSent",
        lambda sent: addresses.update({sent["requestId"]: sent["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda end: sizes.update({end["requestId"]: end["encodedDataLength"]}),
    )
    page.goto(address, wait_until="networkidle")
    return {addresses[one]: size for one, size in sizes.items()}


def test_first_visit_of_the_front_page_is_light_and_asks_nobody_else(
    page, live_server, files_as_served
):
    make_front_page()
    files = loaded(page, "/")

    assert page.locator(".entry").count() == 20
    assert {urlsplit(url).netloc for url in files} == {urlsplit(live_server.url).netloc}
    endings = {urlsplit(url).path.rpartition(".")[2] for url in files}
    assert endings <= {"/", "css", "js", "svg"}  # no font, no picture
    assert len(files) >= 5  # the page, its style, its scripts
    assert sum(files.values()) <= MOST, files


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads(open_page, width):
    make_digest()
    page = open_page(viewport={"width": width, "height": 800})

    moved = {}
    for kind, address in KINDS.items():
        page.goto(address, wait_until="networkidle")
        if shift := page.evaluate(MOVED):
            moved[kind] = shift

    assert moved == {}


def test_shift_is_seen_where_there_is_one(page):
    page.goto("/")
    page.evaluate(
        "const p = document.createElement('p'); p.textContent = 'Here.';"
        "requestAnimationFrame(() => document.body.prepend(p, p.cloneNode(true)))"
    )
    assert page.evaluate(MOVED) > 0
