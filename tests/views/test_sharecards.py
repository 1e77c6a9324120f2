"""Share cards through their addresses: drawn once, kept, never out of bounds."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertRedirects

from articles.jobs import sharecards
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SITE_URL = "https://digest.example.org"
    settings.SHARE_CARDS = tmp_path / "cards"
    return settings.SHARE_CARDS


def card_of(client, page):
    """Return the path of the card that a page names."""
    html = client.get(page).content.decode()
    found = re.search('og:image" content="https://digest.example.org([^"]*)"', html)
    return found[1]


@pytest.mark.parametrize("page", ["/", "/about/", "/tags/", "/articles/one/"])
def test_page_names_a_card_that_is_drawn_when_asked_for(client, folder, page):
    make_article(slug="one")
    address = card_of(client, page)
    assert not folder.exists()
    answer = client.get(address)

    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert len(list(folder.iterdir())) == 1


def test_card_is_drawn_once(client, monkeypatch):
    make_article(slug="one")
    address = card_of(client, "/articles/one/")
    first = client.get(address)
    monkeypatch.setattr(sharecards, "draw", None)

    assert client.get(address).content == first.content


@pytest.mark.parametrize("change", ["title", "url"])
def test_card_moves_when_what_is_on_it_changes(client, change):
    article = make_article(slug="one")
    before = card_of(client, "/articles/one/")
    article.excerpt = "Other words."
    article.save()
    assert card_of(client, "/articles/one/") == before
    setattr(article, change, "https://other.example/")
    article.save()
    after = card_of(client, "/articles/one/")

    assert after != before
    assertRedirects(client.get(before), after)


@pytest.mark.parametrize("key", ["x", "..", "%0A", "é", "a" * 5000, "%3Cb%3E"])
def test_odd_address_of_a_card_leads_to_the_true_one(client, key):
    make_article(slug="one")

    for page, stem in (("/", "/card-"), ("/articles/one/", "/articles/one/card-")):
        answer = client.get(f"{stem}{key}.png")
        assertRedirects(answer, card_of(client, page))


def test_card_follows_an_article_that_moved(client):
    article = make_article(slug="one")
    before = card_of(client, "/articles/one/")
    article.slug = "two"
    article.write([], [])

    assertRedirects(client.get(before), card_of(client, "/articles/two/"))


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"status": "draft"}, 404),
        ({"status": "withdrawn"}, 410),
        ({"published_at": timezone.now() + timedelta(days=1)}, 404),
    ],
)
def test_card_of_what_is_not_public_is_not_there(client, columns, status):
    article = make_article(slug="one", **columns)
    key = sharecards.article_card(article).key

    assert client.get(f"/articles/one/card-{key}.png").status_code == status
    assert client.get("/articles/one/card-x.png").status_code == status
    assert client.get("/articles/never/card-x.png").status_code == 404


def test_oldest_cards_go_when_the_folder_is_full(client, folder, settings):
    settings.SHARE_CARDS_BYTES = 20_000
    addresses = []
    for number in range(6):
        make_article(slug=f"{number}")
        addresses.append(card_of(client, f"/articles/{number}/"))
        client.get(addresses[-1])

    kept = {file.name for file in folder.iterdir()}
    names = [re.search(r"card-(.*)", address)[1] for address in addresses]
    assert 0 < len(kept) < 6
    assert kept == set(names[-len(kept) :])
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 20_000
    assert client.get(addresses[0]).status_code == 200


def test_card_is_drawn_where_it_cannot_be_kept(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.SHARE_CARDS = tmp_path / "file"
    make_article(slug="one")
    address = card_of(client, "/articles/one/")

    assert client.get(address).content == client.get(address).content
    assert client.get(address).status_code == 200


def test_half_a_card_is_never_seen(client, folder, monkeypatch):
    make_article(slug="one")
    address = card_of(client, "/articles/one/")
    seen = []

    def replace(draft, file):
        seen.append(file.exists())
        raise OSError

    monkeypatch.setattr(Path, "replace", replace)

    assert client.get(address).status_code == 200
    assert seen == [False]
    assert list(folder.iterdir()) == []  # nor is what was to become one left behind
