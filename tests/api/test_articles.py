"""Articles as the API tells them: one by one, and what no reader may see."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.formats.records import CorrectionRecord
from tests.api.answers import SITE
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=1)
HIDDEN = [
    {"status": "draft"},
    {"status": "review"},
    {"status": "withdrawn"},
    {"published_at": LATER},
]
PRECISE = datetime(2021, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def test_article_is_told_in_full(ask):
    article = make_article(
        ["bias", "C++"],
        slug="été",
        title="A < B & “C”",
        url="https://ann:secret@www.example.org/a?utm_source=x",
        authors=["Ann Lee"],
        source_date="2020-12",
        via_url="https://example.net/",
        via_name="Bob",
        excerpt="*Words* of <one>.",
        language="de",
        published_at=PRECISE,
        corrections=[CorrectionRecord(at=PRECISE, text="A <slip>.")],
        credit="Eve",
    )
    make_address(article, "https://ann:secret@github.com/a/b", "code")
    note = make_note(article, "Worth **it**.", credit="Eve", quote="Words", prefix="*")
    told = ask.json(f"/articles/{article.uid}/")

    assert told.pop("created_at").endswith("Z")
    assert told.pop("updated_at").endswith("Z")
    assert told == {
        "uid": str(article.uid),
        "slug": "été",
        "title": "A < B & “C”",
        "url": "https://www.example.org/a?utm_source=x",
        "canonical_url": "https://example.org/a",
        "site": "example.org",
        "addresses": [{"label": "code", "url": "https://github.com/a/b"}],
        "authors": ["Ann Lee"],
        "source_date": "2020-12",
        "via_url": "https://example.net/",
        "via_name": "Bob",
        "excerpt": "*Words* of <one>.",
        "excerpt_html": "<p><em>Words</em> of &lt;one&gt;.</p>\n",
        "language": "de",
        "tags": [
            {"slug": "bias", "name": "bias"},
            {"slug": "c-plus-plus", "name": "C++"},
        ],
        "status": "published",
        "reason": "",
        "corrections": [{"at": "2021-01-02T03:04:05.678901Z", "text": "A <slip>."}],
        "published_at": "2021-01-02T03:04:05.678901Z",
        "credit": "Eve",
        "follows": None,
        "follow_ups": [],
        "notes": [
            {
                "uid": str(note.uid),
                "body": "Worth **it**.",
                "body_html": "<p>Worth <strong>it</strong>.</p>\n",
                "public": True,
                "quote": "Words",
                "prefix": "*",
                "suffix": "",
                "credit": "Eve",
            }
        ],
        "links": {
            "self": f"{SITE}/api/v1/articles/{article.uid}/",
            "page": f"{SITE}/articles/%C3%A9t%C3%A9/",
        },
    }


def test_article_is_the_same_in_a_list_and_alone(ask):
    article = make_article(["bias"])
    make_note(article)
    (told,) = ask.json("/articles/")["articles"]

    assert told == ask.json(f"/articles/{article.uid}/")


def test_links_are_those_of_the_site_whatever_host_the_request_named(ask):
    make_article()
    make_article()
    answer = ask("/articles/?limit=1", headers={"host": "localhost"})

    assert b"localhost" not in answer.content
    assert answer["Link"].startswith(f"<{SITE}/api/v1/articles/?limit=1&cursor=")


def test_withdrawn_article_says_why(ask):
    article = make_article(title="Unseen")
    article.withdraw("It was a hoax.")
    answer = ask(f"/articles/{article.uid}/", 410)

    assert answer.json()["error"]["message"] == (
        "This entry was withdrawn: It was a hoax."
    )


@pytest.mark.parametrize("columns", HIDDEN)
def test_what_is_not_public_is_in_no_answer(ask, columns):
    hidden = make_article(["secret"], title="Unseen", **columns)
    withdrawn = columns.get("status") == "withdrawn"
    answer = ask(f"/articles/{hidden.uid}/", 410 if withdrawn else 404)

    assert b"Unseen" not in answer.content
    assert ask.json("/articles/")["articles"] == []
    assert ask.json("/tags/")["tags"] == []
    assert ask.refused("/articles/?tag=secret") == "tag"


@pytest.mark.parametrize("uid", [uuid4(), "1", "never-was", "é", "%00", "{}"])
def test_article_that_never_was_is_not_found(ask, uid):
    assert ask.json(f"/articles/{uid}/", 404)["error"]["status"] == 404


def test_notes_for_editors_are_told_in_no_form(ask):
    article = make_article()
    make_note(article, "For us alone.", public=False, quote="aside")
    make_note(article, "For everyone.")

    for query in ("", "?annotations=w3c"):
        for path in (f"/articles/{article.uid}/", "/articles/"):
            words = ask(path + query).content.decode()
            assert "For everyone" in words
            assert "For us alone" not in words
            assert "aside" not in words


def test_article_names_what_it_follows_and_what_follows_it(ask):
    earlier = make_article(title="Earlier")
    article = make_article(follows=earlier)
    for day in (1, 2):
        make_article(
            title=f"Later {day}",
            follows=article,
            published_at=datetime(2021, 2, day, tzinfo=UTC),
        )
    told = ask.json(f"/articles/{article.uid}/")

    assert told["follows"] == {
        "uid": str(earlier.uid),
        "title": "Earlier",
        "published_at": "2021-01-01T00:00:00Z",
        "links": {
            "self": f"{SITE}/api/v1/articles/{earlier.uid}/",
            "page": f"{SITE}{earlier.get_absolute_url()}",
        },
    }
    assert [later["title"] for later in told["follow_ups"]] == ["Later 2", "Later 1"]


@pytest.mark.parametrize("columns", HIDDEN)
def test_article_names_no_neighbour_that_readers_may_not_see(ask, columns):
    earlier = make_article(title="Unseen", **columns)
    article = make_article(follows=earlier)
    later = make_article(title="Unseen", follows=article, **columns)
    answer = ask(f"/articles/{article.uid}/")

    assert answer.json()["follows"] is None
    assert answer.json()["follow_ups"] == []
    for unseen in ("Unseen", str(earlier.uid), str(later.uid)):
        assert unseen not in answer.content.decode()


def test_note_is_a_web_annotation_of_the_source(ask, settings):
    settings.SITE_NAME = "The Digest"
    article = make_article(url="https://example.org/source")
    passage = make_note(
        article, "*Why*?", quote="the words", prefix="before ", credit="Ann"
    )
    make_note(article, "As a whole.")
    told = ask.json(f"/articles/{article.uid}/?annotations=w3c")
    first, second = told["annotations"]

    assert "notes" not in told
    assert first == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:{passage.uid}",
        "type": "Annotation",
        "motivation": "commenting",
        "creator": {"type": "Person", "name": "Ann"},
        "body": {
            "type": "TextualBody",
            "value": "<p><em>Why</em>?</p>\n",
            "format": "text/html",
            "language": "en",
        },
        "target": {
            "type": "SpecificResource",
            "source": "https://example.org/source",
            "selector": {
                "type": "TextQuoteSelector",
                "exact": "the words",
                "prefix": "before ",
            },
        },
    }
    assert second["creator"] == {
        "type": "Organization",
        "id": f"{SITE}/",
        "name": "The Digest",
    }
    assert "selector" not in second["target"]
    (listed,) = ask.json("/articles/?annotations=w3c")["articles"]
    assert listed == told


@pytest.mark.parametrize("rows", [1, 11])
def test_longer_list_costs_no_more_queries(ask, rows, django_assert_num_queries):
    for _ in range(rows):
        earlier = make_article(["bias"])
        article = make_article(["bias", "privacy"], follows=earlier)
        for _ in range(rows):
            make_note(article)

    with django_assert_num_queries(5):  # articles, tags, notes, addresses, follow-ups
        assert len(ask.json("/articles/?limit=100")["articles"]) == 2 * rows
    with django_assert_num_queries(5):
        ask.json(f"/articles/{article.uid}/")
    with django_assert_num_queries(5):
        ask.json(f"/articles/{earlier.uid}/?annotations=w3c")
