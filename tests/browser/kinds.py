"""A page of each kind that readers meet. A new kind of page is a line here."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from articles.jobs.fixtures import load_fixture
from articles.models import Article
from tests.factories import make_article, make_note

KINDS = {
    "front page": "/",
    "second page": "/page/2/",
    "past the end": "/page/99/",
    "narrowed list": "/?tag=performance&order=oldest",
    "narrowed to nothing": "/?source=nowhere.example",
    "not understood": "/?year=x",
    "tag": "/tags/machine-learning/",
    "intersection": "/tags/machine-learning+performance/",
    "tag without entries": "/tags/nothing/",
    "search": "/search/",
    "hits": "/search/?q=data",
    "no hits": "/search/?q=zebra+machin",
    "article": "/articles/machine-unlearning/",
    "withdrawn": "/articles/withdrawn/",
    "nothing": "/nothing/",
    "tags by name": "/tags/",
    "tags by use": "/tags/?order=use",
    "about": "/about/",
    "archive": "/archive/",
    "month": "/2021/11/",
    "month without entries": "/2021/12/",
    "trends": "/trends/",
    "interface": "/api/",
}


def load_seed():
    load_fixture(settings.BASE_DIR / "fixtures" / "performance.json")


def make_digest():
    """Fill the site: the seed, more than a page of entries, and what KINDS needs."""
    load_seed()
    unlearning = Article.objects.get(slug="machine-unlearning")
    make_note(unlearning, "A second note, *with* a [link](https://example.org/).")
    make_article(
        slug="again",
        url=unlearning.url,
        follows=unlearning,
        tags=["machine-learning", "ethics"],
        published_at=datetime(2022, 5, 1, tzinfo=UTC),
    )
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(20):
        make_article(
            tags=[f"{'abcdefghijklmnopqrst'[number]}-tag", f"tag-{number}"],
            published_at=first + timedelta(days=number),
        )
    make_article(slug="withdrawn", status="withdrawn", published_at=first)
