"""An import is taken back, as long as nobody went on from it."""

import pytest

from articles.errors import Refused
from articles.formats.records import (
    OldAddressRecord,
    PageRecord,
    TagRecord,
)
from articles.jobs.fixtures import write_fixture
from articles.jobs.importing import import_articles
from articles.models import (
    Article,
    Binned,
    OldAddress,
    Page,
    Revision,
    Tag,
)
from tests.factories import make_article, make_note, make_tag
from tests.jobs.made import EARLY, LATER, entry, other, take, undo
from tests.jobs.test_fixtures import SEED, content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


def test_undo_leaves_the_digest_as_it_was_to_the_byte():
    article = make_article(title="Here", tags=["b", "a"], updated_at=EARLY)
    make_note(article, "Ours.")
    make_tag("unused")
    take(entry("Known", key="1", excerpt="One.", tags=["a", "x"]))
    here = content()
    report, _ = take(
        entry(
            "Known, renamed", key="1", excerpt="Two.", tags=["y"], permalinks=["/o/"]
        ),
        entry("New", tags=["z", "a"], permalinks=["/p/"], status="published"),
        entry("New", tags=["w"]),
        repeats="follow-up",
    )
    assert content() != here
    assert report.outcomes == {"changed": 1, "new": 2}

    assert undo(report) == 3

    assert content() == here
    assert not Tag.objects.filter(slug__in="wyz").exists()
    with pytest.raises(Refused, match="undone already"):
        undo(report)
    again, _ = take(entry("New"))
    assert again.outcomes == {"new": 1}
    changed = Revision.objects.get(title="Known, renamed")
    assert str(changed.reason) == "Imported from a file."


def test_whole_digest_comes_and_goes(tmp_path):
    report = import_articles(SEED)
    assert report.outcomes["refused"] == 0
    assert import_articles(SEED).batch is None
    everything = tmp_path / "all.json"
    write_fixture(everything)

    undo(report)
    assert content() == "[]\n"
    import_articles(everything)
    assert content() == everything.read_text(encoding="utf-8")


def test_pages_and_tags_are_added_to_and_taken_back():
    make_tag("Bias", description="")
    Page.objects.create(slug="about", title="About", body="We.", updated_at=EARLY)
    article = make_article(slug="here")
    OldAddress.objects.create(path="/taken/", article=article)
    here = content()
    report, told = take(
        other(TagRecord(name="bias", description="What leans.", aliases=["Leaning"])),
        other(TagRecord(name="New")),
        other(PageRecord(slug="about", title="About us", body="We.", updated_at=LATER)),
        other(OldAddressRecord(path="/taken/", tag="new")),
        other(OldAddressRecord(path="/fresh/", article=article.uid)),
        other(OldAddressRecord(path="no path", article=article.uid)),
        entry("One", tags=["new", "leaning"]),
    )

    assert [line.outcome for line in told] == [
        "changed", "new", "changed", "kept", "new", "refused", "new",
    ]  # fmt: skip
    assert Tag.objects.get(slug="bias").record() == TagRecord(
        slug="bias", name="Bias", description="What leans.", aliases=["Leaning"]
    )
    assert Article.objects.get(slug="one").record().tags == ["new", "bias"]
    undo(report)
    assert content() == here


def test_page_that_an_import_made_goes_with_it():
    report, _ = take(other(PageRecord(slug="about", title="About us")))
    assert Page.objects.exists()

    undo(report)
    assert not Page.objects.exists()


def test_undo_is_refused_where_an_entry_was_edited_since():
    report, _ = take(entry("One"), entry("Two"), entry("Three"))
    here = content()
    make_note(Article.objects.get(title="Two"), "Mine.")

    with pytest.raises(Refused, match=r"Edited here since, .*: “Two”$"):
        undo(report)

    Article.objects.get(title="Two").notes.all().delete()
    assert content() == here
    Binned.objects.throw(Article.objects.filter(title="One"))
    with pytest.raises(Refused, match=r"“One”$"):
        undo(report)


def test_undo_is_refused_where_something_follows_an_entry():
    report, _ = take(entry("One"))
    later = make_article(title="Later", follows=Article.objects.get())

    with pytest.raises(Refused, match="“Later” follows"):
        undo(report)

    later.delete()
    undo(report)


def test_tag_that_others_bear_by_now_stays():
    report, _ = take(entry("One", tags=["new", "also new"]))
    make_article(tags=["new"])

    undo(report)

    assert list(Tag.objects.values_list("slug", flat=True)) == ["new"]


def test_tags_that_another_import_used_go_with_the_last_of_them():
    first, _ = take(entry("One", tags=["new", "also new"]))
    second, _ = take(entry("Two", tags=["new"]))

    undo(first)
    assert list(Tag.objects.values_list("slug", flat=True)) == ["new"]
    undo(second)

    assert content() == "[]\n"
