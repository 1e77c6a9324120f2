"""Many hits: the newest are found, counted and ranked without reading the others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles import limits
from articles.models import Article
from tests.factories import make_article, make_note
from tests.search.test_cases import found

pytestmark = pytest.mark.django_db

NOON = datetime(2021, 6, 1, 12, tzinfo=UTC)


def search(client, query="zebra", **more):
    return client.get("/search/", {"q": query, **more})


def make_zebras(number, **columns):
    for n in range(number):
        at = NOON + timedelta(days=n)
        make_article(slug=f"z{n}", **{"title": "Zebra", "published_at": at, **columns})


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(limits, "HITS", 3)
    monkeypatch.setattr(limits, "RANKED", 3)


@pytest.mark.usefixtures("few_are_many")
def test_newest_of_many_hits_are_ranked_and_the_page_says_so(client):
    make_zebras(5)
    Article.objects.filter(slug="z3").update(title="No", excerpt_text="A zebra.")

    response = search(client)

    assert found(response) == ["z4", "z2", "z3"]
    assertContains(response, "best match first among the newest 3.")
    newest = search(client, order="newest")
    assert found(newest) == ["z4", "z3", "z2", "z1", "z0"]
    assertNotContains(newest, "best match")


@pytest.mark.usefixtures("few_are_many")
def test_hits_alike_are_ranked_newest_first_whichever_word_stands_where(client):
    make_zebras(3, title="No", excerpt="The lion and the zebra.")
    for n, (one, other) in enumerate([("zebra", "lion"), ("lion", "zebra")]):
        at = NOON + timedelta(days=10 + n)
        here = make_article(title=one, excerpt=other, slug=one, published_at=at)
        make_note(here, other)

    assert found(search(client, "zebra lion")) == ["lion", "zebra", "z2"]


@pytest.mark.usefixtures("few_are_many")
def test_ranked_hits_have_all_of_many_words(client):
    words = "zebra lion tiger wolf bear"
    make_zebras(5, excerpt=words)
    make_article(title="Zebra lion tiger", slug="no", excerpt="A wolf.")

    assert found(search(client, words)) == ["z4", "z3", "z2"]


@pytest.mark.usefixtures("few_are_many")
def test_hits_up_to_the_bound_are_all_ranked(client):
    make_zebras(3)

    assertContains(search(client), "best match first.")
    assertNotContains(search(client), "among the newest")


@pytest.mark.usefixtures("few_are_many")
def test_files_and_api_have_the_hits_that_the_page_has(client):
    make_zebras(5)
    newest = ["z4", "z3", "z2"]

    assert found(search(client)) == newest
    answer = client.get("/api/v1/articles/", {"q": "zebra"}).json()
    assert [each["slug"] for each in answer["articles"]][:3] == newest


@pytest.mark.usefixtures("few_are_many")
def test_hits_of_one_minute_stand_in_the_order_of_every_list(client):
    make_zebras(7, published_at=NOON)
    make_article(slug="a", title="Zebra", published_at=NOON + timedelta(seconds=9))
    facets = search(client, order="newest").context["listing"].facets

    assert found(search(client, order="newest"))[:4] == ["a", "z0", "z1", "z2"]
    assert facets.keys == [
        article.pk for article in Article.objects.newest_first()[: limits.HITS]
    ]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/New_York"])
def test_years_of_hits_are_those_of_the_site(client, settings, zone):
    settings.TIME_ZONE = zone
    for n, at in enumerate(
        ["2020-12-31T23:30", "2021-01-01T00:30", "1969-12-31T12:00"]
    ):
        at = timezone.make_aware(datetime.fromisoformat(at))
        make_article(slug=f"z{n}", title="Zebra", published_at=at)
    groups = search(client).context["listing"].facets.groups
    years = next(facets for _, name, facets in groups if name == "year")

    assert [facet.value for facet in years] == ["2021", "2020", "1969"]


def test_hit_that_appears_later_in_this_minute_is_not_there_yet(client):
    now = timezone.now()
    make_article(slug="now", title="Zebra", published_at=now)
    make_article(slug="soon", title="Zebra", published_at=now + timedelta(seconds=20))

    assert found(search(client)) == ["now"]
    assert found(search(client, order="newest")) == ["now"]


def test_entry_moves_in_the_index_with_its_date(client):
    make_zebras(3)
    Article.objects.filter(slug="z0").update(published_at=NOON + timedelta(days=9))

    assert found(search(client, order="newest")) == ["z0", "z2", "z1"]
    Article.objects.filter(slug="z2").update(status="draft", published_at=None)
    assert found(search(client, order="newest")) == ["z0", "z1"]
    call_command("search_index")
