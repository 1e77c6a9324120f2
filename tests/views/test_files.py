"""The files of an article: the citation of its source, and the entry itself."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import bibtexparser
import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import OldAddress
from tests.factories import make_article, make_note, make_tag

pytestmark = pytest.mark.django_db

FILES = [
    ("cite.bib", "application/x-bibtex; charset=utf-8"),
    ("cite.ris", "application/x-research-info-systems; charset=utf-8"),
    ("cite.csl.json", "application/vnd.citationstyles.csl+json"),
    ("entry.md", "text/markdown; charset=utf-8"),
]
NAMES = [name for name, _ in FILES]
LATER = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(("name", "content_type"), FILES)
def test_file_is_a_download_of_its_type(client, name, content_type):
    make_article(slug="one", title="The source")
    answer = client.get(f"/articles/one/{name}")

    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    ending = name.partition(".")[2]
    assert answer["Content-Disposition"] == f'attachment; filename="one.{ending}"'
    assert "The source" in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_file_of_an_article_in_another_script_has_a_plain_name(client, name):
    article = make_article(slug="été", title="שלום")
    answer = client.get(f"/articles/été/{name}")

    assert f'filename="{article.uid}.' in answer["Content-Disposition"]
    assert "שלום" in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_no_file_holds_a_note_for_editors(client, name):
    article = make_article(slug="one")
    make_note(article, "For us alone.", public=False)
    make_note(article, "For everyone.")
    words = client.get(f"/articles/one/{name}").content.decode()

    assert "For us alone" not in words
    assert ("For everyone" in words) == (name == "entry.md")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"status": "draft"}, 404),
        ({"status": "review"}, 404),
        ({"published_at": LATER}, 404),
        ({"status": "withdrawn"}, 410),
    ],
)
def test_file_of_what_is_not_public_answers_as_its_page(client, name, columns, status):
    article = make_article(slug="one", title="Unseen", **columns)
    OldAddress.objects.leave("/articles/old/", article)

    for slug in ("one", "old"):
        answer = client.get(f"/articles/{slug}/{name}")
        assert answer.status_code == status
        assert b"Unseen" not in answer.content
    assert client.get(f"/articles/never-was/{name}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_old_address_of_an_article_leads_to_its_file(client, name):
    OldAddress.objects.leave("/articles/old/", make_article(slug="new"))

    answer = client.get(f"/articles/old/{name}")
    assertRedirects(answer, f"/articles/new/{name}", status_code=301)


def test_old_address_of_a_tag_has_no_such_file(client):
    make_article(tags=["bias"])
    OldAddress.objects.leave("/articles/old/", make_tag("bias"))

    assert client.get("/articles/old/cite.bib").status_code == 404


@pytest.mark.parametrize(
    "name", ["cite.csv", "cite", "entry.md/", "cite.bib.bib", "citexbib"]
)
def test_file_that_there_is_not_is_not_found(client, name):
    make_article(slug="one")

    assert client.get(f"/articles/one/{name}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("notes", [0, 10])
def test_file_costs_the_same_queries_whatever_is_in_it(
    client, name, notes, django_assert_num_queries
):
    first = make_article(slug="first")
    article = make_article(slug="one", tags=["a", "b"], follows=first)
    for _ in range(notes):
        make_note(article)

    # the article, what it follows, its tags, notes, addresses
    with django_assert_num_queries(5):
        client.get(f"/articles/one/{name}")


def test_entry_tells_its_day_on_the_clock_of_the_site(client, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    settings.SITE_URL = "https://digest.example"
    late = datetime(2021, 9, 3, 20, tzinfo=UTC)
    article = make_article(slug="été", title="The source", published_at=late)
    make_note(article, "Mine.", credit="Ann")
    make_note(article, "Ours.")
    words = client.get("/articles/été/entry.md").content.decode()

    assert "4 September 2021 · [example.org]" in words
    assert "(<https://digest.example/articles/%C3%A9t%C3%A9/>)" in words
    assert "- **Note by Ann**" in words
    assert "- **Editors’ note**" in words


def test_page_tells_how_to_cite_the_source(client):
    make_article(
        slug="one",
        title="Machine Unlearning",
        url="https://arxiv.org/abs/1912.03817",
        authors=["Lucas Bourtoule"],
        source_date="2019",
    )
    answer = client.get("/articles/one/")
    page = answer.content.decode()

    assertContains(answer, "Cite the source")
    assertContains(answer, "arXiv:1912.03817.")
    for name in NAMES:
        assertContains(answer, f'<a href="/articles/one/{name}" type="')
    (shown,) = re.findall("<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert unescape(shown) == client.get("/articles/one/cite.bib").content.decode()
    (entry,) = bibtexparser.parse_string(unescape(shown)).entries
    assert entry.key == "arxiv-1912-03817"
    assertNotContains(answer, "cite__copy")  # a script makes it, where one runs


@pytest.mark.parametrize("title", ["</pre><script>alert(1)</script>", "a & b"])
def test_bibtex_on_the_page_is_shown_and_never_obeyed(client, title):
    make_article(slug="one", title=title)
    page = client.get("/articles/one/").content.decode()

    assert "<script>" not in page
    assert page.count("</pre>") == 1


def test_references_agree_on_the_key(client):
    make_article(slug="one", url="https://doi.org/10.1145/3442188")
    key = "doi-10.1145:3442188"

    assertContains(client.get("/articles/one/cite.bib"), f"@misc{{{key},")
    assertContains(client.get("/articles/one/cite.ris"), f"ID  - {key}\r\n")
    (item,) = json.loads(client.get("/articles/one/cite.csl.json").content)
    assert item["id"] == key
