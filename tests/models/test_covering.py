"""Covered before: entries on the same work, beside it, and near it."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, coverage, with_earlier
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

    with django_assert_max_num_queries(10):
        found = coverage(first.url, "Much the same", ["Bo Laub"])
        for article in (*found.same, *found.beside, *found.near):
            assert all((str(article), article.state_label, article.site, article.uid))
    assert [len(kind) for kind in vars(found).values()] == [5, 5, 5]

    with django_assert_max_num_queries(3):
        for article in with_earlier(Article.objects.filter(follows=first)):
            assert article.follows.first_notes == []
