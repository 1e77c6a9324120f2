"""The site as files, behind a server that knows of files alone."""

import re
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from articles.jobs.staticsite import build_site
from tests.browser.kinds import make_digest
from tests.browser.test_accessibility import findings
from tests.factories import make_article, make_note
from tests.search.cases import CASES
from tests.search.entries import ARTICLES, HIDDEN, HIDDEN_WORDS

# An address is looked for by the work that it names: to know it takes the server.
NOT_ANSWERED = {query for query, _ in CASES if query.startswith("https://")}
KINDS = [
    "/",
    "/page/2/",
    "/tags/",
    "/tags/performance/",
    "/articles/machine-unlearning/",
    "/articles/withdrawn/",
    "/archive/",
    "/2021/11/",
    "/trends/",
    "/about/",
    "/search/",
    "/search/?q=data",
    "/search/?q=zebra",
    "/404.html",
]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, many to a connection, and says nothing of it."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass


@contextmanager
def built(folder):
    """Build the site of what is in the database, and serve it; give its address."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(folder))
    )
    address = f"http://127.0.0.1:{server.server_port}"
    build_site(folder, base_url=address)
    Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def cases(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of the site of the golden cases: its files alone are left."""
    with ExitStack() as serving:
        with django_db_blocker.unblock(), transaction.atomic():
            make_cases()
            folder = tmp_path_factory.mktemp("cases")
            address = serving.enter_context(built(folder))
            transaction.set_rollback(True)
        yield address


def make_cases():
    """Make the entries that the golden cases search."""
    for slug, title, excerpt, rest in ARTICLES:
        notes = rest.get("notes", [])
        article = make(slug, title=title, excerpt=excerpt, **rest)
        for body in notes:
            make_note(article, body)
        make_note(article, "Zebras are for editors.", public=False)
    for slug, columns in HIDDEN:
        columns = {"posted": "2021-06-01", "status": "published", **columns}
        make(slug, title=HIDDEN_WORDS, excerpt=HIDDEN_WORDS, tags=["zebra"], **columns)


def make(slug, posted, tags, notes=(), **columns):
    published_at = timezone.make_aware(datetime.fromisoformat(posted).replace(hour=12))
    return make_article(tags, slug=slug, published_at=published_at, **columns)


def search(page, **filters):
    """Search, and return the slugs of what is shown, in their order."""
    query = page.evaluate("pairs => `${new URLSearchParams(pairs)}`", filters)
    page.goto(f"{page.url.partition('/search/')[0]}/search/?{query}")
    page.locator("main[data-searched]").wait_for()
    links = page.locator("main .entry__title a").evaluate_all(
        "links => links.map((one) => one.getAttribute('href'))"
    )
    return [re.fullmatch("/articles/(.*)/", link)[1] for link in links]


def test_search_finds_what_the_server_finds(page, cases):
    page.goto(f"{cases}/search/")

    wrong = {}
    for query, slugs in CASES:
        found = search(page, q=query)
        if found != slugs.split() and query not in NOT_ANSWERED:
            wrong[query] = (found, slugs.split())
    assert wrong == {}


def test_search_takes_the_filters_of_lists(page, cases):
    page.goto(f"{cases}/search/")

    assert search(page, tag="bias", source="arxiv.org") == ["misogyny"]
    assert search(page, month="2021-03", order="oldest") == ["lottery", "limited-1"]
    assert search(page, day="2021-03-27") == ["limited-1"]
    assert search(page, note="1", year="2023") == ["hinton-note"]


def test_hit_shows_its_title_its_day_and_words_around_it(page, cases):
    page.goto(f"{cases}/search/")
    search(page, q="curation")

    hit = page.locator("main .entry")
    expect(hit.locator("h2")).to_have_text(
        "Multimodal datasets: misogyny and malignant stereotypes"
    )
    expect(hit.locator("time")).to_have_text("12 October 2021")
    expect(hit.locator("blockquote")).to_contain_text("Dubious curation practices")
    expect(page.locator("main .status")).to_have_text("1 entry.")
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("curation")


def test_link_of_a_list_narrows_the_search(page, cases):
    page.goto(f"{cases}/tags/bias/")
    page.locator("#tag-law").click()
    page.locator("main[data-searched]").wait_for()

    expect(page.locator("main .entry")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter #law").click()
    page.locator("main[data-searched]").wait_for()
    expect(page.locator("main .entry")).to_have_count(2)


def test_axe_finds_nothing_on_pages_that_are_files(page, tmp_path):
    make_digest()
    found = {}
    with built(tmp_path) as address:
        for kind in KINDS:
            page.goto(address + kind, wait_until="networkidle")
            if faults := findings(page):
                found[kind] = faults
    assert found == {}
