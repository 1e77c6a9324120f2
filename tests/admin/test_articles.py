from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import changelist
from articles.models import Article
from tests.admin.desk import make_editor, words_of
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
SITES = "/admin/articles/article/sites/"
NAMES = "/admin/articles/tag/names/"
DRAFT = {"status": "draft", "published_at": None}
PAST, LATE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
SOON = {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}


def state_of(article):
    return Article.objects.get(pk=article.pk).state


def record_of(article):
    return Article.objects.get(pk=article.pk).record()


def listed(client, query=""):
    """Return the titles on the list, in its order."""
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [article.title for article in response.context["cl"].result_list]


def offered(client, address, **query):
    """Return the names that a view offers, and whether there are more."""
    answer = client.get(address, query).json()
    for result in answer["results"]:
        assert result["id"] == result["text"]
    return [r["id"] for r in answer["results"]], answer["pagination"]["more"]


# The list


def test_list_shows_status_site_tags_in_order_and_date(admin_client):
    at = datetime(2021, 5, 1, 8, 30, tzinfo=UTC)
    make_article(
        title="A paper",
        url="https://www.arxiv.org/abs/1",
        published_at=at,
        tags=["b", "a"],
    )
    make_article(title="Later", tags=["z"], **SOON)

    words = words_of(admin_client.get(LIST))

    assert "A paper published arxiv.org b, a 2021-05-01 08:30" in words
    assert "Later scheduled example.org z 2100-01-01 00:00" in words


def test_what_was_changed_last_stands_first(admin_client):
    for day, title in ((2, "B"), (3, "C"), (1, "A")):
        make_article(title=title, updated_at=datetime(2021, 1, day, tzinfo=UTC))

    assert listed(admin_client) == ["C", "B", "A"]


def test_longer_list_costs_no_more_queries(
    admin_client, django_assert_num_queries, django_assert_max_num_queries
):
    first = make_article(tags=["a", "b"])
    make_article(follows=first)
    with django_assert_max_num_queries(12) as short:
        listed(admin_client)
    for _ in range(10):
        make_note(make_article(tags=["a", "b", "c"], follows=first, **SOON))

    with django_assert_num_queries(len(short)):
        assert len(listed(admin_client)) == 12


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "On Xylophones"},
        {"url": "https://example.org/xylophones"},
        {"excerpt": "About xylophones."},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_search_looks_in_titles_addresses_and_excerpts(admin_client, columns):
    found = make_article(**columns)
    make_article()

    assert listed(admin_client, "?q=xylophone") == [found.title]


def test_search_looks_in_notes_and_lists_an_article_once(admin_client):
    found = make_article()
    make_note(found, "A xylophone.")
    make_note(found, "More xylophones.")
    make_note(make_article())

    assert listed(admin_client, "?q=xylophone") == [found.title]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?state=draft", ["draft"]),
        ("?state=review", ["review"]),
        ("?state=published", ["published"]),
        ("?state=scheduled", ["scheduled"]),
        ("?state=withdrawn", ["withdrawn"]),
        ("?site=arxiv.org", ["published", "draft"]),
        ("?site=xiv.org", []),
        ("?tag=machine-learning", ["published", "review"]),
        ("?tag=Machine+Learning", ["published", "review"]),
        ("?tag=ml", ["published", "review"]),
        ("?tag=nothing", []),
        ("?tag=ML&state=review", ["review"]),
        ("?tag=ML&site=arxiv.org&q=publish", ["published"]),
    ],
)
def test_list_is_filtered_by_status_site_and_tag(admin_client, query, titles):
    make_tag("machine-learning").set_aliases(["ML"])
    ml, paper = {"tags": ["ML"]}, {"url": "https://arxiv.org/abs/2101.00001"}
    another = {"url": "https://arxiv.org/abs/2101.00002"}
    make_article(title="withdrawn", status="withdrawn")
    make_article(title="scheduled", **SOON)
    make_article(title="published", **ml, **paper)
    make_article(title="review", status="review", **ml)
    make_article(title="draft", **DRAFT, **another)

    assert sorted(listed(admin_client, query)) == sorted(titles)


def test_filter_keeps_the_others_and_the_search(admin_client):
    make_article(tags=["bias"])

    page = admin_client.get(f"{LIST}?tag=bias&q=article").content.decode()

    site = page[page.index('<label for="filter-site"') - 300 :].partition("</form>")[0]
    assert '<input type="hidden" name="tag" value="bias">' in site
    assert '<input type="hidden" name="q" value="article">' in site
    assert "Tag: <b>bias</b>" in page
    assert '<a href="?q=article">Clear</a>' in page


# What the filters and the field offer


def test_names_are_offered_by_name_and_alias(admin_client):
    make_tag("machine-learning").set_aliases(["ML", "Maschinelles Lernen"])
    make_tag("Bias")
    make_tag("HTML")

    assert offered(admin_client, NAMES) == (["Bias", "HTML", "machine-learning"], False)
    assert offered(admin_client, NAMES, term="ml") == (
        ["machine-learning", "HTML"],  # what the word means stands first
        False,
    )
    assert offered(admin_client, NAMES, term="LERN") == (["machine-learning"], False)
    assert offered(admin_client, NAMES, term="nothing") == ([], False)


