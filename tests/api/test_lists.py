"""Lists of the API: filters, orders, pages; and what is refused by name."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import limits
from articles.models import Article
from tests.api.answers import slugs
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

NOON = datetime(2021, 1, 1, 12, tzinfo=UTC)


def post(slug, hours=0, tags=(), **columns):
    at = NOON + timedelta(hours=hours)
    return make_article(tags, slug=slug, published_at=at, **columns)


def cursor(words):
    return urlsafe_b64encode(words.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["c", "b", "a"]),
        ("?order=newest", ["c", "b", "a"]),
        ("?order=oldest", ["a", "b", "c"]),
        ("?tag=bias", ["b", "a"]),
        ("?tag=Bias&tag=privacy", ["b"]),
        ("?without=privacy", ["c", "a"]),
        ("?source=arxiv.org", ["c"]),
        ("?author=lee", ["c"]),
        ("?year=2021", ["c", "b", "a"]),
        ("?year=2020", []),
        ("?month=2021-01&note=1", ["a"]),
        ("?q=zebra", ["c"]),
        ("?q=zebra&order=relevance", ["c"]),
        ("?q=-zebra", ["b", "a"]),
        ("?q=tag:bias&order=oldest", ["a", "b"]),
        ("?year=&tag=&q=&order=&limit=&cursor=&annotations=", ["c", "b", "a"]),
    ],
)
def test_list_is_filtered_and_ordered_as_those_of_the_site(ask, query, found):
    make_note(post("a", 1, ["bias"]))
    post("b", 2, ["bias", "privacy"])
    url = "https://arxiv.org/abs/2105.12723"
    post("c", 3, title="Zebra", authors=["Ann Lee"], url=url)

    assert slugs(ask.json(f"/articles/{query}")) == found


def test_answer_tells_how_a_search_was_read(ask):
    make_article(["bias"])
    make_tag("bias").set_aliases(["prejudice"])

    read = ask.json("/articles/?q=tag:prejudice+year:20x1")["read_as"]
    assert read == "tag:bias year 20x1"
    assert ask.json("/articles/?year=2021")["read_as"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("year=20x1", "year"),
        ("year=2021-11", "year"),
        ("year=0999", "year"),
        ("month=2021", "month"),
        ("month=2021-13", "month"),
        ("note=yes", "note"),
        ("note=0", "note"),
        ("order=best", "order"),
        ("order=relevance", "order"),
        ("order=relevance&q=year:2021", "order"),
        ("tag=never-was", "tag"),
        ("tag=bias&tag=never-was", "tag"),
        ("tag=%00", "tag"),
        ("without=never-was", "without"),
        ("&".join(["tag=bias"] * 11), "tag"),
        (f"source={'a' * 201}", "source"),
        ("author=%00", "author"),
        (f"q={'a' * 501}", "q"),
        ("year=2021&year=2022", "year"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=%D9%A3", "limit"),
        (f"limit={'9' * 5000}", "limit"),
        ("annotations=1", "annotations"),
        ("page=2", "page"),
        ("Year=2021", "Year"),
        ("%C3%A9%00=1", "é\0"),
        (f"{'x' * 1000}=1", "x" * 200),
    ],
)
def test_parameter_that_makes_no_sense_is_refused_by_name(ask, query, parameter):
    make_article(["bias"])

    assert ask.refused(f"/articles/?{query}") == parameter


def test_refusal_says_what_would_make_sense(ask):
    message = ask.json("/articles/?year=20x1", 400)["error"]["message"]
    assert message == "“20x1” is not a year, such as 2021."
    message = ask.json("/articles/?page=2", 400)["error"]["message"]
    assert "Known are: annotations, author, cursor, limit, month," in message


@pytest.mark.parametrize("path", ["/", "/openapi.json", "/tags/", "/articles/{uid}/"])
def test_unknown_parameter_is_refused_everywhere(ask, path):
    path = path.format(uid=make_article().uid)

    assert ask.refused(f"{path}?year=2021") == "year"


BROKEN = [
    "x",
    "é",
    "====",
    "a" * 10_000,
    cursor("newest"),
    cursor("newest 2021-01-01T12:00:00Z\0 a"),
    cursor("newest 2021-01-01T12:00:00Z a\0"),
    cursor("newest 2021-01-01T12:00:00 a"),
    cursor("newest 2021-01-01T13:00:00+01:00 a"),
    cursor("newest 0001-01-01T00:00:00+23:00 a"),
    cursor("newest 2021-02-30T12:00:00Z a"),
    cursor("oldest 2021-01-01T12:00:00Z a"),
    cursor("relevance 1"),
    cursor("name a"),
    cursor("newest 2021-01-01T12:00:00Z a") + "=",
    urlsafe_b64encode(b"newest \xff").decode().rstrip("="),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_cursor_that_is_none_is_refused(ask, broken):
    assert ask.refused(f"/articles/?cursor={quote(broken)}") == "cursor"


@pytest.mark.parametrize(
    "rows", ["0", "-1", "1.5", "x", "1000", "9" * 50, "٣", "01", ""]
)
def test_cursor_of_relevance_is_a_number_of_rows_within_bounds(ask, rows):
    query = urlencode({"q": "words", "cursor": cursor(f"relevance {rows}")})

    assert ask.refused(f"/articles/?{query}") == "cursor"


@pytest.mark.parametrize("order", ["newest", "oldest"])
@given(data=st.data())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_pages_by_time_hold_every_article_once_whatever_is_added(ask, order, data):
    Article.objects.all().delete()
    hours = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=9))
    there = [post(f"there-{n}", hour).slug for n, hour in enumerate(hours)]
    limit = data.draw(st.integers(1, 4))
    found = []
    for number, page in enumerate(ask.pages(f"/articles/?order={order}&limit={limit}")):
        found += slugs(page)
        if number < 3:
            name = data.draw(st.sampled_from(["added", "there-0", "zoo"]))
            post(f"{name}-{number}-x", data.draw(st.integers(0, 2)))

    assert len(found) == len(set(found))
    assert [slug for slug in found if slug in there] == list(
        getattr(Article.objects.filter(slug__in=there), f"{order}_first")().values_list(
            "slug", flat=True
        )
    )


def test_pages_by_relevance_go_on_and_keep_what_was_asked(ask):
    for number in range(5):
        post(f"a-{number}", title="Zebra " * (number + 1))
    pages = list(ask.pages("/articles/?q=zebra&limit=2&annotations=w3c"))

    assert [len(page["articles"]) for page in pages] == [2, 2, 1]
    found = [slug for page in pages for slug in slugs(page)]
    assert found == slugs(ask.json("/articles/?q=zebra"))
    assert all("annotations" in page["articles"][0] for page in pages)
    assert all(page["read_as"] == "zebra" for page in pages)


def test_pages_by_relevance_end_where_lists_are_counted_to(ask, monkeypatch):
    monkeypatch.setattr(limits, "HITS", 5)
    for number in range(7):
        post(f"a-{number}", title="Zebra")
    pages = ask.pages("/articles/?q=zebra&limit=3")

    assert [len(page["articles"]) for page in pages] == [3, 2]


def test_next_page_keeps_every_parameter(ask):
    for number in range(3):
        make_note(post(f"a-{number}", number, ["bias", "C++"]))
    query = "tag=bias&tag=C%2B%2B&year=2021&note=1&order=oldest&limit=1"
    pages = list(ask.pages(f"/articles/?{query}"))

    assert f"/articles/?{query}&cursor=" in pages[0]["next"]
    assert [slugs(page) for page in pages] == [["a-0"], ["a-1"], ["a-2"]]


def test_page_that_is_just_full_has_no_next_one(ask):
    post("a")
    post("b")

    assert ask.json("/articles/?limit=2")["next"] is None


def test_page_holds_twenty_articles_unless_asked_otherwise(ask):
    for number in range(21):
        post(f"a-{number}")

    assert len(ask.json("/articles/")["articles"]) == 20
