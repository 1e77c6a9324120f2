"""Facets, chips and orders: how a reader narrows a list down, and widens it again."""

from datetime import UTC, datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles import limits
from articles.models import Article, Tag
from tests.factories import make_article, make_note, make_tag
from tests.pages import slugs_of

pytestmark = pytest.mark.django_db


def slugs(response):
    return slugs_of(response)


def facets(response):
    """Return {title: {label: (count, address, whether it is in use)}}."""
    groups = response.context["listing"].facets.groups
    return {
        title: {f.label: (f.count, f.address, f.current) for f in found}
        for title, _, found in groups
    }


@pytest.fixture
def three():
    make_article(
        ["bias", "law"], slug="a", url="https://arxiv.org/a", authors=["Ada Lovelace"]
    )
    make_article(["bias"], slug="b", url="https://example.org/b")
    old = datetime(2020, 5, 5, tzinfo=UTC)
    make_article([], slug="c", url="https://example.org/c", published_at=old)
    make_note(Article.objects.get(slug="b"))


def chips(response):
    """Return {label: the query of the list without it}."""
    listing = response.context["listing"]
    return {chip["label"]: chip["without"] for chip in listing.chips}


@pytest.mark.usefixtures("three")
def test_facets_count_what_the_list_holds(client):
    assert facets(client.get("/")) == {
        "Tag": {"bias": (2, "/?tag=bias", False), "law": (1, "/?tag=law", False)},
        "Source": {
            "example.org": (2, "/?source=example.org", False),
            "arxiv.org": (1, "/?source=arxiv.org", False),
        },
        "Year": {"2021": (2, "/?year=2021", False), "2020": (1, "/?year=2020", False)},
    }


@pytest.mark.usefixtures("three")
def test_facets_toggle_under_the_filters_in_use(client):
    response = client.get("/?tag=bias&year=2021")

    assert slugs(response) == ["a", "b"]
    assert facets(response)["Tag"] == {
        "bias": (2, "/?year=2021", True),
        "law": (1, "/?tag=bias&tag=law&year=2021", False),
    }
    assert facets(response)["Year"] == {"2021": (2, "/?tag=bias", True)}


def test_facets_never_count_what_readers_may_not_see(client):
    make_article(["law"], status=Article.Status.DRAFT)
    make_article(["bias"])

    assert list(facets(client.get("/"))["Tag"]) == ["bias"]


def test_many_hits_are_counted_over_the_newest(client, monkeypatch):
    monkeypatch.setattr(limits, "HITS", 3)
    for number in range(4):
        day = datetime(2021, 1, 1 + number, tzinfo=UTC)
        make_article(["bias" if number else "old"], published_at=day)
    response = client.get("/?year=2021")

    assertContains(response, "More than 3 entries")
    assertContains(response, "Counted over the newest 3 entries.")
    assertNotContains(response, "Page 1 of")
    assert facets(response)["Tag"] == {"bias": (3, "/?tag=bias&year=2021", False)}


def test_many_hits_still_have_pages(client, monkeypatch):
    monkeypatch.setattr(limits, "HITS", 3)
    for number in range(21):
        make_article(slug=f"{number:02}")

    assertContains(client.get("/?year=2021"), 'href="/page/2/?year=2021" rel="next"')
    assert slugs(client.get("/page/2/?year=2021")) == ["20"]
    past = client.get("/page/3/?year=2021")
    assert past.status_code == 404
    assertContains(past, 'href="/?year=2021"', status_code=404)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag=bias&tag=law", "a"),
        ("tag=bias&without=law", "b"),
        ("without=bias", "c"),
        ("source=arxiv.org", "a"),
        ("source=www.ArXiv.org", "a"),
        ("author=lovelace", "a"),
        ("author=Ada+Lovelace", "a"),
        ("author=Lovelace+Ada", ""),
        ("year=2020", "c"),
        ("month=2020-05", "c"),
        ("month=2020-06", ""),
        ("note=1", "b"),
        ("order=oldest", "c b a"),
        ("order=newest", "a b c"),
        ("q=words&year=2021&order=newest", "a b"),
    ],
)
def test_filters_narrow_every_list(client, query, expected):
    assert slugs(client.get(f"/?{query}")) == expected.split()
    assert slugs(client.get(f"/search/?{query}")) == expected.split()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag=bias&year=2021", "a b"),
        ("tag=bias&year=2021&order=oldest", "b a"),
        ("q=tag:bias+year:2021", "a b"),
        ("q=-tag:bias+year:2020", "c"),
        ("tag=bias&q=tag:bias", "a b"),
        ("tag=law&year=2020", ""),
        ("source=arxiv.org&year=2021", "a"),
        ("tag=law&source=arxiv.org", "a"),
        ("year=2020&month=2020-05", "c"),
        ("year=2021&month=2020-05", ""),
        ("source=%23{tag}", ""),
    ],
)
def test_lists_that_the_database_keeps_are_those_that_are_looked_for(
    client, query, expected
):
    query = query.format(tag=Tag.objects.get(slug="bias").pk)

    assert slugs(client.get(f"/search/?{query}")) == expected.split()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [
        "year=20",
        "year=0000",
        "year=99999",
        "month=2021-13",
        "month=2021",
        "note=yes",
        "order=best",
        "tag=never",
        "without=never",
        f"source={'x' * 500}",
    ],
)
def test_value_that_makes_no_sense_is_ignored_and_named(client, query):
    response = client.get(f"/?{query}")

    assert slugs(response) == ["a", "b", "c"]
    assertContains(response, f"“{query.partition('=')[2][:20]}")
    assertContains(response, "Not understood, and ignored")