def test_sites_are_offered_each_once(admin_client):
    for url in ("https://b.org/1", "https://b.org/2", "https://a.org/"):
        make_article(url=url)

    assert offered(admin_client, SITES) == (["a.org", "b.org"], False)
    assert offered(admin_client, SITES, term="B.o") == (["b.org"], False)
    assert offered(admin_client, SITES, term="%") == ([], False)


@pytest.mark.parametrize("address", [NAMES, SITES])
def test_names_come_twenty_a_page(admin_client, address):
    for number in range(10, 35):
        make_article(url=f"https://{number}.org/", tags=[str(number)])

    first, more = offered(admin_client, address, page="1")
    second, no_more = offered(admin_client, address, page="2")

    assert (len(first), more, len(second), no_more) == (20, True, 5, False)
    assert first + second == sorted({*first, *second})
    assert offered(admin_client, address, page="many") == (first, True)


@pytest.mark.parametrize("name", ["state", "site", "tag", "q", "term", "page"])
@pytest.mark.parametrize("address", [LIST, NAMES, SITES])
def test_nonsense_in_a_query_is_answered(admin_client, address, name):
    make_article(tags=["a"])

    for value in ("\x00", "%", "a" * 5_000, "\ud800".encode(errors="surrogatepass")):
        response = admin_client.get(f"{address}?{name}={quote(value)}", follow=True)
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("address", "permission"),
    [
        (NAMES, "view_tag"),
        (NAMES, "add_article"),
        (SITES, "view_article"),
        (LIST, "view_article"),
    ],
)
def test_names_are_for_those_who_may_see_them(client, address, permission):
    assert client.get(address)["Location"] == f"/admin/login/?next={quote(address)}"

    client.force_login(make_editor("view_page"))
    assert client.get(address).status_code == 403

    client.logout()
    client.force_login(make_editor(permission, name="other"))
    assert client.get(address).status_code == 200


# A long list


def make_many(count):
    """Write that many public articles, the last one changed last."""
    rows = [
        Article(
            title=f"Entry {number}",
            slug=f"entry-{number}",
            url=f"https://example.org/{number}",
            status="published",
            published_at=datetime(2021, 1, 1, tzinfo=UTC),
            updated_at=datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        )
        for number in range(count)
    ]
    for row in rows:
        row.derive()
    Article.objects.bulk_create(rows)


def test_list_is_counted_to_a_bound_and_goes_on_beyond_it(admin_client):
    make_many(2_100)

    words = words_of(admin_client.get(LIST))
    assert "1,000+ articles" in words
    assert "All 1,000+ selected" in words
    assert listed(admin_client)[0] == "Entry 2099"
    assert listed(admin_client, "?p=20")[0] == "Entry 1149"
    assert "2,000+ articles" in words_of(admin_client.get(f"{LIST}?p=20"))
    assert listed(admin_client, "?p=42") == [f"Entry {n}" for n in range(49, -1, -1)]
    assert "2100 articles" in words_of(admin_client.get(f"{LIST}?p=42"))
    for page in ("43", "99999999", "9" * 20, "0"):
        assert admin_client.get(f"{LIST}?p={page}").status_code == 302


def test_long_list_costs_what_a_short_one_does(client, django_assert_max_num_queries):
    client.force_login(make_editor(groups=["Editor"]))
    make_many(1_100)
    covered = "https://example.org/covered"
    first = make_article(title="Entry", url=covered, updated_at=LATE)
    make_note(first)
    make_article(title="Entry", url=covered, follows=first, updated_at=LATE)
    for query in ("", "?state=published", "?site=example.org", "?q=entry", "?o=1"):
        with django_assert_max_num_queries(12) as asked:
            assert len(listed(client, query)) == 50
        sql = [one["sql"] for one in asked.captured_queries]
        assert [one for one in sql if "COUNT(*)" in one and "_article" in one] == []
        lists = [one for one in sql if 'FROM "articles_article" ' in one]
        assert all(" LIMIT " in one or " IN (" in one for one in lists)


def test_list_reads_no_more_of_an_article_than_it_shows(admin_client):
    make_article(excerpt="Xylophones.")

    with CaptureQueriesContext(connection) as asked:
        listed(admin_client)

    assert not any('"excerpt' in one["sql"] for one in asked.captured_queries)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("paper+xylophone", True),
        ("xylophone+nothing", False),
        ('"on+xylophones"', True),
        ('"xylophones+on"', False),
        ("%25", False),
        ('"', True),
    ],
)
def test_search_wants_each_word(admin_client, query, found):
    article = make_article(title="A paper", excerpt="On xylophones.")
    make_note(article, "Worth it.")

    assert bool(listed(admin_client, f"?q={query}")) is found


def test_search_reads_what_changed_last_and_finds_older_ones_by_words(
    admin_client, monkeypatch
):
    monkeypatch.setattr(changelist, "LOOKED_AT", 1)
    old = make_article(title="On xylophones", updated_at=PAST)
    draft = make_article(title="More xylophones", status="draft", updated_at=PAST)
    make_article()

    assert listed(admin_client, "?q=xylophones") == [old.title]
    assert listed(admin_client, "?q=xylo&reach=all") == [draft.title, old.title]
    page = words_of(admin_client.get(f"{LIST}?q=xylophones"))
    assert "each entry to the letter" in page
    assert "each entry to the letter" not in words_of(admin_client.get(LIST))
