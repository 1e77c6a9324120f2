import re
from datetime import datetime
from html import unescape

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import make_article, make_note
from tests.search.cases import CASES, READINGS
from tests.search.entries import ARTICLES, HIDDEN, HIDDEN_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """The articles that the cases search, made once for all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_all()
        yield
        transaction.set_rollback(True)


def make_all():
    for slug, title, excerpt, rest in ARTICLES:
        article = make(slug, title=title, excerpt=excerpt, **rest)
        for body in rest.get("notes", []):
            make_note(article, body)
        make_note(article, "Zebras are for editors.", public=False)
    for slug, columns in HIDDEN:
        columns = {"posted": "2021-06-01", "status": "published", **columns}
        make(slug, title=HIDDEN_WORDS, excerpt=HIDDEN_WORDS, tags=["zebra"], **columns)


def make(slug, posted, tags, notes=(), **columns):
    day = datetime.fromisoformat(posted)
    published_at = timezone.make_aware(day.replace(hour=12))
    return make_article(tags, slug=slug, published_at=published_at, **columns)


def found(response):
    """Return the slugs of the entries of a page, in their order."""
    html = response.content.decode()
    return re.findall(r'<h2 class="entry__title"[^>]*><a href="/articles/(.*?)/"', html)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(("query", "slugs"), CASES)
def test_search_finds(client, query, slugs):
    response = client.get("/search/", {"q": query})

    assert found(response) == slugs.split()


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(("query", "reading"), READINGS)
def test_search_is_read(client, query, reading):
    html = client.get("/search/", {"q": query}).content.decode()
    box = re.search(r'<input type="search"[^>]* value="([^"]*)"', html)

    assert unescape(box[1]) == reading
