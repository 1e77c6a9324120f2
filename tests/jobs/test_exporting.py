"""Exports of some of the content: each loads by itself."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from articles.errors import Refused
from articles.jobs.exporting import write_export
from articles.jobs.fixtures import export_fixture, load_fixture
from articles.jobs.importing import import_articles
from articles.models import Article, OldAddress, Page, chosen
from tests.factories import make_address, make_article, make_note, make_tag
from tests.jobs.test_fixtures import content, empty

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + timedelta(days=1)
READ_AS = {"csv": "spreadsheet"}


@pytest.fixture
def export(tmp_path):
    """A function that exports, and checks that the export loads and comes back."""

    def export(published=False, **how):
        articles = chosen(published, **how)
        text = "".join(export_fixture(articles, published=published))
        file = tmp_path / "part.json"
        file.write_text(text, encoding="utf-8")
        empty()
        load_fixture(file)
        assert content() == text
        return [entry["fields"] for entry in json.loads(text)]

    return export


def titles(entries):
    return [entry["title"] for entry in entries if "url" in entry]


def test_published_export_holds_what_readers_see_and_nothing_else(export):
    shown = make_article(title="Shown", tags=["bias"])
    make_note(shown, "For all.")
    make_note(shown, "For us.", public=False)
    make_article(title="Draft", tags=["unborn"], status="draft")
    make_article(title="Withdrawn", status="withdrawn")
    make_article(title="Scheduled", published_at=TOMORROW)
    make_tag("unused")
    Page(title="About").save()
    OldAddress.objects.leave("/old/", shown)
    OldAddress.objects.leave("/draft/", Article.objects.get(title="Draft"))
    entries = export(published=True)

    assert titles(entries) == ["Shown"]
    assert [entry["name"] for entry in entries if "name" in entry] == ["bias"]
    assert [entry["path"] for entry in entries if "path" in entry] == ["/old/"]
    assert [note["body"] for entry in entries for note in entry.get("notes", [])] == [
        "For all."
    ]
    assert entries[1]["title"] == "About"


def test_published_export_leaves_out_the_hidden_entry_that_one_follows(export):
    work = "https://example.org/work"
    first = make_article(title="First", slug="1", url=work)
    hidden = make_article(title="Hidden", slug="2", url=work, follows=first)
    make_article(title="Third", slug="3", url=work, follows=hidden)
    entries = export(published=True)
    assert titles(entries) == ["First", "Hidden", "Third"]

    Article.objects.filter(title="Hidden").update(status="withdrawn")
    entries = export(published=True)
    assert titles(entries) == ["First", "Third"]
    assert entries[1]["follows"] == str(first.uid)


def test_published_export_of_follow_ups_of_a_hidden_entry_loads(export):
    work = "https://example.org/work"
    hidden = make_article(title="Hidden", url=work, status="draft")
    second = make_article(title="Second", slug="2", url=work, follows=hidden)
    make_article(title="Third", slug="3", url=work, follows=hidden)
    entries = export(published=True)

    assert titles(entries) == ["Second", "Third"]
    assert "follows" not in entries[0]
    assert entries[1]["follows"] == str(second.uid)


def test_published_export_of_follow_ups_that_hold_an_address_of_each_other_loads(
    export,
):
    hidden = make_article(title="Hidden", status="draft")
    paper = make_article(title="Paper", slug="1", follows=hidden)
    make_address(paper, "https://github.com/a/b", "code")
    make_article(title="Code", slug="2", url="https://github.com/a/b", follows=hidden)
    third = make_article(title="Third", slug="3", follows=hidden)
    make_address(third, "https://github.com/a/b", "code")

    entries = export(published=True)

    follows = {entry["title"]: entry.get("follows") for entry in entries}
    assert follows == {"Paper": None, "Code": str(paper.uid), "Third": None}


def test_export_of_a_tag_knows_it_by_any_name(export):
    first = make_article(title="Before", tags=["speed"])
    make_article(title="Tagged", tags=["bias"], follows=first, status="draft")
    make_article(title="Other", tags=["speed"])
    make_tag("bias").set_aliases(["prejudice"])
    entries = export(tag="Prejudice")

    assert titles(entries) == ["Before", "Tagged"]


def test_export_of_a_tag_that_never_was_is_refused():
    with pytest.raises(Refused, match="no tag “nosuch”"):
        chosen(tag="nosuch")


def test_export_since_a_day_counts_days_of_the_site(export, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    for hour in (10, 11):  # 2021-05-01 begins at 12:00 UTC on the day before
        at = datetime(2021, 4, 30, hour + 1, tzinfo=UTC)
        make_article(title=f"{hour}", updated_at=at)

    assert titles(export(since=date(2021, 5, 1))) == ["11"]


def test_choices_of_an_export_narrow_together(export):
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    make_article(title="Right", tags=["bias"], updated_at=new)
    make_article(title="Old", tags=["bias"], updated_at=old)
    make_article(title="Other", tags=["speed"], updated_at=new)
    make_article(title="Draft", tags=["bias"], updated_at=new, status="draft")

    since = date(2020, 6, 1)
    assert titles(export(published=True, tag="bias", since=since)) == ["Right"]


def test_entry_stands_before_its_follow_up_also_where_a_hidden_one_lay_between(export):
    first = make_article(slug="x", title="First", url="https://example.org/x")
    again = make_article(slug="r", title="Again", url=first.url, follows=first)
    hidden = make_article(
        slug="h", title="Hidden", url=first.url, follows=again, status="draft"
    )
    make_article(slug="q", title="Last", url=first.url, follows=hidden)

    assert titles(export(published=True)) == ["First", "Again", "Last"]


def test_first_of_follow_ups_that_lost_what_they_follow_stands_in_its_place(export):
    hidden = make_article(slug="h", url="https://example.org/x", status="draft")
    make_article(slug="b", title="B", url=hidden.url, follows=hidden)
    make_article(slug="a", title="A", url=hidden.url, follows=hidden)
    make_article(slug="c", title="C")

    assert titles(export(published=True)) == ["A", "C", "B"]


def test_part_of_what_is_published_holds_no_page(export):
    make_article(tags=["bias"])
    Page(title="About").save()

    assert [e for e in export(published=True, tag="bias") if "body" in e] == []


@pytest.mark.parametrize("how", ["rename", "merge"])
def test_export_after_a_tag_was_renamed_or_merged_loads_elsewhere(export, how):
    make_article(tags=["machine-learning"])
    tag = make_tag("machine-learning")
    if how == "rename":
        tag.rename("deep learning", "deep-learning")
    else:
        tag.merge_into(make_tag("deep learning"))

    paths = [entry["path"] for entry in export() if "path" in entry]
    assert paths == ["/tags/machine-learning/"]


@pytest.mark.parametrize("format", ["csv", "jsonfeed", "wordpress"])
def test_states_and_dates_come_back_by_an_import(tmp_path, format):
    for number, status in enumerate(Article.Status, start=1):
        at = datetime(2021, 11, number, 12, 30, 5, 123456, tzinfo=UTC)
        make_article(title=f"Of <{status}>", status=status, published_at=at)
    make_article(title="Scheduled", published_at=TOMORROW)
    make_article(title="Plain draft", status="draft", published_at=None)
    rows = Article.objects.order_by("title").values("title", "status", "published_at")
    before, file = list(rows), tmp_path / "export"
    write_export(file, format)
    empty()
    import_articles(file, READ_AS.get(format, format))

    assert list(rows.all()) == before
