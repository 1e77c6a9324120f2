"""What SQLite, which keeps no statistics, makes of our questions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from tests.cost import cost_of
from tests.factories import make_article
from tests.search.test_hits import few_are_many  # noqa: F401 (a fixture)
from tests.search.test_tagged_hits import make_zebras

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "articles",
    [
        Article.objects.all,
        lambda: Article.objects.filter(status="draft"),
        lambda: Article.objects.filter(site="arxiv.org"),
    ],
    ids=["all", "drafts", "of a source"],
)
def test_list_of_the_desk_is_in_its_order_already(articles):
    keys = articles().order_by("-updated_at", "-pk").values_list("pk", flat=True)

    plan = keys[:20].explain()

    assert "COVERING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_newest_hits_come_out_of_the_index_in_their_order(client):
    make_article(title="Zebra")
    with CaptureQueriesContext(connection) as asked:
        client.get("/search/?q=zebra&order=newest")
    found = [query["sql"] for query in asked if query["sql"].startswith("SELECT rowid")]

    assert found
    with connection.cursor() as cursor:
        for sql in found:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(step for *_, step in cursor)
            assert "TEMP B-TREE" not in plan
            assert "articles_article USING INTEGER PRIMARY KEY" not in plan


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=zebra+tag:a",
        "/search/?q=zebra+tag:a&order=newest",
        "/search/feed.atom?q=zebra+tag:a",
        "/api/v1/articles/?q=zebra+tag:a&limit=3",
        "/api/v1/articles/?q=zebra+tag:a&limit=3&order=newest",
    ],
)
def test_many_more_hits_with_a_tag_cost_no_more(client, address):
    make_zebras(40, ["a", "b"])
    client.get(address)
    before = cost_of(lambda: client.get(address))
    make_zebras(200, ["a", "b"])

    assert cost_of(lambda: client.get(address)) <= 1.2 * before
