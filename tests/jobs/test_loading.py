"""What a fixture does to the content that is here already."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from articles.errors import Refused
from articles.jobs.fixtures import load_fixture, write_fixture
from articles.models import Annotation, Article, Known, OldAddress, Page, Tag
from tests.factories import make_article, make_note, make_tag
from tests.jobs.loading import change, entries, fields, named, plan
from tests.jobs.test_fixtures import content, rows

pytestmark = pytest.mark.django_db

EARLY, LATE = datetime(2021, 1, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "content.json"


# Upsert


def test_renamed_article_is_changed_and_its_old_address_redirects(file, client):
    article = make_article(slug="old", updated_at=EARLY)
    write_fixture(file)
    change(file, slug="new")

    assert str(load_fixture(file)) == "0 created, 1 changed, 0 deleted"
    assert Article.objects.get().pk == article.pk
    assert client.get("/articles/old/")["Location"] == "/articles/new/"


def test_moved_source_is_the_same_article(file):
    article = make_article(url="https://example.org/a", updated_at=EARLY)
    write_fixture(file)
    change(file, url="https://example.org/b")
    load_fixture(file)

    assert Article.objects.get().pk == article.pk
    assert Article.objects.get().work_key == "https://example.org/b"


def test_notes_are_known_by_their_uid(file):
    article = make_article(updated_at=EARLY)
    first, second = make_note(article, "first"), make_note(article, "second")
    write_fixture(file)
    (held,) = entries(file)
    notes = held["fields"]["notes"]
    notes[0]["body"] = "changed"
    change(file, notes=[notes[1], {"body": "new"}, notes[0]])
    load_fixture(file)

    after = list(Annotation.objects.all())
    assert [note.body for note in after] == ["second", "new", "changed"]
    assert (after[0].uid, after[2].uid) == (second.uid, first.uid)


def test_tag_that_was_renamed_elsewhere_is_renamed_here(file, client):
    tag = make_tag("ml")
    make_article(tags=["ml"], updated_at=EARLY)
    write_fixture(file)
    change(
        file, "tag", name="machine learning", slug="machine-learning", aliases=["ml"]
    )
    change(file, tags=["machine-learning"])
    load_fixture(file)

    assert Tag.objects.get().pk == tag.pk
    assert client.get("/tags/ml/")["Location"] == "/tags/machine-learning/"


@pytest.mark.parametrize("slugs", [["aml", "learning"], ["learning", "zml"]])
def test_alias_here_that_is_a_tag_of_the_file_becomes_one(file, slugs):
    make_tag("learning").set_aliases([slug for slug in slugs if slug != "learning"])
    held = [{"model": "articles.tag", "fields": {"name": s, "slug": s}} for s in slugs]
    file.write_text(json.dumps(held))
    load_fixture(file)

    assert [tag.slug for tag in Tag.objects.order_by("slug")] == slugs
    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"


def test_entry_by_hand_is_known_by_its_work(file):
    article = make_article(url="https://arxiv.org/abs/2105.12723", slug="kept")
    held = {"title": "New", "url": "http://arxiv.org/pdf/2105.12723v2"}
    file.write_text(json.dumps([{"model": "articles.article", "fields": held}]))

    assert str(load_fixture(file)) == "0 created, 1 changed, 0 deleted"
    after = Article.objects.get()
    assert (after.uid, after.slug, after.title) == (article.uid, "kept", "New")
    assert after.updated_at > article.updated_at
    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"


def test_files_are_loaded_as_one(file, tmp_path):
    first = make_article(slug="a", tags=["bias"])
    make_article(slug="b", follows=first)
    write_fixture(file)
    held = entries(file)
    parts = [tmp_path / f"{number}.json" for number in range(len(held))]
    for part, entry in zip(parts, held, strict=True):
        part.write_text(json.dumps([entry]))
    before = content()
    Article.objects.exclude(pk=first.pk).delete()
    Article.objects.all().delete()
    Tag.objects.all().delete()

    parts[-1].write_text("[")
    with pytest.raises(Refused, match=f"{parts[-1]}: line 1"):
        load_fixture(*parts)
    assert not Tag.objects.exists()
    parts[-1].write_text(json.dumps([held[-1]]))
    assert str(load_fixture(*parts)) == "3 created, 0 changed, 0 deleted"
    assert content() == before
    with pytest.raises(Refused, match="stands twice in the file"):
        load_fixture(parts[0], parts[0])


# The plan


def test_plan_names_what_would_change_field_by_field(file):
    article = make_article(title="Old", tags=["bias"], updated_at=EARLY)
    note = make_note(article, "One.")
    write_fixture(file)
    (_, held) = entries(file)
    changed = {**held["fields"]["notes"][0], "body": "Two.", "public": False}
    change(file, title="New", tags=["bias", "speed"], notes=[changed])

    made, *changes = plan(file)
    assert named([made]) == ["created tag speed"]
    assert fields(changes) == {
        "title": ("Old", "New"),
        "tags": ("bias", "bias\nspeed"),
        f"note {str(note.uid)[:8]}, body": ("One.", "Two."),
        f"note {str(note.uid)[:8]}, public": ("yes", "no"),
    }


def test_plan_of_new_entries_names_them(file):
    make_article(title="First", tags=["bias"])
    Page(title="About", updated_at=EARLY).save()
    OldAddress.objects.leave("/old/", Article.objects.get())
    write_fixture(file)
    Article.objects.all().delete()
    Tag.objects.all().delete()
    Page.objects.all().delete()

    assert named(plan(file)) == [
        "created tag bias",
        "created page About",
        "created article First",
        "created old address /old/",
    ]


def test_one_changed_word_is_one_line_of_a_difference(file):
    words = "\n\n".join(f"Paragraph {number} of many." for number in range(9))
    article = make_article(excerpt=words, updated_at=EARLY)
    write_fixture(file)
    before = content().splitlines()
    article.excerpt = words.replace("4 of many", "4 of few")
    article.save()
    after = content().splitlines()

    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    (only,) = plan(file)[0].differences
    assert list(only.lines()) == [
        ("-", "Paragraph 4 of few."),
        ("+", "Paragraph 4 of many."),
    ]


# Edited here since


@pytest.fixture
def edited(file):
    """An article that was edited here after it was written to the file."""
    article = make_article(slug="a", title="File", updated_at=EARLY)
    make_article(slug="b", title="Same", updated_at=EARLY)
    write_fixture(file)
    Article.objects.filter(pk=article.pk).update(title="Here", updated_at=LATE)
    Article.objects.filter(title="Same").update(updated_at=LATE)
    change(file, number=1, title="Same", updated_at=LATE.isoformat())
    return article


def test_load_that_would_undo_an_edit_is_refused_and_names_it(file, edited):
    before = rows()

    with pytest.raises(Refused) as refusal:
        load_fixture(file)

    line = str(refusal.value)
    assert "entry 1 (“File”), line 1" in line
    assert "--keep leaves them" in line
    assert "“Same”" not in line
    assert rows() == before


def test_keep_leaves_what_was_edited_here(file, edited):
    change(file, number=1, title="Newer")

    report = load_fixture(file, known=Known.KEEP_EDITED)
    assert str(report) == "0 created, 1 changed, 0 deleted, 1 kept as they are here"
    assert set(Article.objects.values_list("title", flat=True)) == {"Here", "Newer"}


def test_force_takes_what_the_file_says(file, edited):
    assert str(load_fixture(file, known=Known.TAKE)).startswith("0 created, 1 changed")
    assert Article.objects.get(pk=edited.pk).title == "File"
    assert Article.objects.get(pk=edited.pk).updated_at == EARLY


def test_page_that_was_edited_here_is_not_undone(file):
    Page(title="About", body="Old", updated_at=EARLY).save()
    write_fixture(file)
    page = Page.objects.get()
    page.body, page.updated_at = "New", LATE
    page.save()

    with pytest.raises(Refused, match="edited here"):
        load_fixture(file)


def test_every_edit_is_counted_though_not_all_are_named(file):
    for number in range(25):
        make_article(title=f"Entry {number}", updated_at=EARLY)
    write_fixture(file)
    Article.objects.update(title="Edited", updated_at=LATE)

    with pytest.raises(Refused, match="and 5 more"):
        load_fixture(file)


# Legal oddities


@pytest.mark.parametrize(
    "odd",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: json.dumps(json.loads(text)),
        lambda text: json.dumps(json.loads(text), indent=7, sort_keys=False),
        lambda text: json.dumps(
            [dict(reversed(entry.items())) for entry in json.loads(text)]
        ),
        lambda text: f"\n\n {text} \n\t",
    ],
)
def test_other_ways_to_write_the_same_file_load(file, odd):
    article = make_article(
        tags=["C++"],
        excerpt="a\u2028b “\n\nc”",
        published_at=datetime(2999, 1, 1, tzinfo=UTC),
        updated_at=EARLY,
    )
    make_note(article, "Note.")
    make_article(excerpt="", updated_at=EARLY)
    write_fixture(file)
    before = rows()
    file.write_bytes(odd(file.read_text(encoding="utf-8")).encode())

    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
    assert rows() == before


def test_instant_of_another_zone_is_the_same_instant(file):
    make_article(updated_at=EARLY + timedelta(microseconds=1))
    write_fixture(file)
    change(file, updated_at="2021-01-01T02:00:00.000001+02:00")

    assert str(load_fixture(file)) == "0 created, 0 changed, 0 deleted"
