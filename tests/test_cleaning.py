"""Pasted text is cleaned of its layout: laws over generated text, and odd cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import LIGATURES, changes, clean

PASTED = st.lists(
    st.text(max_size=8)
    | st.text("日本、カжśA", max_size=3)
    | st.sampled_from(["\n", "\n\n", "-\n", "\u00ad", "ﬁ", "...", "[…]", "- ", "  \n"])
).map("".join)


@given(PASTED)
def test_cleaning_twice_is_cleaning_once(pasted):
    assert clean(clean(pasted)) == clean(pasted)


@given(PASTED.filter(lambda pasted: "." not in pasted and "…" not in pasted))
def test_no_letter_is_lost_or_made(pasted):
    def letters(words):
        words = "".join(LIGATURES.get(sign, sign) for sign in words)
        return [sign for sign in words if sign.isalnum()]

    assert letters(clean(pasted)) == letters(pasted)


@given(PASTED, PASTED)
def test_changes_hold_both_texts(before, after):
    parts = changes(before, after)

    assert "".join(words for kind, words in parts if kind != "ins") == before
    assert "".join(words for kind, words in parts if kind != "del") == after


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        (
            "Hard\nline breaks\r\nare gone.\n\nTwo.",
            "Hard line breaks are gone.\n\nTwo.",
        ),
        ("para-\nmeter, on a soft\u00adhyphen", "parameter, on a softhyphen"),
        ("well-\nKnown", "well- Known"),
        ("при-\nмер, przy-\nśpieszyć, Ελλη-\nνικά", "пример, przyśpieszyć, Ελληνικά"),
        ("日本\n語は、\nカナ", "日本語は、カナ"),
        ("日本\nand 한국\n어", "日本 and 한국 어"),
        ("An e\ufb03cient \ufb02ow", "An efficient flow"),
        ("Cut [...] here ... and [ … ] there", "Cut … here … and … there"),
        ("- one\n- two\n> three", "- one\n- two\n> three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("a line  \nbroken on purpose", "a line  \nbroken on purpose"),
        ("    code\n    more", "    code\n    more"),
        ("", ""),
    ],
)
def test_layout_goes_and_markdown_stays(pasted, cleaned):
    assert clean(pasted) == cleaned
