"""What gives way to a file, what does not, and how the plan says so."""

import json
from datetime import UTC, datetime

import pytest

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture
from articles.models import Known, OldAddress
from tests.factories import make_article
from tests.jobs.test_fixtures import content, empty
from tests.jobs.test_transitions import (
    PRUNE,
    addresses_are_swapped,
    edit,
    load,
    named,
    states,
    tags_merge,
)

pytestmark = pytest.mark.django_db

EARLY = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


# What is kept as it is here


def test_entry_that_is_kept_keeps_its_address_from_an_old_address_of_the_file(file):
    one = make_article(title="Here", slug="x", updated_at=EARLY)
    OldAddress.objects.leave("/articles/y/", one)
    text = content()
    edit(one, slug="y")
    here = content()

    load(file, text, known=Known.KEEP_EDITED)
    assert content() == here
    load(file, text, known=Known.KEEP_EDITED, prune=True)
    assert content() == here
    load(file, text, **PRUNE)
    load(file, text, **PRUNE)
    assert content() == text


def test_redirects_of_an_entry_that_is_kept_are_not_pruned(file, client):
    one = make_article(slug="x", updated_at=EARLY)
    text = content()
    edit(one, slug="y")

    assert load(file, text, known=Known.KEEP_EDITED, prune=True) == []
    assert client.get("/articles/x/")["Location"] == "/articles/y/"


def test_word_of_an_entry_that_is_kept_is_not_given_to_another(file):
    one = make_article(title="Mine", slug="x", updated_at=EARLY)
    text = content().replace('"slug": "x"', '"slug": "z"')
    other = {"title": "New", "url": "https://example.org/new", "slug": "x"}
    held = [*json.loads(text), {"model": "articles.article", "fields": other}]
    edit(one, excerpt="Edited here.")
    before = content()
    file.write_text(json.dumps(held))

    with pytest.raises(Refused, match="slug"):
        load_fixture(file, known=Known.KEEP_EDITED)
    assert content() == before


# The plan


def test_plan_shows_old_values_also_where_a_row_gave_way(file):
    first, second = states(addresses_are_swapped)
    empty()
    load(file, first)

    changes = load(file, second, known=Known.TAKE)
    slugs = {d for change in changes for d in change.differences if d.field == "slug"}
    assert {d[1:] for d in slugs} == {("x", "y"), ("y", "x")}


def test_plan_names_a_tag_that_goes_into_another(file):
    first, second = states(tags_merge)
    empty()
    load(file, first)

    changes = {(c.outcome, c.name): c for c in load(file, second, known=Known.TAKE)}
    (into,) = changes["deleted", "b"].differences
    assert into == ("merged into", "", "a")
    assert ("aliases", "", "b") in changes["changed", "a"].differences


def test_plan_names_tags_that_entries_make_once_and_what_a_new_entry_is(file):
    fields = {"title": "New", "url": "https://example.org/1", "tags": ["New tag"]}
    other = {**fields, "title": "Two", "url": "https://example.org/2"}
    held = [{"model": "articles.article", "fields": f} for f in (fields, other)]

    changes = load(file, json.dumps(held))
    assert named(changes) == [
        "created tag New tag",
        "created article New",
        "created article Two",
    ]
    assert changes[1].differences == [
        ("tags", "", "New tag"),
        ("url", "", "https://example.org/1"),
    ]


def test_prune_names_the_old_addresses_of_what_it_deletes(file):
    one = make_article(title="Goes")
    OldAddress.objects.leave("/old/", one)

    changes = load(file, "[]", prune=True)
    assert named(changes) == ["deleted old address /old/", "deleted article Goes"]


def test_what_another_row_here_has_is_still_refused_without_prune(file):
    make_article(title="Ours", slug="x")
    held = {"title": "New", "url": "https://example.org/new", "slug": "x"}
    file.write_text(json.dumps([{"model": "articles.article", "fields": held}]))
    before = content()

    with pytest.raises(Refused, match="slug: "):
        load_fixture(file)
    assert content() == before
