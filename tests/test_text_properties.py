"""Laws of plain text and Markdown, held over generated text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from articles import text

# What the fields take: no controls but tab and "\n", no surrogates.
MARKS = st.sampled_from(
    ["#", "##", "-", "+", "*", ">", "2.", "2)", "[1]:", "__init__", "```", "~~~"]
    + ["===", "---", "<b>", "&amp;", "&#65;", "![x](y)", "http://x", "<http://x>"]
    + ["\n", "\n\n", " ", "    ", "\t", "  \n", "\\", "é"]
    + list("|~_`[]()<>&;!=${")
    + list("\u00a0\u1680\u2003\u2028\u2029\u200b\u200f\u3000\ufeff\ufffd\ufffe\uffff")
)
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n")
WORDS = st.text(CHARACTERS) | st.lists(MARKS | st.text(CHARACTERS, max_size=5)).map(
    "".join
)
ELEMENTS = ["a", "b", "blockquote", "br", "code", "em", "form", "h1", "hr", "i", "li"]
ELEMENTS += ["math", "ol", "option", "p", "pre", "s", "script", "select", "strong"]
ELEMENTS += ["style", "svg", "table", "td", "template", "textarea", "title", "tr", "ul"]
HTML = st.lists(
    st.sampled_from(ELEMENTS).map("<{}>".format)
    | st.sampled_from(ELEMENTS).map("</{}>".format)
    | st.sampled_from(["<a href='http://x.y'>", "<a href='/x'>", "<!--", "-->", "\0"])
    | MARKS
).map("".join)


@given(WORDS)
@example("    four\n\n\tblanks\n\u00a0too")
@example("a\\\nb")
@example("1. x\n2) y\n===\n---")
@example("<http://x>\n[1]: http://x 'y'\n![a](b)")
@example("[a\nb]: http://x\n[a b]")
@example("snake_case a__b _c_ é_x\u0301_y * a*b * c*")
@example("\ufeff\ufffe\uffff\ufffd\u0301")
def test_escaped_plain_text_shows_the_same_words(words):
    kept = text.normalise(words)

    assert text.to_plain(text.escape_markdown(words)) == kept
    assert text.to_plain(text.escape_markdown(kept)) == kept


@given(st.text() | WORDS)
def test_normalising_twice_is_normalising_once(words):
    assert text.normalise(text.normalise(words)) == text.normalise(words)


@given(WORDS)
def test_words_that_readers_see_are_in_normal_form(markdown):
    words = text.to_plain(markdown)

    assert text.normalise(words) == words


@given(HTML | WORDS)
def test_sanitising_twice_is_sanitising_once(html):
    clean = text.sanitize(html)

    assert text.sanitize(clean) == clean


@given(WORDS)
def test_rendered_markdown_is_sanitised_already(markdown):
    html = text.render(markdown)

    assert text.sanitize(html) == html


# What may be read as plain paragraphs, and what stands near that.
NEARLY_PLAIN = st.lists(
    st.sampled_from(
        ["Words", "ein Wört", "“so”", "… and", "it's", " ", "  ", ", ", ". ", "\n"]
        + ["\n\n", "\n\n\n", "2. ", "2020", "- ", "+ ", "# ", "= ", "~~~", "\t", "!"]
        + [
            "$",
            "%",
            "|",
            "{",
            "^",
            "@",
            "—",
            "\u00a0",
            "\ufeff",
            "ß",
            "中文",
            "é",
            "\r",
        ]
    )
    | st.characters(exclude_categories=["Cs"])
).map("".join)


@given(NEARLY_PLAIN | WORDS)
def test_plain_paragraphs_become_what_the_parser_makes_of_them(markdown):
    html = text.sanitize(text.MARKDOWN.render(markdown))

    assert text.render(markdown) == html
    assert text.html_to_plain(html) == text.html_to_plain(f"{html}<hr>")


@given(WORDS, st.integers(1, 40))
def test_first_words_fit_and_are_the_first(words, length):
    line = " ".join(words.split())
    short = text.first_words(words, length)

    assert len(short) <= length
    assert short == line or line.startswith(short.removesuffix("…"))


@given(st.text(st.characters()))
def test_bad_character_is_the_first_that_cannot_be_kept(words):
    found = text.bad_character(words, lines=True)
    kept = re.match(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]*", words)[0]

    if kept == words:
        assert found is None
    else:
        bad = ord(words[len(kept)])
        assert found.endswith(f"U+{bad:04X} at position {len(kept) + 1}")
