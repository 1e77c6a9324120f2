"""What is kept of the content is gone when the content changes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article, kept
from tests.factories import make_article


def titles():
    public = Article.objects.published()
    return kept("titles", lambda: sorted(public.values_list("title", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_answer_is_kept_until_content_changes(django_assert_num_queries):
    make_article(title="One")
    assert titles() == ["One"]
    with django_assert_num_queries(1):
        assert titles() == ["One"]

    Article.objects.update(title="Two")
    assert titles() == ["Two"]


@pytest.mark.django_db(transaction=True)
def test_answer_ends_when_an_entry_appears():
    make_article(
        title="Soon", published_at=timezone.now() + timedelta(milliseconds=200)
    )
    assert titles() == []
    until = Article.objects.get().published_at
    while timezone.now() <= until:
        pass

    assert titles() == ["Soon"]


@pytest.mark.django_db(transaction=True)
def test_answer_of_a_transaction_that_fails_is_not_kept():
    with transaction.atomic():
        make_article(title="Never")
        assert titles() == ["Never"]
        transaction.set_rollback(True)

    assert titles() == []
