"""Entries are taken out of the desk in a format of one's choice."""

import io
import zipfile

import pytest

from articles import limits
from articles.formats.exports import EXPORTS
from tests.admin.desk import make_editor
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def choose(client, *articles, query="", **fields):
    data = {"action": "export", "_selected_action": [a.pk for a in articles], **fields}
    return client.post(LIST + query, data)


def export(client, *articles, **fields):
    response = choose(client, *articles, _export="1", **fields)
    return response, b"".join(response.streaming_content)


def test_page_offers_each_format(admin_client):
    page = choose(admin_client, make_article()).content.decode()

    assert "<b>1</b> entry is selected." in page
    assert all(f'<option value="{key}"' in page for key in EXPORTS)


@pytest.mark.parametrize("format", EXPORTS)
def test_a_selection_goes_out_in_each_format(admin_client, format):
    chosen, other = make_article(title="Chosen"), make_article(title="Other")
    response, content = export(admin_client, chosen, format=format)
    if format == "markdown":
        content = zipfile.ZipFile(io.BytesIO(content)).read(
            f"articles/{chosen.slug}.md"
        )

    assert b"Chosen" in content
    assert other.title.encode() not in content
    assert response["Content-Type"] == EXPORTS[format].content_type
    assert response["Content-Disposition"].endswith(f'.{EXPORTS[format].ending}"')


def test_all_that_a_filter_finds_goes_out(admin_client):
    found = [make_article(title=f"Tide {number}") for number in range(2)]
    make_article(title="Gull")
    fields = {"select_across": "1", "query": "?q=Tide", "format": "csv"}
    _, content = export(admin_client, found[0], **fields)

    assert content.count(b"Tide") == 2
    assert b"Gull" not in content


@pytest.mark.parametrize(("published", "is_in"), [("", True), ("on", False)])
def test_what_readers_do_not_see_can_be_left_out(admin_client, published, is_in):
    shown = make_article()
    make_note(shown, "Only for us.", public=False)
    draft = make_article(title="A draft", status="draft")
    fields = {"format": "fixture", **({"published": "on"} if published else {})}
    _, content = export(admin_client, shown, draft, **fields)

    assert (b"Only for us." in content) == is_in
    assert (b"A draft" in content) == is_in


def test_too_many_are_refused_in_words(admin_client, monkeypatch):
    monkeypatch.setattr(limits, "BULK", 1)
    response = choose(admin_client, make_article(), make_article())

    page = admin_client.get(response["Location"]).content.decode()
    assert "narrow them down first" in page


def test_unknown_format_is_asked_for_again(admin_client):
    response = choose(admin_client, make_article(), _export="1", format="odt")

    assert "Select a valid choice" in response.content.decode()


def test_a_contributor_exports_nothing(client):
    client.force_login(make_editor("add_article", name="contributor"))
    response = choose(
        client, make_article(title="Not theirs"), _export="1", format="csv"
    )

    assert not response.streaming
    assert b"Not theirs" not in response.content
