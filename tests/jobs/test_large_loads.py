"""Many new articles at once: they cost no more statements than a few."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import ArticleRecord, NoteRecord, TagRecord
from articles.jobs.fixtures import load_fixture
from articles.models import Article, Asked, Edition, intake
from articles.models.searchindex import faults
from articles.query import parse
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def articles(count, first=0, tags=("tides", "fog")):
    return [
        ArticleRecord(
            uid=uuid.UUID(int=number + 1),
            slug=f"a-{number}",
            title=f"About {number}",
            url=f"https://new.example/{number}",
            excerpt="Plain words.",
            status="published",
            tags=list(tags),
            notes=[NoteRecord(uid=uuid.UUID(int=10_000 + number), body="*Ours*")],
        )
        for number in range(first, first + count)
    ]


def loaded(path, records, **options):
    """Load records; return how many queries that took."""
    tags = [TagRecord(slug=slug, name=slug) for slug in ("fog", "tides")]
    path.write_text("".join(fixture.write([*tags, *records])))
    with CaptureQueriesContext(connection) as queries:
        load_fixture(path, **options)
    return len(queries)


@pytest.mark.parametrize("is_empty", [True, False])
def test_many_new_articles_take_as_many_queries_as_few(tmp_path, is_empty):
    if not is_empty:
        make_article(tags=["fog", "tides"])

    few = loaded(tmp_path / "few.json", articles(10), plan=True)
    many = loaded(tmp_path / "many.json", articles(300))

    assert Article.objects.filter(slug__startswith="a-").count() == 300
    assert many <= few
    assert faults() == []


@pytest.mark.parametrize("count", [40, 41])
def test_a_first_load_of_many_leaves_index_and_lists_whole(
    tmp_path, monkeypatch, count
):
    monkeypatch.setattr(intake, "TOGETHER", 20)
    before = Edition.objects.current()

    loaded(tmp_path / "planned.json", articles(count), plan=True)
    assert faults() == []
    loaded(tmp_path / "many.json", articles(count))

    assert faults() == []
    assert Edition.objects.current() > before
    assert Asked(parse("about")).of(Article.objects.all()).count() == count


def test_one_bad_entry_is_found_among_many_and_named(tmp_path):
    records = articles(40)
    records[30].tags = ["fog", "Fog"]

    with pytest.raises(Refused, match=r"entry 33 .*“Fog” stands twice"):
        loaded(tmp_path / "bad.json", records)


def test_an_article_that_stands_twice_among_many_is_refused_in_words(tmp_path):
    with pytest.raises(Refused, match=r"entry 13 .*it stands twice in the file"):
        loaded(tmp_path / "twice.json", [*articles(10), *articles(1)])
