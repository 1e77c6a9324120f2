"""Entries of a file are planned, filed as one import, and taken back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from articles import limits
from articles.errors import Refused
from articles.formats.reading import Entry, FormatError, LeftOut, Unreadable
from articles.formats.records import (
    AddressRecord,
    NoteRecord,
)
from articles.jobs.fixtures import write_fixture
from articles.jobs.importing import import_articles
from articles.models import (
    Article,
    Binned,
    ImportBatch,
    ImportReport,
    Tag,
)
from tests.factories import make_article, make_tag
from tests.jobs.made import EARLY, LATER, Export, entry, outcomes, take, undo
from tests.jobs.test_fixtures import content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


def test_what_is_known_of_an_entry_survives():
    item = entry(
        title="Scaling Laws",
        authors=["Ada Lovelace"],
        excerpt="Loss falls.",
        status="published",
        published_at=EARLY,
        created_at=EARLY,
        slug="scaling-laws-2020",
        tags=["Machine Learning", "bias"],
        notes=[NoteRecord(body="Read it."), NoteRecord(body="Mine.", public=False)],
        addresses=[AddressRecord(label="pdf", url="https://example.org/x.pdf")],
    )
    report, _ = take(item)

    record = Article.objects.get().record()
    assert str(report) == ("1 new, 0 changed, 0 the same, 0 refused; new tags: 2")
    assert record.slug == "scaling-laws-2020"
    assert record.tags == ["machine-learning", "bias"]
    assert [(note.body, note.public) for note in record.notes] == [
        ("Read it.", True),
        ("Mine.", False),
    ]
    assert (record.status, record.published_at) == ("published", EARLY)
    assert record.addresses == item.record.addresses
    assert Tag.objects.get(slug="machine-learning").name == "Machine Learning"


def test_old_posts_are_no_news_on_the_day_of_their_import():
    take(
        entry("Old", status="published", published_at=EARLY),
        entry("To come", published_at=datetime(2999, 1, 1, tzinfo=UTC)),
    )

    old = Article.objects.get(title="Old")
    assert (old.created_at, old.updated_at) == (EARLY, EARLY)
    assert Article.objects.get(title="To come").updated_at.year < 2999


def test_content_that_is_here_as_it_is_leaves_no_trace(tmp_path):
    make_article(tags=["a"])
    file = tmp_path / "all.json"
    write_fixture(file)

    report = import_articles(file)

    assert report.outcomes == {"same": 2}
    assert report.batch is None


def test_second_run_adds_nothing():
    items = [
        entry("One", key="1", tags=["Bias"], notes=[NoteRecord(body="Hm.")]),
        entry("Two", slug="taken"),
        entry("Three", language="de", status="published"),
    ]
    make_article(slug="taken")
    take(*items)
    here = content()

    report, _ = take(*items)

    assert str(report) == "0 new, 0 changed, 3 the same, 0 refused"
    assert content() == here
    assert ImportBatch.objects.count() == 1


def test_entry_on_a_work_that_is_here_is_a_repeat():
    here = make_article(title="Ours", url="https://arxiv.org/abs/2105.12723")
    _, told = take(
        entry("Theirs", url="https://arxiv.org/pdf/2105.12723v2"),
        entry("Code", url="https://github.com/x/y"),
        entry("Code again", url="https://www.github.com/x/y/"),
        entry(
            "By its PDF",
            addresses=[AddressRecord(url="https://arxiv.org/abs/2105.12723")],
        ),
    )

    assert outcomes(told) == [
        ("repeat", "Theirs"),
        ("new", "Code"),
        ("repeat", "Code again"),
        ("repeat", "By its PDF"),
    ]
    assert told[0].says == "repeat of “Ours”"
    assert told[2].says == "repeat of “Code”"
    assert here.record() == Article.objects.get(pk=here.pk).record()


def test_repeats_are_filed_as_follow_ups_where_that_is_wanted():
    here = make_article(title="Ours", url="https://blog.example/Same")
    items = [entry("Same"), entry("Same")]

    report, told = take(*items, repeats="follow-up")

    assert [line.says for line in told] == ["follow-up to “Ours”"] * 2
    assert here.followed_by.count() == 2
    again, _ = take(*items, repeats="follow-up")
    assert str(again) == "0 new, 0 changed, 2 the same, 0 refused"
    undo(report)
    assert Article.objects.get() == here


def test_changed_export_is_merged_with_what_was_edited_here():
    take(entry("Title", key="7", excerpt="One.", credit="Ada", tags=["a"]))
    article = Article.objects.get()
    article.excerpt = "Edited here."
    article.write(["a", "ours"], [])

    _, told = take(
        entry("New title", key="7", excerpt="Two.", credit="Ada", tags=["a", "b"])
    )

    record = Article.objects.get().record()
    assert told[0].outcome == "changed"
    assert told[0].says == "kept, as it was edited here: excerpt"
    assert record.title == "New title"
    assert record.excerpt == "Edited here."
    assert set(record.tags) == {"a", "b", "ours"}
    assert record.slug == "title"
    again, told = take(
        entry("New title", key="7", excerpt="Two.", credit="Ada", tags=["a", "b"])
    )
    assert str(again) == "0 new, 0 changed, 1 the same, 0 refused"


def test_what_both_changed_stays_as_it_is_here():
    take(entry("Title", key="7", excerpt="One."))
    Article.objects.update(excerpt="Edited here.")

    _, told = take(entry("Title", key="7", excerpt="Two."))

    assert (told[0].outcome, told[0].says) == (
        "kept",
        "kept, as it was edited here: excerpt",
    )
    assert Article.objects.get().excerpt == "Edited here."
    report, _ = take(entry("Title", key="7", excerpt="Two."))
    assert report.outcomes["same"] == 1


def test_note_that_changed_in_the_export_is_the_same_note():
    take(entry("Title", key="7", notes=[NoteRecord(body="Old."), NoteRecord(body="B")]))
    note = Article.objects.get().notes.first()

    take(entry("Title", key="7", notes=[NoteRecord(body="New."), NoteRecord(body="B")]))
    assert [n.body for n in Article.objects.get().notes.all()] == ["New.", "B"]
    assert Article.objects.get().notes.first().uid == note.uid


def test_number_of_another_site_is_another_entry():
    take(entry("One", key="1", permalinks=["https://a.example/x"]))

    _, told = take(
        entry(
            "Two", key="1", url="https://e.org/2", permalinks=["https://b.example/y"]
        ),
    )
    assert outcomes(told) == [("new", "Two")]
    _, told = take(
        entry(
            "Three", key="1", url="https://e.org/3", permalinks=["https://a.example/z"]
        )
    )
    assert outcomes(told) == [("new", "Three")]


def test_same_key_twice_in_a_file_is_two_entries():
    items = [entry("One", key="1"), entry("Two", key="1", url="https://example.org/2")]
    _, told = take(*items)
    assert outcomes(told) == [("new", "One"), ("new", "Two")]

    report, _ = take(*items)
    assert report.outcomes == {"same": 2}


def test_refused_entry_is_told_and_the_others_are_filed():
    report, told = take(
        entry("Good", tags=["kept"]),
        entry("Bad", url="/here", tags=["not made"]),
        Unreadable(place="line 9", why="no title"),
        entry("Long", excerpt="x" * (limits.TEXT + 1), tags=["not made"]),
        entry("Odd\0", tags=["odd"]),
    )

    assert [line.outcome for line in told] == ["new", *["refused"] * 4]
    assert told[1].place == "item “Bad”"
    assert told[1].says.startswith("url: A web address starts with")
    assert told[2].says == "no title"
    assert report.tags == 1
    assert list(Tag.objects.values_list("slug", flat=True)) == ["kept"]
    assert Article.objects.get().title == "Good"


def test_broken_file_files_nothing():
    with pytest.raises(Refused, match=r"^export\.made: line 3: it ends in the middle$"):
        import_articles(
            Export(entry("One"), FormatError("line 3: it ends in the middle"))
        )

    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()


def test_what_is_left_out_and_what_is_lost_is_counted():
    tags = [f"tag {number}" for number in range(limits.TAGS + 1)]
    report, _ = take(
        LeftOut(place="item 1", what="page"),
        LeftOut(place="item 2", what="page"),
        LeftOut(place="item 3", what="comment"),
        entry("One", lost=["picture", "picture", "table"], tags=[*tags, "★"]),
        entry("One", lost=["picture"]),
    )

    assert str(report) == (
        "1 new, 0 changed, 0 the same, 0 refused; 1 repeats of what is here;"
        " new tags: 50; left out: comment (1), page (2);"
        " lost: picture (2), table (1), tag (2)"
    )
    known = ImportBatch.objects.get().report
    assert str(ImportReport.of_json(known)) == str(report)


def test_tags_by_another_name_are_the_tags_that_are_here():
    make_tag("Machine Learning").rename(aliases=["ML"])

    report, _ = take(entry("One", tags=["ml", "machine learning", "New"]))

    assert report.tags == 1
    assert Article.objects.get().record().tags == ["machine-learning", "new"]


def test_old_permalinks_lead_on(client):
    make_article(slug="taken")
    report, _ = take(
        entry(
            "One",
            status="published",
            permalinks=[
                "https://blog.example/2020/05/caf%C3%A9/",
                "/2020/old",
                "https://blog.example/?p=7",
                "https://blog.example/a.html#one",
                "https://blog.example",
                "/articles/one/",
                reverse("articles:article", args=["taken"]),
            ],
        ),
        entry("Two", permalinks=["/2020/old"]),
    )

    for path in ("/2020/05/caf%C3%A9/", "/2020/old"):
        answer = client.get(path)
        assert answer.status_code == 301
        assert answer["Location"] == Article.objects.get(slug="one").get_absolute_url()
    assert report.old_addresses == 2
    assert report.lost["old address"] == 5


def test_what_was_thrown_away_stays_in_the_bin():
    take(entry("One", key="1"))
    Binned.objects.throw(Article.objects.all())

    report, told = take(entry("One, changed", key="1"))

    assert (told[0].outcome, told[0].says) == (
        "kept",
        "it is in the bin: restore it there",
    )
    Binned.objects.all().delete()
    report, _ = take(entry("One", key="1"))
    assert report.outcomes == {"new": 1}


def test_entry_of_a_fixture_comes_back_from_the_bin_and_goes_there_again():
    article = make_article(title="Here")
    record = article.record()
    Binned.objects.throw([article])
    item = Entry(place="entry 1", record=record)

    report, told = take(item)

    assert told[0].says == "it was in the bin, and is restored"
    assert not Binned.objects.exists()
    undo(report)
    assert Binned.objects.get().title == "Here"
    assert not Article.objects.exists()


def test_entry_of_a_fixture_that_was_edited_here_since_stays():
    article = make_article(title="Here", updated_at=LATER)
    old = article.record()
    old.title, old.updated_at = "File", EARLY
    new = article.record()
    new.title, new.updated_at = "Newer", datetime(2023, 1, 1, tzinfo=UTC)

    _, told = take(Entry(place="entry 1", record=old))
    assert told[0].outcome == "kept"
    report, told = take(Entry(place="entry 1", record=new))
    assert told[0].outcome == "changed"
    assert Article.objects.get().record() == new
    undo(report)
    assert Article.objects.get().record() == article.record()


def test_uid_twice_in_a_file_is_refused():
    item = Entry(place="entry 1", record=make_article().record())

    _, told = take(item, item)

    assert outcomes(told)[0][0] == "same"
    assert told[1].says == "it stands twice in the file"
