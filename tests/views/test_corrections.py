"""What readers are told of an entry that was changed or withdrawn, wherever it is."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.formats.records import CorrectionRecord
from articles.models import OldAddress
from tests.factories import make_article
from tests.views.test_linked_data import Head

pytestmark = pytest.mark.django_db

ODD = "It <b>was</b> a “hoax” & more."
SHOWN = "It &lt;b&gt;was&lt;/b&gt; a “hoax” &amp; more."


@pytest.fixture
def corrected():
    """An entry with two corrections."""
    return make_article(
        slug="one",
        corrections=[
            CorrectionRecord(at=datetime(2021, 3, 4, tzinfo=UTC), text="A first slip."),
            CorrectionRecord(at=datetime(2022, 5, 6, tzinfo=UTC), text=ODD),
        ],
    )


def test_withdrawn_entry_says_why(client):
    article = make_article(slug="one")
    OldAddress.objects.leave("/articles/once/", article)
    article.withdraw(ODD)

    for address in ("/articles/one/", "/articles/once/", "/articles/one/cite.bib"):
        answer = client.get(address)
        assertContains(answer, SHOWN, status_code=410)
        assertNotContains(answer, "<b>was", status_code=410)


def test_why_a_draft_came_back_is_told_to_nobody_outside(client):
    article = make_article(slug="one", status="review")
    article.reopen("Between us.")

    answer = client.get("/articles/one/")

    assertNotContains(answer, "Between us.", status_code=404)


def test_entry_tells_all_of_its_corrections_the_oldest_first(client, corrected):
    page = client.get("/articles/one/").content.decode()
    page = page[page.index("<main") :]

    assert SHOWN in page
    assert "<b>was" not in page
    first, second = page.index("A first slip."), page.index(SHOWN)
    assert page.index("Updated on 4 March 2021") < first < second
    assert page.index('datetime="2022-05-06') < second


@pytest.mark.parametrize("address", ["/", "/2021/01/", "/search/?q=words"])
def test_list_tells_the_last_correction_in_short(client, corrected, address):
    page = client.get(address).content.decode()

    assert SHOWN in page
    assert "Updated on 6 May 2022" in page
    assert "A first slip." not in page


def test_long_correction_is_cut_in_a_list(client):
    text = "word " * 99 + "end."
    at = datetime(2022, 5, 6, tzinfo=UTC)
    make_article(corrections=[CorrectionRecord(at=at, text=text)])

    assertNotContains(client.get("/"), "end.")


def test_feeds_tell_corrections_and_when_the_entry_changed(client, corrected):
    corrected.correct("The last.")
    told = ["A first slip.", SHOWN, "The last."]

    atom = ElementTree.fromstring(client.get("/feed.atom").content)
    rss = ElementTree.fromstring(client.get("/feed.rss").content)
    (item,) = json.loads(client.get("/feed.json").content)["items"]
    contents = [
        atom.findtext(".//{*}content"),
        rss.findtext(".//item/description"),
        item["content_html"],
    ]

    for content in contents:
        places = [content.index(words) for words in told]
        assert places == sorted(places)
    changed = f"{corrected.updated_at:%Y-%m-%dT%H:%M}"
    assert atom.findtext(".//{*}entry/{*}updated").startswith(changed)
    assert item["date_modified"].startswith(changed)


def test_markdown_and_machines_are_told_corrections(client, corrected):
    markdown = client.get("/articles/one/entry.md").content.decode()
    (data,) = Head(client.get("/articles/one/").content.decode()).data

    assert "**Updated on 4 March 2021:** A first slip.\n" in markdown
    assert [one["text"] for one in data["correction"]] == ["A first slip.", ODD]
