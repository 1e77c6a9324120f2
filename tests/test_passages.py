"""A passage is found again after edits: laws over generated text, and odd cases."""

import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from articles.likeness import Span, cuts, distance, is_alike, nearest
from articles.passages import Selector, around, find, follow, meant

LETTERS = st.text("ab \n", max_size=12)  # few, so that words stand more than once
SENTENCES = st.lists(
    st.sampled_from(
        "the a model learns forgets data of users, and again\n\n".split(" ")
    ),
    max_size=30,
).map(" ".join)
ANY = st.text(max_size=20) | LETTERS | SENTENCES
SAID = ANY.filter(str.strip)


def told(before, quote, after):
    """Return a text, the span of `quote` in it, and how that passage is told."""
    span = Span(len(before), len(before) + len(quote))
    words = before + quote + after
    return words, span, around(span, words)


def is_same(found, span, words, was):
    """Return whether `found` is `span`, or the same words where they stood before.

    What was put in or cut before a passage may as well have been so after it, where
    both give the same text.
    """
    return found == [span] or (found == [was] and was.of(words) == span.of(words))


@given(ANY, SAID, ANY, ANY)
@example("", "ab", "", "ab")
def test_text_that_changes_before_or_after_neither_moves_nor_detaches(
    before, quote, after, other
):
    words, span, selector = told(before, quote, after)

    edited, moved, _ = told(other, quote, after)
    assert is_same(follow(selector, edited, span, words), moved, edited, span)
    edited = before + quote + other
    assert is_same(follow(selector, edited, span, words), span, edited, span)


@given(SENTENCES, SENTENCES, SENTENCES, SENTENCES)
@example("", "", "the", "the")
def test_text_that_changes_on_both_sides_neither_moves_nor_detaches(a, b, c, d):
    quote = "Some words that stand only here."
    words, span, selector = told(a, quote, b)
    edited, moved, _ = told(c, quote, d)

    assert follow(selector, edited, span, words) == [moved]
    assert find(selector, edited) == [moved]


@given(ANY, SAID, ANY, st.data())
def test_changed_word_inside_keeps_the_passage(before, quote, after, data):
    words, span, selector = told(before, quote, after)
    place = data.draw(st.integers(0, len(quote)))
    cut = data.draw(st.integers(0, len(quote) // 5))
    put_in = data.draw(st.text("ab xyz", max_size=len(quote) // 5))
    inside = quote[:place] + put_in + quote[place + cut :]
    assume(is_alike(quote, inside) and inside.strip())
    edited, moved, _ = told(before, inside, after)

    (found,) = follow(selector, edited, span, words)

    assert is_alike(quote, found.of(edited))
    assert abs(found.start - moved.start) <= len(quote) // 4 + len(put_in)
    assert abs(found.end - moved.end) <= len(quote) // 4 + len(put_in)


@given(ANY, SAID, ANY)
def test_passage_is_found_by_what_tells_it(before, quote, after):
    words, span, selector = told(before, quote, after)

    assert find(selector, words) == [span]


@given(ANY, SAID, ANY)
def test_blanks_do_not_count_in_what_is_marked(before, quote, after):
    words, _, selector = told(before, quote, after)
    lines = Selector(*("\n ".join(part) for part in vars(selector).values()))

    found = meant(lines, words)

    assert quote.strip() in [place.of(words) for place in found]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_distance_is_that_of_the_table(one, other):
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j - 1] + (a != b), rows[-1][j] + 1, row[-1] + 1))
        rows.append(row)

    assert distance(one, other) == distance(other, one) == rows[-1][-1]


@given(st.text("abc ", min_size=4, max_size=12), st.text("abc ", max_size=40))
def test_nearest_passage_is_the_nearest_of_all(pattern, words):
    spans = [
        Span(start, end)
        for start in range(len(words) + 1)
        for end in range(start, len(words) + 1)
    ]
    near = min(distance(pattern, span.of(words)) for span in spans)

    found = nearest(pattern, words)

    assert {distance(pattern, span.of(words)) for span in found} <= {near}
    assert found == sorted(found)
    assert found or 5 * near > len(pattern)


def test_equal_candidates_detach_and_both_are_told():
    selector = Selector("the model", "what ", " did")
    words = "Of the model. On the model."

    assert [span.of(words) for span in find(selector, words)] == ["the model"] * 2


def test_passage_among_equals_is_the_one_in_its_surroundings():
    selector = Selector("the model", "all that ", " learns of users")
    words = "Some say that the model learnt of users. Others that the model is small."

    assert find(selector, words) == [Span(14, 23)]


def test_nearest_passage_cuts_no_word():
    words = "We show that a model trained on very little data forgets."
    (found,) = find(Selector("models trained on little data"), words)

    assert found.of(words) == "model trained on very little data"
    assert cuts(found, words) == 0


@pytest.mark.parametrize("quote", ["", " \n", "of nowhere", "abc"])
def test_what_is_not_there_is_not_found(quote):
    assert find(Selector(quote), "The words of a source.") == []


def test_mended_line_breaks_keep_a_passage():
    assert find(Selector("hard\nline breaks"), "No hard line breaks.") == [Span(3, 19)]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("a" * 9 + "b", "a" * 50_000),
        ("ab" * 400 + "c", "ab" * 25_000),
        ("c".join("ab" * 10_000), "ab" * 25_000),
        (
            "It is nowhere in it, that is all.",
            "What is in it is that it is all " * 1_500,
        ),
        ("of", "of " * 16_000),
    ],
    ids=["letters", "pairs", "long", "sentence", "word"],
)
def test_finding_is_bounded_in_a_long_text(quote, words):
    start = time.process_time()
    find(Selector(quote, "x" * 1_000, "y" * 1_000), words)

    assert time.process_time() - start < 2  # seconds; a tenth of it is usual
