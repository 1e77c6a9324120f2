"""PostgreSQL knows how much there is as soon as a first load is done."""

import json

import pytest
from django.db import connection, transaction

from articles.jobs.fixtures import load_fixture
from articles.models import ArticleTag, intake
from benchmarks import content

pytestmark = pytest.mark.django_db(transaction=True)

ENTRIES = intake.TOGETHER  # so many are written at once


def expected_rows():
    """Return how many taggings the planner counts on."""
    (plan,) = json.loads(ArticleTag.objects.order_by().explain(format="json"))
    return plan["Plan"]["Plan Rows"]


def test_load_after_one_that_failed_tells_how_much_there_is(tmp_path):
    file = tmp_path / "digest.json"
    content.write(file, ENTRIES)
    with transaction.atomic():
        load_fixture(file)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        # As the database does by itself, within a minute, while somebody reads.
        cursor.execute("VACUUM (ANALYZE, TRUNCATE off)")
    assert expected_rows() < ENTRIES

    load_fixture(file)

    assert expected_rows() == ArticleTag.objects.count()
