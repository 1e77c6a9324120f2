"""What differs between two texts, word by word."""

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.formats.worddiff import GONE, NEW, SAME, sides, word_diff

texts = st.text(st.sampled_from("ab. \n深é!"), max_size=60) | st.text(max_size=40)
LONG = 100_000


@settings(deadline=None)
@given(texts, texts)
def test_parts_make_up_both_texts(before, after):
    old, new = sides(before, after)

    assert "".join(part.text for part in old) == before
    assert "".join(part.text for part in new) == after


@given(texts)
def test_text_that_did_not_change_is_one_part(words):
    assert word_diff(words, words) == ([(SAME, words)] if words else [])


def test_changed_words_stand_between_those_that_stayed():
    assert word_diff("One two, three.", "One 2, three. Four!") == [
        (SAME, "One"),
        (GONE, " two"),
        (NEW, " 2"),
        (SAME, ", three."),
        (NEW, " Four!"),
    ]


def test_script_without_blanks_is_told_apart_by_sign():
    assert word_diff("深度学习", "深层学习") == [
        (SAME, "深"),
        (GONE, "度"),
        (NEW, "层"),
        (SAME, "学习"),
    ]


def random_words(seed, count=LONG):
    random = Random(seed)
    known = ["".join(random.choices("abcdefgh", k=5)) for _ in range(2_000)]
    words = (random.choice(known) + random.choice([" ", " ", " ", ". "]) for _ in known)
    words = list(words) * (count // 8_000)
    random.shuffle(words)
    return "".join(words)[:count]


def test_long_text_with_a_few_changed_words_shows_these_alone():
    before = random_words(1)
    after = before.replace(before[20_000:20_100], "x").replace(
        before[80_000:80_100], "y"
    )

    parts = word_diff(before, after)

    same = sum(len(part.text) for part in parts if part.kind == SAME)
    assert same > 0.9 * LONG


@pytest.mark.parametrize(
    "pair",
    [
        (random_words(1), random_words(2)),
        ("a b " * 25_000, "b a a " * 16_000),
        (". a" * 33_000, ". b. " * 20_000),
        ("深度学习" * 25_000, "学习深度很" * 20_000),
        ("\n" * LONG, "\n \n" * 33_333),
        ("x" * LONG, "y" * LONG),
    ],
    ids=["words", "letters", "dots", "signs", "lines", "one word"],
)
def test_no_pair_of_long_texts_takes_long(pair):
    start = time.process_time()
    word_diff(*pair)

    assert time.process_time() - start < 1  # seconds
