"""What is asked once within a moment of the database."""

import pytest

from articles.models import Article, moment, once
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def count():
    return once("count", Article.objects.count)


def test_answer_stands_for_the_moment_and_no_longer(django_assert_num_queries):
    make_article()
    assert count() == 1
    make_article()
    with moment(), django_assert_num_queries(1):
        assert [count(), count()] == [2, 2]
    make_article()

    assert count() == 3


def test_moment_within_another_is_a_part_of_it():
    with moment():
        with moment():
            assert count() == 0
        make_article()
        assert count() == 0
    assert count() == 1


def test_answers_that_are_forgotten_are_asked_for_again():
    make_article()
    with moment():
        assert count() == 1
        for number in range(1_000):
            once(number, lambda: None)
        make_article()
        assert count() == 2
