"""Covered before: entries on the same work, beside it, and near it."""

from datetime import UTC, datetime

import pytest

from articles.models import Binned, acting, coverage, tell_covered
from tests.admin.desk import make_editor
from tests.factories import make_address, make_article, make_note

pytestmark = pytest.mark.django_db

OLD = datetime(2001, 1, 1, tzinfo=UTC)


def titles(articles):
    return [article.title for article in articles]


def test_same_work_is_found_by_its_key_with_what_we_said_first():
    first = make_article(title="First", url="https://arxiv.org/abs/2105.12723")
    make_note(first, body="Read *this*.")
    make_note(first, body="And that.")
    again = make_article(title="Again", url=first.url, follows=first)

    found = coverage("http://www.arxiv.org/pdf/2105.12723v2.pdf")

    assert titles(found.same) == ["First", "Again"]
    assert [note.opening for note in found.same[0].first_notes] == ["Read this."]
    assert titles(coverage(first.url, but=again.pk).same) == ["First"]
    assert not any(vars(coverage("no address")).values())


def test_each_address_counts_both_ways():
    paper = make_article(title="Paper", url="https://arxiv.org/abs/2105.12723")
    make_address(paper, "https://github.com/Trees/forest", "code")
    make_article(title="Talk", url="https://youtu.be/abcdefghijk")

    by_code = coverage("https://github.com/trees/forest/tree/main")
    by_further = coverage("https://x.example/", more=["https://youtu.be/abcdefghijk"])

    assert (titles(by_code.same), titles(by_further.same)) == (["Paper"], ["Talk"])
    assert coverage("https://github.com/trees/forest", but=paper.pk).same == []
    assert titles(coverage("no address", more=["nor this", paper.url]).same) == [
        "Paper"
    ]


def test_keys_that_differ_by_the_fragment_alone_are_beside():
    for end in ("a", "A", "a#one", "a#two", "ab", "a/b", "A#one"):
        make_article(title=end, url=f"https://blog.example/{end}")

    assert titles(coverage("https://blog.example/a#one").beside) == ["a", "a#two"]
    assert titles(coverage("https://blog.example/a").beside) == ["a#one", "a#two"]


def test_near_is_much_the_same_title_or_the_same_authors_in_any_order():
    names = ["Zoë Baum", "Bo Laub"]
    make_article(title="Of Trees: A Surveys", status="draft", published_at=None)
    make_article(title="Two", authors=["bo laub", "Zoe Baum"])
    make_article(title="Three", authors=["Bo Laub"])
    make_article(title="Of something else")

    found = coverage("https://x.example/", "Of Trees – a survey", names)

    assert titles(found.near) == ["Of Trees: A Surveys", "Two"]
    assert coverage("https://x.example/").near == []
    assert coverage("https://x.example/", "Quite another title").near == []


def test_near_is_looked_for_among_all_that_was_published(monkeypatch):
    monkeypatch.setattr("articles.models.covering.LATEST", 1)
    make_article(title="Slow trees", updated_at=OLD)
    make_article(title="Quick ones", updated_at=OLD, authors=["Bo Laub"])
    make_article()

    found = coverage("https://x.example/", "Slow Trees!", ["Bo Laub"])

    assert titles(found.near) == ["Slow trees", "Quick ones"]


def test_it_is_bounded_in_entries_and_in_queries(django_assert_max_num_queries):
    first = make_article(url="https://blog.example/a")
    for number in range(8):
        make_note(make_article(url=first.url, follows=first))
        make_note(make_article(url=f"{first.url}#{number}"))
        make_note(make_article(title="Much the same", authors=["Bo Laub"]))

    with django_assert_max_num_queries(11):
        found = coverage(first.url, "Much the same", ["Bo Laub"])
        for article in (*found.same, *found.beside, *found.near):
            assert all((str(article), article.state_label, article.site, article.uid))
    assert [len(kind) for kind in vars(found).values()] == [5, 5, 5]


def covered_by(*entries):
    entries = list(entries)
    tell_covered(entries)
    return [titles(entry.covered) for entry in entries]


def test_entry_of_a_list_has_what_else_is_on_any_of_its_works():
    first = make_article(title="First", url="https://blog.example/a")
    make_note(first, body="Read *this*.")
    again = make_article(title="Again", url=first.url, follows=first)
    other = make_article(title="Other", follows=first)  # of another work
    draft = make_article(title="Draft", status="draft", published_at=None)
    make_address(draft, "https://github.com/trees/forest", "code")
    paper = make_article(title="Paper")
    make_address(paper, "https://github.com/Trees/forest/", "code")
    code = make_article(title="Code", url="https://github.com/trees/forest")

    found = covered_by(first, again, other, draft, paper, code, make_article())

    assert found[:3] == [["Again"], ["First"], ["First"]]
    assert found[3:] == [["Paper", "Code"], ["Code", "Draft"], ["Paper", "Draft"], []]
    assert [note.opening for note in again.covered[0].first_notes] == ["Read this."]
    assert covered_by() == []


def test_entry_in_the_bin_has_what_is_on_its_works_by_now():
    gone = make_article(url="https://blog.example/a")
    make_address(gone, "https://blog.example/a.pdf", "pdf")
    plain = make_article()
    Binned.objects.throw([gone, plain])
    make_article(title="New", url="https://blog.example/a")
    make_article(title="PDF", url="https://blog.example/a.pdf")

    rows = Binned.objects.defer("entries").order_by("pk")

    assert covered_by(*rows) == [["New", "PDF"], []]


def test_lists_cost_two_queries(django_assert_num_queries):
    first = make_article()
    make_note(first)
    for count in (1, 8):
        entries = [make_article(url=first.url, follows=first) for _ in range(count)]
        with django_assert_num_queries(2):
            assert covered_by(*entries)[0][0] == first.title
            assert [one.covered[0].first_notes[0].opening for one in entries]


def test_further_address_of_an_entry_is_beside_as_its_source_is():
    paper = make_article(title="Paper", url="https://x.example/abs")
    make_address(paper, "https://blog.example/paper.pdf", "pdf")
    part = make_article(title="Part", url="https://x.example/part")
    make_address(part, "https://blog.example/paper.pdf#page=9", "pdf")

    assert titles(coverage("https://blog.example/paper.pdf#page=3").beside) == [
        "Paper",
        "Part",
    ]
    assert coverage("https://blog.example/paper.pdfs#page=3").beside == []


def test_contributor_is_told_of_what_is_hidden_on_the_work_itself_and_no_title():
    ann = make_editor("add_article", name="ann")
    draft = {"status": "draft", "published_at": None}
    hidden = make_article(title="Slow trees", url="https://blog.example/a", **draft)
    make_note(hidden, "Not for you.", public=False)
    make_article(title="Slow trees", url="https://blog.example/a#b", **draft)
    own = make_article(title="Slow tree", account=ann, **draft)
    out = make_article(title="Slow trees.", url="https://blog.example/a#c")
    make_note(out, "Hidden.", public=False)
    mine = make_article(follows=hidden, account=ann, **draft)

    with acting(ann):
        found = coverage("https://blog.example/a", "Slow trees")
        tell_covered([mine])

    assert [one.is_known for one in found.same] == [False]
    assert (found.beside, found.near) == ([out], [own])
    assert (found.beside[0].is_open, found.beside[0].first_notes) == (False, [])
    assert found.near[0].is_open
    assert [one.is_known for one in mine.covered] == [False]
