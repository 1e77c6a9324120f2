from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from articles import limits
from articles.errors import Refused
from articles.models import Annotation, Article, OldAddress
from tests.factories import make_article, make_note

pytestmark = pytest.mark.django_db

SCHEDULED = datetime(2999, 1, 1, tzinfo=UTC)


def test_draft_and_scheduled_and_withdrawn_are_not_published():
    shown = make_article()
    make_article(status="draft")
    make_article(status="review")
    make_article(status="withdrawn")
    make_article(published_at=timezone.now() + timedelta(seconds=60))

    assert list(Article.objects.published()) == [shown]


def test_scheduled_article_is_published_at_its_instant():
    at = datetime(2031, 5, 1, 12, tzinfo=UTC)
    article = make_article(published_at=at)

    assert not Article.objects.published(at - timedelta(microseconds=1)).exists()
    assert list(Article.objects.published(at)) == [article]
    assert article.is_scheduled
    assert article.is_public(at)


def test_of_two_at_the_same_instant_the_smaller_slug_comes_first():
    at = datetime(2021, 5, 1, tzinfo=UTC)
    for slug in ("b", "a-1", "é", "z"):
        make_article(slug=slug, published_at=at)

    newest = Article.objects.newest_first().values_list("slug", flat=True)

    assert list(newest) == ["a-1", "b", "z", "é"]


def test_publish_dates_an_article_and_keeps_the_first_date():
    article = make_article(status="draft", published_at=None)
    article.publish()
    first = article.published_at
    article.withdraw("A hoax.")
    article.reopen()
    article.publish()

    assert article.published_at == first
    assert article.is_public()


@pytest.mark.parametrize(
    ("columns", "step", "words"),
    [
        ({}, "publish", "is published already"),
        ({"published_at": SCHEDULED}, "publish", "is scheduled already"),
        ({"status": "draft"}, "reopen", "is a draft already"),
        ({}, "reopen", "withdraw it first"),
        ({"status": "review"}, "submit", "is no draft"),
    ],
    ids=str,
)
def test_step_that_leads_nowhere_is_refused_and_changes_nothing(columns, step, words):
    article = make_article(**columns)
    before = Article.objects.get().record()

    with pytest.raises(Refused, match=words):
        getattr(article, step)()

    assert Article.objects.get().record() == before


def test_withdrawn_article_is_published_again_only_by_way_of_a_draft():
    article = make_article()
    article.withdraw("A hoax.")

    with pytest.raises(Refused, match="draft first"):
        article.publish()


def test_what_readers_never_saw_is_not_withdrawn():
    with pytest.raises(Refused, match="not public"):
        make_article(status="draft").withdraw("A hoax.")


def test_another_spelling_of_a_source_is_refused_in_words():
    make_article(title="Nested", url="https://arxiv.org/abs/2105.12723")
    copy = Article(title="Again", url="http://arxiv.org/pdf/2105.12723v2.pdf")

    with pytest.raises(ValidationError, match="“Nested” quotes this already"):
        copy.full_clean()


def test_database_keeps_a_work_once_among_entries_that_follow_nothing():
    first = make_article(url="https://arxiv.org/abs/2105.12723")

    with pytest.raises(IntegrityError), transaction.atomic():
        Article(title="x", slug="x", url="https://arxiv.org/pdf/2105.12723").save()

    again = make_article(url="https://arxiv.org/pdf/2105.12723", follows=first)
    assert again.work_key == first.work_key == "arxiv:2105.12723"


