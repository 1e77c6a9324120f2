"""Words together with tags: the index tells which entries have both, however many."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from articles import limits
from articles.models import Article, Tag
from tests.factories import make_article, make_tag
from tests.search.test_cases import found
from tests.search.test_hits import few_are_many, search  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

NOON = datetime(2021, 6, 1, 12, tzinfo=UTC)
# Names that an index of words could get wrong, and others that have words of them.
NAMES = [
    "a",
    "A b",
    "b a",
    "C++",
    "C",
    "Straße",
    "Œuvre d’art",
    "право",
    "機械学習",
    "𞤀𞤁",
]


def make_zebras(number, tags, **columns):
    for n in range(number):
        at = NOON + timedelta(days=n)
        make_article(tags, **{"title": "Zebra", "published_at": at, **columns})


def of_tags(tags, word="zebra"):
    """Return the slugs of entries as readers should find them, newest first."""
    fits = Article.objects.published().filter(title__icontains=word)
    return list(fits.tagged(*tags).newest_first().values_list("slug", flat=True))


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("address", ["/search/?q=zebra+tag:a", "/tags/a/?q=zebra"])
def test_newest_of_many_hits_with_a_tag_are_ranked_and_the_page_says_so(
    client, address
):
    for n, tag in enumerate("aabaaba"):
        title = "No" if n == 3 else "Zebra"
        at = NOON + timedelta(days=n)
        make_article([tag], slug=f"z{n}", title=title, excerpt="Zebra", published_at=at)

    response = client.get(address)

    assert found(response) == ["z6", "z4", "z3"]
    assertContains(response, "best match first among the newest 3.")
    newest = client.get(f"{address}&order=newest")
    assert found(newest) == ["z6", "z4", "z3", "z1", "z0"]
    assertNotContains(newest, "best match")
    oldest = client.get(f"{address}&order=oldest")
    assert found(oldest) == ["z0", "z1", "z3", "z4", "z6"]


@pytest.mark.usefixtures("few_are_many")
def test_few_hits_with_a_tag_are_all_ranked_however_many_have_the_words(client):
    make_zebras(9, ["b"])
    make_article(["a"], slug="said", title="No", excerpt="A zebra.", published_at=NOON)
    make_article(["a"], slug="named", title="Zebra", published_at=NOON - timedelta(9))

    response = search(client, "zebra tag:a")

    assert found(response) == ["named", "said"]
    assertContains(response, "best match first.")
    answer = client.get("/api/v1/articles/", {"q": "zebra tag:a"}).json()
    assert [each["slug"] for each in answer["articles"]] == ["named", "said"]


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_api_files_and_feeds_have_the_hits_that_the_page_has(client, order):
    make_zebras(5, ["a"])
    make_zebras(5, ["b"])
    asked = {"q": "zebra tag:a"} | ({"order": order} if order == "newest" else {})
    shown = found(client.get("/search/", asked))

    answer = client.get("/api/v1/articles/", asked).json()
    assert [each["slug"] for each in answer["articles"]][: len(shown)] == shown
    text = client.get("/search/list.csv", asked).getvalue().decode()
    assert all(slug in text for slug in shown)
    feed = client.get("/search/feed.json", {"q": "zebra tag:a"}).json()
    slugs = [item["id"] for item in feed["items"]]
    expected = Article.objects.filter(slug__in=of_tags([make_tag("a")])).newest_first()
    assert slugs == [article.uid.urn for article in expected]


def test_api_ranks_as_the_page_does_also_while_the_word_is_typed(client):
    few = "run", "runs", "runway"
    for n in range(12):  # each has some of these words, in numbers of its own
        excerpt = " ".join(word for i, word in enumerate(few) for _ in range(n * i % 7))
        excerpt += " and what else is said of it" * (n % 5)
        at = NOON + timedelta(days=n)
        make_article(["a"], title="On", excerpt=f"run {excerpt}", published_at=at)
    asked = {"q": "ru", "tag": "a"}

    answer = client.get("/api/v1/articles/", asked).json()
    shown = found(client.get("/search/", asked))

    assert len(shown) == 12
    assert [each["slug"] for each in answer["articles"]] == shown


def test_hidden_entries_with_the_tag_are_not_found(client):
    make_zebras(1, ["a"], slug="seen")
    make_article(["a"], title="Zebra", status="draft", published_at=None)
    make_article(["a"], title="Zebra", status="withdrawn", reason="A hoax.")
    soon = timezone.now() + timedelta(seconds=30)
    make_article(["a"], title="Zebra", published_at=soon)

    for order in ({}, {"order": "newest"}, {"order": "oldest"}):
        assert found(search(client, "zebra tag:a", **order)) == ["seen"]


@pytest.mark.usefixtures("few_are_many")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tagged=st.lists(st.sets(st.sampled_from(NAMES), max_size=4), max_size=9))
def test_entries_bear_the_very_tags_that_are_asked_for(client, tagged):
    Article.objects.all().delete()
    for n, names in enumerate(tagged):
        at = NOON + timedelta(days=n)
        title = "Zebra" if n % 4 else "Lion"
        make_article(sorted(names), slug=f"z{n}", title=title, published_at=at)
    tags = list(Tag.objects.public())
    for tag, other in zip(tags, [*tags[1:], None], strict=False):
        asked = {"q": "zebra", "tag": tag.slug}
        expected = of_tags([tag])

        assert found(client.get("/", {**asked, "order": "newest"})) == expected
        assert set(found(client.get("/", asked))) == set(expected[: limits.RANKED])
        if other:
            asked |= {"tag": [tag.slug, other.slug], "order": "newest"}
            assert found(client.get("/", asked)) == of_tags([tag, other])


def test_tag_that_is_renamed_is_still_found_with_words(client):
    make_zebras(1, ["a"], slug="one")
    Tag.objects.get(slug="a").rename(name="Ünique")

    assert found(search(client, "zebra tag:ünique")) == ["one"]
