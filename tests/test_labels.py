"""Labels of further addresses, as editors write them."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles import labels
from articles.formats.records import AddressRecord


def pairs(lines):
    return [(record.label, record.url) for record in labels.read(lines)]


def test_word_before_an_address_is_its_label_in_any_case_and_language():
    lines = "PDF https://x.example/1\n\n  Code:\thttps://x.example/2  \r\n"

    assert pairs(lines) == [
        ("pdf", "https://x.example/1"),
        ("code", "https://x.example/2"),
    ]
    with translation.override("de"):
        assert pairs("Diskussion https://x.example/\nvideo https://y.example/") == [
            ("discussion", "https://x.example/"),
            ("video", "https://y.example/"),
        ]


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://arxiv.org/abs/2105.12723", "abstract"),
        ("https://doi.org/10.1/x", "abstract"),
        ("https://arxiv.org/pdf/2105.12723v2", "pdf"),
        ("https://x.example/A.PDF?download=1#page=2", "pdf"),
        ("https://x.example/?file=a.pdf", "other"),
        ("https://github.com/a/b", "code"),
        ("https://git.sr.ht/~a/b", "code"),
        ("https://notgithub.com/a/b", "other"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "video"),
        ("https://news.ycombinator.com/item?id=1", "discussion"),
        ("no address", "other"),
    ],
)
def test_without_a_word_it_is_guessed(url, label):
    assert labels.guess(url) == label


def test_what_is_no_label_is_kept_for_the_refusal():
    assert pairs("my slides https://x.example/\nalone") == [
        ("my slides", "https://x.example/"),
        ("other", "alone"),
    ]


@given(
    st.lists(
        st.builds(
            AddressRecord,
            label=st.sampled_from(list(labels.NAMES)),
            url=st.from_regex(
                r"https://[a-z]{1,9}\.example/[!-~]{0,9}", fullmatch=True
            ),
        )
    ),
    st.sampled_from(["en", "de"]),
)
def test_what_is_written_is_read_back(records, language):
    with translation.override(language):
        assert labels.read(labels.written(records)) == records


def test_of_far_too_many_addresses_the_first_are_read():
    few, many = "code https://x.example/\n" * 25, "a\n" * 330_000

    assert len(pairs(few)) == 25
    assert len(pairs(few + many)) == labels.READ