def test_circle_of_follow_ups_is_refused():
    first = make_article()
    second = make_article(follows=first)
    first.follows = second

    with pytest.raises(ValidationError, match="follow itself"):
        first.full_clean()


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "x" * (limits.TITLE + 1)},
        {"title": ""},
        {"slug": ""},
        {"excerpt": "x" * (limits.TEXT + 1)},
        {"via_name": "x" * (limits.NAME + 1)},
        {"via_url": "javascript:alert(1)"},
        {"url": "ftp://example.org/"},
        {"status": "published", "published_at": None},
        {"status": "gone"},
        {"source_date": "21"},
        {"source_date": "abcd"},
        {"slug": "a+b"},
        {"language": ""},
        {"canonical_url": "x" * (limits.ADDRESS + 1)},
        {"work_key": "x" * (limits.ADDRESS + 1)},
        {"site": "x" * (limits.SITE + 1)},
    ],
    ids=" ".join,
)
def test_database_itself_refuses_what_no_row_may_be(columns):
    article = make_article()

    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"title": "x" * 301}, "at most 300"),
        ({"excerpt": "x" * 20_001}, "at most 20000"),
        ({"url": "https://example.org/" + "x" * 2_000}, "at most 2000"),
        ({"url": "javascript:alert(1)"}, "http"),
        ({"url": "//example.org/x"}, "http"),
        ({"title": "a\x00b"}, "U\\+0000"),
        ({"title": "a\ud800b"}, "surrogate"),
        ({"excerpt": "a\x07b"}, "U\\+0007"),
        ({"slug": "../x"}, "cannot stand in an address"),
        ({"source_date": "2021-02-30"}, "not a year"),
        ({"source_date": "0000"}, "not a year"),
        ({"language": "English!"}, "not a language"),
        ({"authors": ["x" * 201]}, "1 to 200"),
        ({"authors": "Ann"}, "list of names"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_refusal_says_in_words_what_is_wrong(columns, words):
    article = make_article()
    for column, value in columns.items():
        setattr(article, column, value)

    with pytest.raises(ValidationError, match=words):
        article.full_clean()


@pytest.mark.parametrize("known", ["", "2021", "2021-11", "2021-11-13", "2020-02-29"])
def test_source_date_is_as_much_as_is_known(known):
    article = make_article(source_date=known)

    article.full_clean()


def test_address_is_made_from_the_title_and_kept_apart():
    first = Article(title="Moore’s Law", url="https://example.org/1")
    first.full_clean()
    first.save()
    second = Article(title="Moore’s Law", url="https://example.org/2")
    second.full_clean()

    assert (first.slug, second.slug) == ("moores-law", "moores-law-2")


def test_long_titles_that_are_alike_get_addresses_of_their_own():
    for number in range(12):
        url = f"https://example.org/{number}"
        article = Article(title="x" * limits.TITLE, url=url)
        article.full_clean()
        article.save()

    assert len(article.slug) <= limits.SLUG
    assert article.slug.endswith("-12")


def test_title_without_a_letter_still_gets_an_address():
    article = Article(title="!!!", url="https://example.org/1")
    article.full_clean()

    assert article.slug == "entry"


def move(article, slug):
    article.slug = slug
    article.full_clean()
    article.write(tags=[], notes=[])


def test_moved_article_leaves_its_old_address():
    article = make_article(slug="old")
    move(article, "new")
    move(article, "newer")

    assert OldAddress.objects.find("/articles/old/").target == article
    assert OldAddress.objects.find("/articles/new/").target == article
    assert OldAddress.objects.find("/articles/newer/") is None


def test_address_that_leads_to_another_article_is_not_taken():
    move(make_article(slug="old"), "new")
    article = make_article(slug="other")

    with pytest.raises(ValidationError, match="choose another"):
        move(article, "old")


def test_rendered_excerpt_follows_what_is_written():
    article = make_article(excerpt="*one*")
    article.excerpt = "**two**"
    article.save(update_fields=["excerpt"])

    html = Article.objects.get(pk=article.pk).excerpt_html
    assert html.strip() == "<p><strong>two</strong></p>"


def test_notes_change_places():
    article = make_article()
    one, two, three = (make_note(article, body) for body in ("one", "two", "three"))
    Annotation.objects.arrange(article, [three, one, two])

    assert [note.body for note in article.notes.all()] == ["three", "one", "two"]
    assert {note.pk for note in article.notes.all()} == {one.pk, two.pk, three.pk}


def test_notes_that_are_left_out_go():
    article = make_article()
    one, two = (make_note(article, body) for body in ("one", "two"))
    Annotation.objects.arrange(article, [two])

    assert list(article.notes.all()) == [two]
    assert not Annotation.objects.filter(pk=one.pk).exists()


def test_two_hundred_notes_are_taken_and_one_more_is_refused():
    article = make_article()
    notes = [Annotation(body=f"note {number}") for number in range(limits.NOTES + 1)]

    with pytest.raises(Refused, match="at most 200"):
        Annotation.objects.arrange(article, notes)
    Annotation.objects.arrange(article, notes[:-1])

    assert article.notes.count() == limits.NOTES
