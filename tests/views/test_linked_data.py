"""What pages say to machines: Open Graph and JSON-LD, read back by parsers."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from articles.templatetags.linked_data import script
from tests.factories import make_address, make_article

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"


class Head(HTMLParser):
    """Collects the properties and the JSON-LD of a page."""

    def __init__(self, html):
        super().__init__()
        self.properties, self.data, self.is_data = {}, [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "meta":
            name = names.get("property") or names.get("name")
            self.properties.setdefault(name, []).append(names.get("content"))
        self.is_data = names.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.is_data:
            self.data.append(json.loads(data))
            self.is_data = False


@pytest.fixture
def head(client, settings):
    settings.SITE_URL = SITE
    return lambda address: Head(client.get(address).content.decode())


def make_full_article():
    return make_article(
        slug="one",
        title="AT&T’s </script><b>",
        excerpt="The *first* words.\n\nThe second.",
        tags=["C++", "bias"],
        credit="Ann",
        authors=["Ada", "Bob"],
        source_date="2020-05",
        language="de",
        published_at=datetime(2021, 1, 2, tzinfo=UTC),
        updated_at=datetime(2021, 3, 4, tzinfo=UTC),
    )


def test_article_says_what_it_is_and_what_it_is_based_on(head):
    article = make_full_article()
    (data,) = head("/articles/one/").data

    assert data["@type"] == "Article"
    assert data["url"] == f"{SITE}/articles/one/"
    assert data["headline"] == "AT&T’s </script><b>"
    assert data["datePublished"] == "2021-01-02T00:00:00+00:00"
    assert data["dateModified"] == "2021-03-04T00:00:00+00:00"
    assert data["author"] == {"@type": "Person", "name": "Ann"}
    assert data["publisher"]["name"] == "The Digest"
    assert data["keywords"] == ["C++", "bias"]
    assert data["isBasedOn"] == {
        "@type": "CreativeWork",
        "url": article.url,
        "name": "AT&T’s </script><b>",
        "inLanguage": "de",
        "author": [
            {"@type": "Person", "name": "Ada"},
            {"@type": "Person", "name": "Bob"},
        ],
        "datePublished": "2020-05",
    }


def test_list_numbers_its_entries_on_from_the_page_before(head):
    for number in range(21):
        make_article(slug=f"{number:02}")
    (first,), (second,) = head("/").data, head("/page/2/").data

    assert first["@type"] == "ItemList"
    assert [item["position"] for item in first["itemListElement"]] == [*range(1, 21)]
    (last,) = second["itemListElement"]
    assert (last["position"], last["url"]) == (21, f"{SITE}/articles/20/")


def test_article_describes_itself_to_networks(head):
    make_full_article()
    found = head("/articles/one/").properties

    assert found["og:type"] == ["article"]
    assert found["og:title"] == ["AT&T’s </script><b>"]
    assert found["og:description"] == ["The first words. The second."]
    assert found["og:url"] == [f"{SITE}/articles/one/"]
    assert found["article:published_time"] == ["2021-01-02T00:00:00+00:00"]
    assert found["article:tag"] == ["C++", "bias"]
    assert found["og:image:alt"] == ["AT&T’s </script><b> · example.org · The Digest"]
    assert found["twitter:card"] == ["summary_large_image"]


@pytest.mark.parametrize(
    ("page", "title", "address"),
    [
        ("/", "The Digest", "/"),
        ("/tags/bias/?year=2021&x=y", "#bias, 2021", "/tags/bias/?year=2021"),
        ("/tags/", "Tags", "/tags/"),
        ("/about/", "About", "/about/"),
    ],
)
def test_other_pages_describe_themselves_too(head, page, title, address):
    make_article(tags=["bias"])
    found = head(page).properties

    assert found["og:type"] == ["website"]
    assert found["og:title"] == [title]
    assert found["og:url"] == [SITE + address]


def test_list_that_is_narrowed_down_asks_not_to_be_indexed(client):
    make_article(tags=["bias"])
    mark = '<meta name="robots" content="noindex, follow">'

    assertContains(client.get("/?tag=bias"), mark)
    assertNotContains(client.get("/tags/bias/"), mark)


@given(st.text() | st.sampled_from(["</script>", "<!--", "<script", "]]>", "\u2028"]))
def test_no_word_ends_the_script_that_it_stands_in(words):
    element = script({"@type": "Article", "headline": f"x{words}", "keywords": [words]})
    inner = element.removeprefix('<script type="application/ld+json">')
    inner = inner.removesuffix("</script>")

    assert not set(inner) & set("<>&\u2028\u2029")
    assert json.loads(inner)["headline"] == f"x{words}"
    assert json.loads(inner)["keywords"] == [words]


def test_data_in_a_page_breaks_no_policy(page):
    make_full_article()

    for address in ("/", "/articles/one/"):
        page.goto(address)  # the fixture fails on a breach of the policy
        data = page.locator("script[type='application/ld+json']").first
        assert json.loads(data.text_content())["@context"] == "https://schema.org"


def test_further_addresses_are_told_for_what_they_are(client):
    article = make_article(slug="one")
    for label, url in [
        ("abstract", "https://doi.org/10.1/x"),
        ("pdf", "https://x.example/a.pdf"),
        ("code", "https://ann:secret@github.com/a/b"),
        ("video", "https://x.example/v"),
        ("discussion", "https://x.example/d"),
        ("other", "https://x.example/o"),
    ]:
        make_address(article, url, label)

    (data,) = Head(client.get("/articles/one/").content.decode()).data

    told = data["isBasedOn"]
    assert told["sameAs"] == ["https://doi.org/10.1/x"]
    assert told["encoding"] == [
        {
            "@type": "MediaObject",
            "contentUrl": "https://x.example/a.pdf",
            "encodingFormat": "application/pdf",
        }
    ]
    assert told["hasPart"] == [
        {"@type": "SoftwareSourceCode", "codeRepository": "https://github.com/a/b"}
    ]
    assert told["video"] == [{"@type": "VideoObject", "url": "https://x.example/v"}]
    assert told["discussionUrl"] == ["https://x.example/d"]


def test_feed_and_list_lead_to_further_addresses(client):
    make_address(make_article(), "https://x.example/a.pdf", "pdf")

    for address in ("/", "/feed.atom"):
        assertContains(client.get(address), "https://x.example/a.pdf")
