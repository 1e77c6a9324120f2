"""The acceptance test: what went in as a page, a reader gets to the letter."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from articles.models import Article
from tests.pages import Page

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
FIXTURES = settings.BASE_DIR / "fixtures"


def paragraphs_of(path):
    return [
        part.strip("\n")
        for part in path.read_text(encoding="utf-8").split("\n\n")
        if part.strip()
    ]


def entries_of(path):
    """Return (title, paragraphs, tags) of each entry; knows none of our readers."""
    entries, title, body = [], None, []
    for part in paragraphs_of(path):
        if title is None and entries and part.lstrip().startswith("#"):
            tags = part.replace(",", " ").replace("#", " ").split()
            entries[-1][2].extend(tags)
        elif title is None:
            title = part
        elif part.endswith("Read More"):
            body.append(part.removesuffix("Read More").rstrip())
            entries.append((title, body, []))
            title, body = None, []
        else:
            body.append(part)
    return entries


def shown(client, address):
    page = Page(client.get(address).content.decode())
    return [(entry.title, entry.paragraphs, entry.tags) for entry in page.entries]


def import_page(name, table):
    call_command(
        "import_articles",
        str(name),
        format="digest-text",
        table=str(table),
        verbosity=0,
    )


def test_reader_of_the_performance_page_gets_the_seed_to_the_letter(client):
    import_page(DATA / "digest-performance.txt", FIXTURES / "performance.csv")

    expected = entries_of(DATA / "digest-performance.txt")

    assert len(expected) == 10
    assert shown(client, "/tags/performance/") == expected


def test_seed_fixture_shows_the_same_page_as_the_import(client):
    call_command("load_fixture", str(FIXTURES / "performance.json"))

    expected = entries_of(DATA / "digest-performance.txt")

    assert shown(client, "/tags/performance/") == expected


def test_loaddata_of_the_seed_shows_the_same_page(client):
    call_command("loaddata", str(FIXTURES / "performance.json"), verbosity=0)

    expected = entries_of(DATA / "digest-performance.txt")

    assert shown(client, "/tags/performance/") == expected


def test_every_source_of_the_seed_is_linked(client):
    call_command("load_fixture", str(FIXTURES / "performance.json"))

    page = Page(client.get("/tags/performance/").content.decode())

    assert [entry.source for entry in page.entries] == list(
        Article.objects.newest_first().values_list("url", flat=True)
    )


def test_text_that_markdown_would_spoil_comes_through_to_the_letter(client):
    import_page(DATA / "nasty.txt", DATA / "nasty.csv")

    expected = entries_of(DATA / "nasty.txt")

    assert len(expected) == 3
    assert shown(client, "/tags/odd/") == expected


def test_at_least_four_entries_of_the_seed_carry_a_public_note():
    call_command("load_fixture", str(FIXTURES / "performance.json"))

    assert Article.objects.filter(notes__public=True).distinct().count() >= 4
