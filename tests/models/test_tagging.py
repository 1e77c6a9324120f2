import pytest

from articles.models import fitting, offer
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def test_typed_tag_is_met_exactly_then_by_use_then_by_spelling():
    make_article(tags=["data science"])
    for name in ("data", "big data", "database"):
        make_tag(name)

    assert offer("DATA") == ["data", "data science", "big data", "database"]
    assert offer("databse") == ["database"]
    assert offer("xyz") == []
    assert list(offer(" ")) == ["big data", "data", "data science", "database"]


def test_alias_that_is_typed_answers_with_its_tag():
    for _ in range(2):
        make_article(tags=["xml"])
    make_tag("machine learning").set_aliases(["ML", "Maschinelles Lernen"])

    assert offer("ml") == ["machine learning", "xml"]
    assert offer("maschinelles") == ["machine learning"]
    assert offer("machine-learning")[0] == "machine learning"


def test_tags_fit_by_the_words_of_an_entry_and_by_its_source(django_assert_num_queries):
    make_tag("machine learning").set_aliases(["ML"])
    for name in ("model", "Übung", "Moore’s Law", "bias"):
        make_tag(name)
    for number in range(4):
        tags = ["ethics"] if number else ["once"]
        make_article(tags=tags, url=f"https://source.example/{number}")
    source = "https://source.example/new"

    with django_assert_num_queries(5):
        found = fitting("Models on trial", "ML; eine Übung on Moore's law.", source)

    assert [tag.name for tag in found] == [
        *("model", "machine learning", "Moore’s Law", "Übung", "ethics")
    ]
    assert fitting("", "", "") == fitting("\0 x", "?", "ftp://x") == []
