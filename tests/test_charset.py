import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import charset

WORDS = "Zürich — “Grüße”"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (WORDS.encode(), "utf-8"),
        (WORDS.encode(), ""),
        (WORDS.encode("utf-8-sig"), "iso-8859-1"),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("utf-16-be"), "UTF-16BE"),
        (WORDS.encode("cp1252"), "windows-1252"),
        (WORDS.encode("cp1252"), "iso-8859-1"),
        (WORDS.encode("cp1252"), "us-ascii"),
        (WORDS.encode("cp1252"), ""),
        (WORDS.encode("cp1252"), "utf-8"),
        (WORDS.encode("cp1252"), "no-such-thing"),
        (WORDS.encode(), "iso-8859-1"),
        (WORDS.encode("gb18030"), "gb2312"),
    ],
)
def test_text_is_read_whatever_is_claimed_of_it(content, named):
    assert charset.decode(content, named) == WORDS


@pytest.mark.parametrize(
    ("encoding", "opening", "words"),
    [
        ("shift_jis", '<meta charset="shift_jis">', "日本語の文章"),
        ("shift_jis", "<META CHARSET=x-sjis>", "日本語の文章"),
        ("koi8-r", '<?xml version="1.0" encoding="koi8-r"?>', "Привет, мир"),
        (
            "cp1251",
            "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
            "Привет, мир",
        ),
        ("euc_kr", "<meta charset=ks_c_5601-1987>", "안녕하세요"),
        ("big5", "<meta charset=Big5>", "繁體中文"),
    ],
)
def test_encoding_that_a_page_names_is_believed(encoding, opening, words):
    assert charset.decode(f"{opening}{words}".encode(encoding)) == opening + words


@pytest.mark.parametrize("name", "zip hex idna punycode utf-7 undefined rot13".split())
def test_codec_that_is_no_encoding_of_texts_is_passed_over(name):
    assert charset.decode(b"+AGEAYg-", name) == "+AGEAYg-"


def test_half_a_character_at_a_cut_does_not_change_the_rest():
    content = f"{WORDS}é".encode()[:-1]

    assert charset.decode(content, cut=True) == WORDS
    assert charset.decode(content) != WORDS


@given(st.binary(max_size=200), st.text(max_size=20) | st.sampled_from(["utf-16"]))
def test_any_bytes_are_some_text(content, named):
    assert isinstance(charset.decode(content, named), str)
    assert isinstance(charset.decode(content, named, cut=True), str)