@pytest.mark.usefixtures("three")
def test_chips_take_each_filter_off(client):
    response = client.get("/?q=words+year:2021&tag=bias&without=law&note=1")

    assert chips(response) == {
        "words": "?q=year%3A2021&tag=bias&without=law&note=1",
        "#bias": "?q=words+year%3A2021&without=law&note=1",
        "not #law": "?q=words+year%3A2021&tag=bias&note=1",
        "with a note": "?q=words+year%3A2021&tag=bias&without=law",
        "year:2021": "?q=words&tag=bias&without=law&note=1",
    }


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/tags/law+bias/", "/tags/bias+law/"),
        ("/tags/bias+bias/", "/tags/bias/"),
        ("/tags/Bias+LAW/", "/tags/bias+law/"),
        ("/tags/unfair+law/", "/tags/bias+law/"),
        ("/tags/law+bias/page/1/", "/tags/bias+law/"),
        ("/tags/law+bias/feed.json", "/tags/bias+law/feed.json"),
        ("/tags/law+bias/list.bib", "/tags/bias+law/list.bib"),
        ("/tags/law+bias/?year=2021", "/tags/bias+law/?year=2021"),
    ],
)
def test_tags_intersect_at_one_address(client, address, leads_to):
    Tag.objects.get(slug="bias").set_aliases(["unfair"])

    assertRedirects(client.get(address), leads_to, status_code=301)
    assert slugs(client.get("/tags/bias+law/")) == ["a"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("slug", ["bias+never", "+", "++", "bias+law+never", "a+" * 60])
def test_tags_that_share_nothing_are_not_found(client, slug):
    assert client.get(f"/tags/{slug}/").status_code == 404


def test_plus_in_the_name_of_a_tag_is_its_own(client):
    make_article(["C++", "c"], slug="a")

    assertRedirects(client.get("/tags/c++/"), "/tags/c-plus-plus/", status_code=301)
    assert slugs(client.get("/tags/c+c-plus-plus/")) == ["a"]


@pytest.mark.usefixtures("three")
def test_tag_page_shows_what_goes_with_it(client):
    found = facets(client.get("/tags/bias/"))

    assert found["Often together with"] == {"law": (1, "/tags/bias+law/", False)}


def test_renamed_tag_redirects_in_an_intersection(client):
    make_article(["bias", "law"], slug="a")
    make_tag("law").rename("Rights", "rights", aliases=[])

    assertRedirects(client.get("/tags/bias+law/"), "/tags/bias+rights/", 301)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("address", ["/?q=data", "/tags/bias/?q=data", "/2021/?q=data"])
def test_words_that_narrow_a_list_are_a_chip(client, address):
    response = client.get(address)

    assert chips(response) == {"data": ""}
    assertContains(response, '<span dir="auto">data</span>')


@pytest.mark.usefixtures("three")
def test_facet_that_the_search_asks_for_is_taken_off_it(client):
    response = client.get("/search/?q=tag:bias+source:arxiv.org")

    assert facets(response)["Tag"]["bias"] == (1, "/search/?q=source%3Aarxiv.org", True)


@pytest.mark.usefixtures("three")
def test_chip_of_a_tag_is_its_name(client):
    make_article(["C++"])

    assert list(chips(client.get("/?tag=c-plus-plus"))) == ["#C++"]


@pytest.mark.usefixtures("three")
def test_narrowed_list_has_a_title_of_its_own(client):
    assert (
        "<title>#bias, 2021 · " in client.get("/?tag=bias&year=2021").content.decode()
    )
    feed = client.get("/feed.atom?tag=bias&year=2021").content.decode()
    assert ": #bias, 2021</title>" in feed
