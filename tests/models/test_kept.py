"""What is kept of the content is gone when the content changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Watch, at_stand, kept
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def titles():
    """A function that returns the titles of public articles, as a reader gets them."""
    watch = Watch(interval=0)

    def ask():
        public = Article.objects.published()
        return sorted(public.values_list("title", flat=True))

    def answer():
        with at_stand(watch.now()):
            return kept("titles", ask)

    yield answer
    watch.close()


def test_answer_is_kept_until_content_changes(titles, django_assert_num_queries):
    make_article(title="One")
    assert titles() == ["One"]
    with django_assert_num_queries(0):
        assert titles() == ["One"]

    Article.objects.update(title="Two")
    assert titles() == ["Two"]


def test_answer_to_who_may_see_more_is_not_kept():
    make_article(title="One")
    for title in ("One", "Two"):
        Article.objects.update(title=title)
        assert kept("first", lambda: Article.objects.get().title) == title


def test_answer_ends_when_an_entry_appears(titles):
    make_article(
        title="Soon", published_at=timezone.now() + timedelta(milliseconds=200)
    )
    assert titles() == []
    until = Article.objects.get().published_at
    while timezone.now() <= until:
        pass

    assert titles() == ["Soon"]
