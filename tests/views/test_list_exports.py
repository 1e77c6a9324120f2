"""A list as a file for another tool: what readers see of it, and no word more."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles import limits
from articles.jobs.importing import import_articles
from articles.models import Article, OldAddress, Tag
from tests.factories import make_address, make_article, make_note, make_tag
from tests.jobs.test_fixtures import empty

pytestmark = pytest.mark.django_db

TYPES = {
    "fixture.json": "application/json",
    "markdown.zip": "application/zip",
    "wordpress.xml": "application/xml; charset=utf-8",
}
ENDINGS = list(TYPES)
LISTS = ["/", "/search/"]
TOMORROW = timezone.now() + timedelta(days=1)


def words(answer):
    """Return all that a file says; of a zip the names and the texts within."""
    assert answer.status_code == 200
    if answer["Content-Type"] != "application/zip":
        return answer.content.decode()
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return "\n".join(f"{n}\n{archive.read(n).decode()}" for n in archive.namelist())


def write_secrets():
    """Make an entry that readers see, with all around it that they do not."""
    draft = make_article(["secrettag"], title="Secret draft", status="draft")
    make_article(title="Secret review", status="review")
    make_article(title="Secret and withdrawn", status="withdrawn", reason="Secret.")
    make_article(title="Secret, until later", published_at=TOMORROW)
    shown = make_article(
        ["bias"],
        slug="shown",
        title="Shown",
        url="https://secret:word@example.org/a",
        via_url="https://secret@example.org/",
        excerpt="Bright *words*.",
        follows=draft,
    )
    make_address(shown, "https://secret:x@example.org/b")
    make_note(shown, "For all.")
    make_note(shown, "Secret note.", public=False)
    make_tag("secret-unused")
    Tag.objects.get(slug="bias").aliases.create(name="secret alias")
    OldAddress.objects.leave("/secret-path/", shown)
    OldAddress.objects.leave("/secret/", draft)
    return draft


@pytest.mark.parametrize("prefix", LISTS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_it_holds_what_readers_see_and_nothing_else(client, prefix, ending):
    draft = write_secrets()
    answer = client.get(f"{prefix}list.{ending}")
    text = words(answer)

    assert answer["Content-Type"] == TYPES[ending]
    assert answer["Content-Disposition"] == f'attachment; filename="list.{ending}"'
    assert all(one in text for one in ("Shown", "words", "For all.", "bias"))
    assert "secret" not in text.lower()
    assert str(draft.uid) not in text
    assert client.get(f"{prefix}list.{ending}").content == answer.content


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_comes_back_by_an_import(client, tmp_path, ending):
    write_secrets()
    file = tmp_path / f"list.{ending}"
    file.write_bytes(client.get(f"/list.{ending}").content)
    empty()
    report = import_articles(file)

    (entry,) = Article.objects.all()
    assert not report.outcomes["refused"]
    assert (entry.title, entry.excerpt) == ("Shown", "Bright *words*.")
    assert [tag.slug for tag in entry.tag_list] == ["bias"]
    assert entry.is_public()


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_is_narrowed_and_bounded_as_its_list_is(client, monkeypatch, ending):
    monkeypatch.setattr(limits, "FILED", 2)
    for number in range(1, 4):
        published_at = timezone.now() - timedelta(days=number)
        make_article(["bias"], title=f"Title {number}", published_at=published_at)
    make_article(["law"], title="Other")

    for address in (f"/list.{ending}?tag=bias", f"/search/list.{ending}?q=title"):
        text = words(client.get(address))
        assert all(one in text for one in ("Title 1", "Title 2"))
        assert "Title 3" not in text
        assert "Other" not in text


def test_pages_of_the_whole_site_and_of_a_search_offer_it(client):
    make_article(["bias"], title="One")

    for ending in ENDINGS:
        assertContains(client.get("/"), f'href="/list.{ending}" download')
        found = client.get("/search/?q=one")
        assertContains(found, f'href="/search/list.{ending}?q=one" download')
        assertNotContains(client.get("/tags/bias/"), f"list.{ending}")
        assert client.get(f"/tags/bias/list.{ending}").status_code == 404


def test_a_list_without_entries_is_a_whole_file(client):
    assert json.loads(client.get("/list.fixture.json").content) == []
    assert words(client.get("/list.markdown.zip")) == ""
    assert "</rss>" in words(client.get("/list.wordpress.xml"))
