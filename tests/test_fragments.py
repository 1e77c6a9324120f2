"""Pieces of pages that are kept in memory."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from articles.fragments import FRAGMENTS, Fragments, size_of
from articles.models import Article
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db


def rename_tag(article):
    tag = article.tag_list[0]
    tag.name = "A new name"
    tag.save()


CHANGES = {
    "a column that a row got past every form": lambda article: Article.objects.filter(
        pk=article.pk
    ).update(excerpt_html="<p>A new name</p>"),
    "a tag": rename_tag,
    "a note": lambda article: make_note(article, "A new name"),
    "an address": lambda article: article.addresses.create(
        label="code", url="https://code.example/A+new+name", position=0
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_is_seen_at_once(client, change):
    article = make_article(tags=["a"])
    for address in ("/", "/feed.atom"):
        client.get(address)
    change(article)

    assert "A new name" in client.get("/").content.decode().replace("+", " ")


def test_piece_is_of_its_language(client):
    make_article(published_at=timezone.now())
    there = client.get("/feed.atom").content
    with translation.override("de"):
        assert client.get("/feed.atom").content != there


def test_entry_is_rendered_once(client):
    make_article()
    client.get("/")
    made = len(FRAGMENTS.pieces)
    client.get("/")

    assert len(FRAGMENTS.pieces) == made


def test_timeline_is_drawn_again_when_its_tag_was_used(client):
    make_article(tags=["a"], published_at=datetime(2021, 11, 13, tzinfo=UTC))
    client.get("/tags/a/")
    made = len(FRAGMENTS.pieces)
    make_article(tags=["b"])
    client.get("/tags/a/")

    assert len(FRAGMENTS.pieces) == made
    make_article(tags=["a"], published_at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    assert "2 entries from January 2020" in client.get("/tags/a/").content.decode()


def test_hit_is_rendered_once_and_each_search_marks_its_words_in_it(client):
    make_article(title="A zebra", excerpt="A lion.", authors=["Ada"])
    first = client.get("/search/?q=zebra").content.decode()
    made = len(FRAGMENTS.pieces)
    second = client.get("/search/?q=lion").content.decode()

    assert len(FRAGMENTS.pieces) == made
    assert "A <mark>zebra</mark>" in first
    assert "<p>A lion.</p>" in first
    assert "A zebra</a>" in second
    assert "<p>A <mark>lion</mark>.</p>" in second
    assert ">Ada</p>" in second
    assert "<mark>Ada</mark>" in client.get("/search/?q=ada").content.decode()


def test_what_nobody_asked_for_longest_is_forgotten():
    pieces = Fragments(most=2 * size_of("aaaa"))
    pieces.keep(b"1", "aaaa")
    pieces.keep(b"2", "bbbb")
    pieces.get(b"1")
    pieces.keep(b"3", "cccc")

    assert list(pieces.pieces.values()) == ["aaaa", "cccc"]
    pieces.keep(b"4", "d" * 2 * size_of("aaaa"))
    assert not pieces.pieces
    assert pieces.held == 0


def test_letters_count_by_the_room_they_take():
    assert size_of("’" * 1000) > size_of("'" * 1000) + 900
