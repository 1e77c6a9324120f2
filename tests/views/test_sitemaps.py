"""The sitemap, read by a parser of XML."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from articles.models import Article, Page, Tag, lastchange
from articles.sitemaps import Section
from tests.cost import cost_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

SITE = "https://digest.example.org"
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def read(client, settings):
    """A function that returns {path: day of the last change} of a sitemap."""
    settings.SITE_URL = SITE

    def read_map(address="/sitemap.xml", kind="url"):
        answer = client.get(address, headers={"host": "localhost"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/xml"
        root = ElementTree.fromstring(answer.content)
        found = {}
        for entry in root.findall(f"s:{kind}", SPACE):
            location = entry.findtext("s:loc", namespaces=SPACE)
            assert location.startswith(SITE)
            changed = entry.findtext("s:lastmod", namespaces=SPACE)
            found[location.removeprefix(SITE)] = changed and changed[:10]
        return found

    return read_map


def test_sitemap_holds_every_public_page_and_when_it_changed(read):
    Page.objects.create(title="About", updated_at=datetime(2020, 5, 6, tzinfo=UTC))
    make_article(slug="édité", tags=["a"], updated_at=datetime(2021, 3, 4, tzinfo=UTC))
    make_article(
        slug="scheduled-then",
        tags=["a", "b"],
        published_at=datetime(2021, 2, 2, tzinfo=UTC),
        updated_at=datetime(2020, 1, 1, tzinfo=UTC),
    )

    assert read() == {
        "/": "2021-03-04",
        "/tags/": "2021-03-04",
        "/archive/": "2021-03-04",
        "/trends/": "2021-03-04",
        "/about/": "2020-05-06",
        "/tags/a/": "2021-03-04",
        "/tags/b/": "2021-02-02",
        "/articles/%C3%A9dit%C3%A9/": "2021-03-04",
        "/articles/scheduled-then/": "2021-02-02",
    }


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "draft"},
        {"status": "review"},
        {"status": "withdrawn"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_not_in_it(read, columns):
    make_article(tags=["seen"])
    before = read()
    make_article(tags=["seen", "unseen"], updated_at=timezone.now(), **columns)

    assert read() == before


def test_empty_digest_has_its_pages(read):
    pages = ["/", "/tags/", "/archive/", "/trends/", "/about/"]
    assert read() == dict.fromkeys(pages)


def test_past_the_limit_it_is_an_index_that_leads_to_every_address(read, monkeypatch):
    for number in range(5):
        make_article(slug=f"{number}", tags=["a", f"b-{number}"])
    whole = read()
    monkeypatch.setattr(Section, "limit", 3)
    index = read(kind="sitemap")

    assert list(index) == [
        "/sitemap-pages-1.xml",
        "/sitemap-pages-2.xml",
        "/sitemap-tags-1.xml",
        "/sitemap-tags-2.xml",
        "/sitemap-articles-1.xml",
        "/sitemap-articles-2.xml",
    ]
    sections = [read(address) for address in index]
    assert all(0 < len(section) <= 3 for section in sections)
    assert {path: day for section in sections for path, day in section.items()} == whole


@pytest.mark.parametrize("part", ["pages-2", "tags-0", "nosuch-1", f"tags-{'9' * 99}"])
def test_section_that_never_was_is_not_found(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_sitemap_that_did_not_change_is_not_sent_again(client):
    article = make_article()
    known = {"if-none-match": client.get("/sitemap.xml")["ETag"]}

    assert client.get("/sitemap.xml", headers=known).status_code == 304
    article.withdraw("A hoax.")
    assert client.get("/sitemap.xml", headers=known).status_code == 200


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(Section, "limit", 3)
    monkeypatch.setattr(lastchange, "FIRST", 2)


@pytest.mark.usefixtures("few_are_many")
@trying(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(
        st.tuples(
            st.sets(st.sampled_from("abcdef"), max_size=3),
            st.sampled_from(["published"] * 4 + ["draft", "withdrawn"]),
            st.integers(-9, 3),
            st.integers(0, 9),
        ),
        max_size=9,
    )
)
def test_tag_changed_when_its_entry_did_that_changed_last(client, entries):
    Article.objects.all().delete()
    Tag.objects.all().delete()
    now, expected = timezone.now(), {}
    for number, (tags, status, posted, written) in enumerate(entries):
        posted = now + timedelta(days=posted)
        written = now - timedelta(days=written)
        reason = "A hoax." if status == "withdrawn" else ""
        make_article(
            sorted(tags),
            slug=f"{number}",
            status=status,
            reason=reason,
            published_at=posted,
            updated_at=written,
        )
        if status == "published" and posted <= now:
            for name in ("", *tags):
                changed = max(expected.get(name, posted), posted, written)
                expected[name] = changed

    newest = expected.pop("", None)
    pages = rows_of(client, "pages", 1)
    assert pages == [("/", newest), ("/tags/", newest), ("/archive/", newest)]
    tags = [*rows_of(client, "tags", 1), *rows_of(client, "tags", 2)]
    assert dict(tags) == {f"/tags/{tag}/": at for tag, at in expected.items()}
    assert len(tags) == len(expected)


def rows_of(client, name, page):
    """Return the rows of a part: [(path, last change)]; none where it is not there."""
    answer = client.get(f"/sitemap-{name}-{page}.xml")
    if answer.status_code == 404:
        return []
    found = []
    for entry in ElementTree.fromstring(answer.content):
        location, *changed = [part.text for part in entry]
        at = datetime.fromisoformat(changed[0]) if changed else None
        found.append((location.removeprefix(settings.SITE_URL), at))
    return found


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("part", ["sitemap", "sitemap-pages-1", "sitemap-tags-1"])
def test_index_and_tags_read_no_more_where_a_tag_has_ten_times_as_many(client, part):
    make_article(tags=["a", "b"])
    add_entries(20)
    before = cost_of(lambda: client.get(f"/{part}.xml"))
    add_entries(200)

    assert cost_of(lambda: client.get(f"/{part}.xml")) <= 1.1 * before


def add_entries(number):
    for _ in range(number):
        make_article(tags=["a"], updated_at=timezone.now())


@pytest.mark.parametrize("rows", [1, 11])
def test_ten_more_rows_cost_no_more_queries(
    client, rows, django_assert_max_num_queries
):
    for number in range(rows):
        make_article(tags=["a", f"tag {number}"])

    # Two counts; what changed last (two), about; tags (three); articles
    with django_assert_max_num_queries(9):
        client.get("/sitemap.xml")
    with django_assert_max_num_queries(2):
        client.get("/sitemap-articles-1.xml")
