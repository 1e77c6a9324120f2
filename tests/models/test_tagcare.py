import pytest

from articles.models import TagDeed, care, undo
from articles.models.tagcare import always_together, near_spellings, plurals
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def names(pairs):
    return sorted(tuple(sorted(tag.name for tag in pair)) for pair in pairs)


def make_all(*chosen):
    tags = [make_tag(name) for name in chosen]
    for tag in tags:
        tag.count = 0
    return tags


def test_singular_and_plural_are_met_in_english_and_german():
    tags = make_all("neural network", "neural networks", "Studie", "Studien", "study")
    tags += make_all("Bücher", "Buch", "data", "date")

    found = names(plurals(tags))

    assert ("neural network", "neural networks") in found
    assert ("Studie", "Studien") in found
    assert ("data", "date") not in found


def test_names_that_differ_by_a_letter_are_near():
    tags = make_all("perception", "percption", "recieve", "receive", "GPT-33", "GPT-34")
    tags += make_all("bias", "bios")

    assert names(near_spellings(tags)) == [
        ("perception", "percption"),
        ("receive", "recieve"),
    ]


def test_tag_that_never_stands_alone_is_told_with_the_rarest_beside_it():
    for number in range(4):
        make_article(tags=["ai", "ethics", "trolley"][: 2 + (number < 3)])
    make_article(tags=["ai"])
    tags = [make_tag(name) for name in ("ai", "ethics", "trolley")]
    for tag in tags:
        tag.count = tag.uses.count()

    assert names(always_together(tags)) == [("ai", "ethics"), ("ethics", "trolley")]


def test_care_names_each_pair_once_and_not_what_is_to_stay(django_assert_num_queries):
    for number in range(5):
        make_article(tags=["models", "data"][: 1 + number % 2])
    make_article(tags=["model"])
    make_tag("never")

    with django_assert_num_queries(3):
        found = care()

    says = [(s.kind, *(tag.name for tag in s.tags)) for s in found]
    assert says == [
        ("plural", "model", "models"),
        ("once", "model"),
        ("unused", "never"),
    ]
    TagDeed.objects.leave("plural", *found[0].tags)
    TagDeed.objects.leave("unused", *found[2].tags)
    assert [s.kind for s in care()] == ["once"]
    undo(TagDeed.objects.latest().first())
    assert [s.kind for s in care()] == ["once", "unused"]


def test_two_that_are_always_together_are_one_suggestion():
    for _ in range(3):
        make_article(tags=["ai", "ethics"])

    assert [suggestion.kind for suggestion in care()] == ["together"]
