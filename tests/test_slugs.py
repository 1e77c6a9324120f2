"""Names, their addresses and lines of tags."""

import doctest
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import limits, slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Machine Learning", "machine-learning"),
        ("C++", "c-plus-plus"),
        ("C++11 and g++", "c-plus-plus-11-and-g-plus-plus"),
        ("C#", "c-sharp"),
        ("F# / C", "f-sharp-c"),
        (".NET", "dot-net"),
        ("... and then", "and-then"),
        ("Node.js", "node-js"),
        ("R&D", "r-d"),
        ("Moore’s Law", "moores-law"),
        ("don't", "dont"),
        ("#bias", "bias"),
        ("a_b/c", "a-b-c"),
        ("Straße", "strasse"),
        ("日本語 入門", "日本語-入門"),
        ("हिन्दी+", "हिन्दी-plus"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("¿?!", ""),
        ("", ""),
    ],
)
def test_name_becomes_an_address(name, slug):
    assert slugs.slugify(name) == slug
    assert slugs.is_slug(slug) == (slug != "")


def test_long_address_is_cut_at_a_hyphen():
    assert slugs.slugify("ab " * 60) == "-".join(["ab"] * 33)
    assert slugs.slugify("x" * 200) == "x" * limits.SLUG


@pytest.mark.parametrize(
    "value", ["", "A", "a--b", "-a", "a-", "a b", "a_b", "c+", "é"]
)
def test_what_slugify_would_change_is_no_slug(value):
    assert not slugs.is_slug(unicodedata.normalize("NFD", value))


def test_names_are_the_same_but_for_case_blanks_and_composition():
    assert slugs.name_key(" E\u0301cole  LIBRE\u00a0") == slugs.name_key("école libre")
    assert slugs.name_key("C") != slugs.name_key("C++")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('machine learning, #bias, "a, b"', ["machine learning", "bias", "a, b"]),
        ("zebra, apple", ["zebra", "apple"]),
        ("a,  A ,a  b, a b", ["a", "a b"]),
        (',, #, "", " ",', []),
        ('"open, b', ['"open', "b"]),
        ('a "b, c" d', ['a "b', 'c" d']),
        ('"a" b, "c', ['"a" b', '"c']),
        ('"say ""hi""", "#c", ##d', ['say "hi"', "#c", "#d"]),
    ],
)
def test_line_of_tags_is_read_in_the_order_typed(line, names):
    assert slugs.split_tags(line) == names


def test_names_with_a_comma_or_a_quote_are_quoted():
    assert slugs.join_tags(["a b", "c, d", 'e"', "#f"]) == 'a b, "c, d", "e""", "#f"'


@pytest.mark.parametrize("sign", [" ", ",", '"', '"a,', "#", "# ", '"",', "+", "a b"])
@pytest.mark.parametrize("reader", [slugs.slugify, slugs.split_tags, slugs.name_key])
def test_no_name_takes_longer_than_a_second(sign, reader):
    start = time.process_time()
    reader((sign * 20_000)[:20_000])

    assert time.process_time() - start < 1


NAMES = st.text() | st.lists(
    st.sampled_from(list("aZé\u0301\u0345ßİ+#._/-'’ \u00a0ह\u094d") + [".net", "c++"])
).map("".join)


@given(NAMES)
def test_slug_of_a_slug_is_itself(name):
    slug = slugs.slugify(name)

    assert slugs.slugify(slug) == slug
    assert slugs.is_slug(slug) == bool(slug)


@given(NAMES)
def test_slug_is_short_composed_and_without_signs(name):
    slug = slugs.slugify(name * 9)

    assert len(slug) <= limits.SLUG
    assert unicodedata.is_normalized("NFC", slug)
    assert not set(slug) & set("+_/# ")
    assert slug == slug.strip("-")
    assert "--" not in slug


@given(NAMES)
def test_key_of_a_key_is_itself(name):
    assert slugs.name_key(slugs.name_key(name)) == slugs.name_key(name)


TYPED = st.text() | st.lists(
    st.sampled_from(list('ab,"# \u00a0') + ['""', '", ', ', "'])
).map("".join)


@given(TYPED)
def test_any_line_of_tags_is_read_once_each(line):
    names = slugs.split_tags(line)

    assert all(names)
    assert len({slugs.name_key(name) for name in names}) == len(names)


CLEAN = TYPED.map(lambda name: " ".join(name.split())).filter(bool)


@given(st.lists(CLEAN, unique_by=slugs.name_key))
def test_names_are_read_back_as_they_were_joined(names):
    assert slugs.split_tags(slugs.join_tags(names)) == names


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(slugs).attempted >= 2
    assert doctest.testmod(slugs).failed == 0
