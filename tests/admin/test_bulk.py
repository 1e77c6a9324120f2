"""Steps for a selection, or for all that a filter finds: first seen, then done."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry

from articles import limits
from articles.jobs.fixtures import load_fixture
from articles.models import Article, Revision, Tag
from tests.admin.desk import (
    choose,
    make_editor,
    press,
    record_of,
    state_of,
    words_of,
)
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
DRAFT = {"status": "draft", "published_at": None}


def tags_of(article):
    return Article.objects.get(pk=article.pk).record().tags


def lines_of(response):
    return [(str(line.entry), *line[1:]) for line in response.context["lines"]]


def test_tags_are_shown_before_they_are_written(admin_client):
    one, two = make_article(["a"], title="One"), make_article(["b"], title="Two")
    left = make_article(["a"])
    page = choose(admin_client, "change_tags", one, two)
    assert "2 entries are selected" in words_of(page)

    page = press(admin_client, page, "_show", add=["b", "new"], take=["a"])
    assert lines_of(page) == [("Two", "b", "b, new"), ("One", "a", "b, new")]
    assert "2 of them get other tags." in words_of(page)
    assert (tags_of(one), tags_of(two)) == (["a"], ["b"])
    assert not Tag.objects.filter(name="new").exists()

    page = press(admin_client, page, "_do")
    assert "2 entries are changed." in words_of(page)
    assert (tags_of(one), tags_of(two)) == (["b", "new"], ["b", "new"])
    assert tags_of(left) == ["a"]
    told = LogEntry.objects.filter(object_id=one.pk).get()
    assert told.get_change_message() == "Changed tags."
    latest = Revision.objects.of(one.uid).first()
    assert (latest.name, latest.changed) == ("admin", ["tags"])


def test_all_that_a_filter_finds_is_changed_and_nothing_else(admin_client):
    drafts = [make_article(**DRAFT) for _ in range(60)]
    public = make_article()
    query = "?state=draft"

    page = choose(admin_client, "change_tags", drafts[0], across=True, query=query)
    assert "60 entries are selected" in words_of(page)
    page = press(admin_client, page, "_show", query, add=["a"])
    assert len(page.context["lines"]) == 20
    assert "And 40 more" in words_of(page)
    page = press(admin_client, page, "_do", query)

    assert page.request["QUERY_STRING"] == "state=draft"
    assert {tuple(tags_of(draft)) for draft in drafts} == {("a",)}
    assert tags_of(public) == []


def test_what_changed_after_it_was_shown_is_shown_again(admin_client):
    drafts = [make_article(**DRAFT) for _ in range(2)]
    page = choose(admin_client, "publish", *drafts)
    drafts[0].set_tags(["a"])
    drafts[0].touch()

    page = press(admin_client, page, "_do")
    assert "look at it again" in words_of(page)
    assert {state_of(draft) for draft in drafts} == {"draft"}

    page = press(admin_client, page, "_do")
    assert {state_of(draft) for draft in drafts} == {"published"}


def test_form_that_changed_after_it_was_shown_is_shown_again(admin_client):
    article = make_article()
    page = choose(admin_client, "change_tags", article)
    page = press(admin_client, page, "_show", add=["a"])

    page = press(admin_client, page, "_do", add=["b"])

    assert "look at it again" in words_of(page)
    assert tags_of(article) == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Name a tag"),
        ({"take": ["nothing"]}, "There is no tag “nothing”."),
        ({"add": ["!"]}, "A name has a letter or a digit."),
        ({"add": ["x" * 61]}, "at most 60"),
        ({"add": ["\x00"]}, "Take out"),
        ({"take": ["\x00"]}, "Take out"),
        ({"add": [str(number) for number in range(51)]}, "51 tags"),
    ],
)
def test_bad_tags_are_refused_in_words(admin_client, fields, says):
    article = make_article(["a"])
    page = choose(admin_client, "change_tags", article)

    for button in ("_show", "_do"):
        answer = press(admin_client, page, button, **fields)
        assert says in words_of(answer)
    assert tags_of(article) == ["a"]


def test_entry_that_would_bear_too_many_tags_stops_all(admin_client):
    full = make_article([f"t{number}" for number in range(limits.TAGS)], title="Full")
    other = make_article()
    page = choose(admin_client, "change_tags", full, other)
    page = press(admin_client, page, "_show", add=["a"])

    answer = press(admin_client, page, "_do")

    assert "“Full”: 51 tags: at most 50 an entry. Nothing was changed." in words_of(
        answer
    )
    assert tags_of(other) == []


def test_entries_are_spread_over_days_and_appear_by_themselves(admin_client):
    drafts = [
        make_article(
            title=title, updated_at=datetime(2021, 1, day, tzinfo=UTC), **DRAFT
        )
        for day, title in ((1, "A"), (2, "B"), (3, "C"))
    ]
    page = choose(admin_client, "spread", *drafts)
    fields = {"first": "2100-02-01", "at": "09:30", "a_day": "2", "publish": "on"}

    page = press(admin_client, page, "_show", **fields)
    assert lines_of(page) == [
        ("C", "", "2100-02-01 09:30"),
        ("B", "", "2100-02-01 09:30"),
        ("A", "", "2100-02-02 09:30"),
    ]
    assert "On 2 days, from 2100-02-01 to 2100-02-02: at most 2" in words_of(page)
    page = press(admin_client, page, "_show", reverse="on", a_day="", days="3")
    assert [line[0] for line in lines_of(page)] == ["A", "B", "C"]
    page = press(admin_client, page, "_do")

    assert [record_of(draft).published_at for draft in drafts] == [
        datetime(2100, 2, day, 9, 30, tzinfo=UTC) for day in (1, 2, 3)
    ]
    assert {state_of(draft) for draft in drafts} == {"scheduled"}


def test_spread_counts_by_the_clocks_of_the_site(admin_client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    draft = make_article(**DRAFT)
    page = choose(admin_client, "spread", draft)
    fields = {"first": "2100-07-01", "at": "00:30", "a_day": "1"}
    fields["publish"] = []

    page = press(admin_client, page, "_show", **fields)
    press(admin_client, page, "_do")

    at = record_of(draft).published_at
    assert at == datetime(2100, 6, 30, 22, 30, tzinfo=UTC)
    assert state_of(draft) == "draft"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"a_day": ""}, "Say either how many a day"),
        ({"days": "3"}, "Say either how many a day"),
        ({"first": "x"}, "Enter a valid date."),
        ({"first": "8999-12-31"}, "There is no calendar"),
        ({"first": "9999-12-31"}, "There is no calendar"),
        ({"first": "0001-01-01", "publish": []}, "There is no calendar"),
        ({"at": "25:00"}, "Enter a valid time."),
        ({"a_day": "0"}, "greater than or equal to 1"),
        ({"a_day": "9" * 40}, "less than or equal to 10000"),
        ({"first": "2021-01-01"}, "is over"),
    ],
)
def test_bad_days_are_refused_in_words(admin_client, fields, says):
    drafts = [make_article(**DRAFT) for _ in range(2)]
    page = choose(admin_client, "spread", *drafts)
    good = {"first": "2100-02-01", "at": "09:30", "a_day": "1", "publish": "on"}

    for button in ("_show", "_do"):
        answer = press(admin_client, page, button, **good | fields)
        assert says in words_of(answer)
    assert record_of(drafts[0]).published_at is None


@pytest.mark.parametrize(
    ("action", "columns", "state"),
    [("publish", DRAFT, "published"), ("withdraw", {}, "withdrawn")],
)
def test_step_is_taken_by_a_selection(admin_client, action, columns, state):
    chosen, left = [make_article(**columns) for _ in range(2)], make_article(**columns)
    before = record_of(left), record_of(chosen[0])

    page = choose(admin_client, action, *chosen)
    assert record_of(chosen[0]) == before[1]
    assert {line[2] for line in lines_of(page)} == {state}
    why = {"why": "A hoax."} if action == "withdraw" else {}
    response = press(admin_client, page, "_do", **why)

    assert f"2 {state}." in words_of(response)
    assert [state_of(article) for article in chosen] == [state] * 2
    assert record_of(left) == before[0]
    told = LogEntry.objects.filter(object_id=chosen[0].pk).get()
    assert told.change_message.splitlines() == [f"Now {state}.", *why.values()]


@pytest.mark.parametrize(
    ("action", "columns", "other"),
    [
        ("publish", DRAFT, {"status": "withdrawn"}),
        ("withdraw", {}, DRAFT),
        ("spread", DRAFT, {}),
    ],
)
def test_step_is_taken_by_all_or_by_none(admin_client, action, columns, other):
    chosen = [make_article(title=t, **c) for t, c in (("A", columns), ("B", other))]
    before = [record_of(article) for article in chosen]
    fields = {"first": "2100-02-01", "at": "09:30", "a_day": "1"}

    page = choose(admin_client, action, *chosen)
    for button in ("_show", "_do", "_do"):
        page = press(admin_client, page, button, **fields)
        assert "1 of them cannot: “B” is " in words_of(page)
        assert 'name="_do"' not in page.content.decode()

    assert [record_of(article) for article in chosen] == before


def test_readers_are_told_why_entries_were_withdrawn(admin_client, client):
    articles = [make_article() for _ in range(2)]
    page = choose(admin_client, "withdraw", *articles)

    answer = press(admin_client, page, "_do", why="x" * 501)
    assert "at most 500" in words_of(answer)
    answer = press(admin_client, page, "_do")
    assert "readers see the reason. Nothing was changed." in words_of(answer)
    assert record_of(articles[0]).reason == ""
    press(admin_client, answer, "_do", why="The paper was retracted.")

    for article in articles:
        assert record_of(article).reason == "The paper was retracted."
        told = LogEntry.objects.filter(object_id=article.pk).get()
        assert told.change_message == "Now withdrawn.\nThe paper was retracted."


def test_entries_that_are_gone_are_told(admin_client):
    article = make_article()
    page = choose(admin_client, "withdraw", article)
    article.delete()

    assert "are not there any more" in words_of(press(admin_client, page, "_do"))


def test_too_many_are_refused(admin_client, monkeypatch):
    monkeypatch.setattr(limits, "BULK", 2)
    articles = [make_article() for _ in range(3)]

    page = choose(admin_client, "change_tags", articles[0], across=True)

    assert page.status_code == 302
    assert "more than 2 entries" in words_of(admin_client.get(LIST))


def test_who_may_only_look_changes_nothing(client):
    article = make_article()
    client.force_login(make_editor("view_article"))

    for action in ("change_tags", "spread", "publish", "withdraw"):
        fields = {"action": action, "_selected_action": article.pk, "_do": "x"}
        client.post(LIST, fields | {"add": "a"})
    page = client.get(LIST).content.decode()

    assert state_of(article) == "published"
    assert tags_of(article) == []
    assert 'value="download"' in page
    assert 'value="spread"' not in page


@pytest.mark.parametrize("across", [False, True])
def test_downloaded_selection_is_a_fixture(admin_client, tmp_path, across):
    article, other = make_article(["b", "a"]), make_article(["c"], **DRAFT)
    make_note(article)
    before = record_of(article)

    query = "?state=published"
    response = choose(admin_client, "download", article, across=across, query=query)
    (tmp_path / "selection.json").write_bytes(response.getvalue())
    for row in (article, other, *Tag.objects.all()):
        row.delete()
    load_fixture(tmp_path / "selection.json")

    assert "attachment" in response["Content-Disposition"]
    assert Article.objects.get().record() == before
    assert [tag.name for tag in Tag.objects.all()] == ["a", "b"]
