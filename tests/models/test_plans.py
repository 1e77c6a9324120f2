"""What SQLite, which keeps no statistics, makes of our questions."""

import pytest

from articles.models import Article

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
