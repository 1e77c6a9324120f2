"""Markdown to safe HTML, HTML to words, words to Markdown."""

import time

import pytest

from articles import limits, text


def test_markdown_becomes_html():
    html = text.render("A *b* **c** `d`\n\n> q\n\n1. x\n2. y")

    assert "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>" in html
    assert "<blockquote>\n<p>q</p>\n</blockquote>" in html
    assert "<ol>\n<li>x</li>\n<li>y</li>\n</ol>" in html


def test_text_past_the_limit_is_refused_in_words():
    text.render("a" * limits.TEXT)

    with pytest.raises(ValueError, match="20001 characters, at most 20000"):
        text.render("a" * (limits.TEXT + 1))


def test_html_in_markdown_is_shown_as_it_was_typed():
    assert text.to_plain("<b onclick=x>hi</b>") == "<b onclick=x>hi</b>"


def test_link_to_the_web_says_that_we_do_not_vouch_for_it():
    assert text.render("[a](http://x.org/)") == (
        '<p><a href="http://x.org/" rel="noopener nofollow">a</a></p>\n'
    )


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "page",
        "#top",
        "?q=1",
        "//evil.org/x",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@b.org",
        "http:///x",
        "https:x",
        "http:\\\\x",
    ],
)
def test_link_that_does_not_lead_to_the_web_becomes_its_words(address):
    assert text.render(f"see [the *page*]({address}), [b](http://x.org)") == (
        "<p>see the <em>page</em>, "
        '<a href="http://x.org" rel="noopener nofollow">b</a></p>\n'
    )
    assert "href" not in text.sanitize(f'<a href="{address}">words</a>')


def test_bare_address_is_not_made_a_link():
    assert "<a" not in text.render("see http://x.org/ and www.x.org")


def test_picture_becomes_its_description():
    assert text.render("![a *cat*](http://x/y.png)") == "<p>a cat</p>\n"


@pytest.mark.parametrize("heading", ["# T", "###### T", "T\n===", "T\n---"])
def test_heading_becomes_a_paragraph_in_bold(heading):
    assert text.render(heading) == "<p><strong>T</strong></p>\n"


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "> - "])
def test_words_nested_beyond_reason_are_still_shown(sign):
    assert "word" in text.to_plain(sign * 300 + "word")


def test_sanitised_html_holds_no_script_style_class_or_event():
    html = text.sanitize(
        '<p class="a" id="b" style="c" title="d" lang="e" onclick="f">x'
        "<script>y</script><style>z</style><img src=x onerror=y><svg><a href=x>"
        "<iframe src=http://x></iframe></p>"
    )

    assert html == "<p>x</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<h1>\ufeff",
        "<form>\ufeff\ufeff<pre><hr>",
        "<h1>" + "\ufeff" * 20,
        "<s><li><h1><li>",
        "<a>x<select><a href='/x'>",
        "<p/><<select><code><li><p/>\x00</template>",
    ],
)
def test_what_a_browser_would_mend_is_sanitised_once_and_for_all(html):
    clean = text.sanitize(html)

    assert text.sanitize(clean) == clean


def test_empty_lines_that_open_a_block_of_code_are_dropped():
    assert text.sanitize("<pre>" + "\n" * 20 + "x\n\ny</pre>") == "<pre>x\n\ny</pre>"


def test_words_are_read_as_they_are_seen():
    assert (
        text.to_plain(
            "AT&amp;T&nbsp;*is*\nhere  \nnow\\\nthen\n\n"
            "- a\n- b\n  - c\n- d\n\n"
            "> q\n> r\n\n"
            "    x = 1\n    y < 2\n\n---\n\n# End"
        )
        == "AT&T\u00a0is\nhere\nnow\nthen\n\na\nb\nc\nd\n\nq\nr\n\nx = 1\ny < 2\n\nEnd"
    )


def test_paragraphs_of_a_list_stay_apart():
    assert text.to_plain("1. a\n\n   b\n\n2. c") == "a\n\nb\n\nc"


def test_html_is_read_without_rendering_it_again():
    assert text.html_to_plain("<p>a &lt;b&gt;<br>\nc</p>\n<p>d</p>") == "a <b>\nc\n\nd"


def test_line_ends_are_mended_and_nothing_else():
    assert text.mend_newlines(" a \r\n\r\rb\n\n\n\tc ") == " a \n\n\nb\n\n\n\tc "


def test_plain_text_has_one_normal_form():
    assert text.normalise("\r\n a \u3000\r\n\u00a0\r\r\r  b\t\n\n") == " a\n\n  b"


LEGIBLE = """AT&T & R&D, 1.5 of 2, a - b, (x), "q", [1] and […], snake_case, 2 * 3
1.5 times
-5 degrees, p<0.05, a < b > c, C:\\dir
#bias, ~5, =3, 50% + $5 | ^ {x} http://x.org/a_b"""


def test_words_that_no_one_reads_as_markup_are_not_escaped():
    assert text.escape_markdown(LEGIBLE) == LEGIBLE


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("# a", "\\# a"),
        ("2. a", "2\\. a"),
        ("2) a", "2\\) a"),
        ("- a", "\\- a"),
        ("* a", "\\* a"),
        ("> a", "\\> a"),
        ("a\n===", "a\n\\==="),
        ("a\n---", "a\n\\---"),
        ("~~~", "\\~~~"),
        ("    a", "&#32;   a"),
        ("\ta", "&#9;a"),
        ("\u2003a", "&#8195;a"),
        ("[1]: http://x", "[1\\]: http://x"),
        ("![x](y)", "![x\\](y)"),
        ("__init__", "\\_\\_init\\_\\_"),
        ("<b>", "\\<b>"),
        ("<1@x.org>", "\\<1@x.org>"),
        ("&amp; &#65;", "\\&amp; \\&#65;"),
        ("a\\\nb\\*", "a\\\\\nb\\\\\\*"),
        ("`a`", "\\`a\\`"),
    ],
)
def test_words_that_look_like_markup_are_escaped(plain, markdown):
    assert text.escape_markdown(plain) == markdown
    assert text.to_plain(markdown) == plain


def test_text_is_shortened_at_a_word():
    assert text.first_words("one two three", 13) == "one two three"
    assert text.first_words("one two three", 12) == "one two…"
    assert text.first_words("one two three", 8) == "one two…"
    assert text.first_words("one two three", 7) == "one…"


def test_only_a_first_word_that_is_too_long_is_cut():
    assert text.first_words("extraordinary", 6) == "extra…"
    assert text.first_words("a\n\nb  c", 10) == "a b c"
    with pytest.raises(ValueError, match="at most 0 characters"):
        text.first_words("a", 0)


@pytest.mark.parametrize(
    ("value", "lines", "found"),
    [
        ("a\tb\nc é \U0001f600 \ufffe", True, None),
        ("a\u2028b", True, None),
        ("0123456789abcdef\0", True, "the control character U+0000 at position 17"),
        ("\r", True, "the control character U+000D at position 1"),
        ("a\x85", True, "the control character U+0085 at position 2"),
        ("a\ud800", True, "half of a surrogate pair U+D800 at position 2"),
        ("a\tb", False, "the control character U+0009 at position 2"),
        ("a\n", False, "the control character U+000A at position 2"),
        ("a\u2028b", False, "the line break U+2028 at position 2"),
    ],
)
def test_character_that_no_field_takes_is_named(value, lines, found):
    assert text.bad_character(value, lines=lines) == found


NASTY = [
    *["[", "]", "*", "_", "`", ">", "- ", "1. ", "<", "&", "![", "(((", "\\", "\n"],
    *["**a *b ", "> - ", "[a](", "![[]()", "<b>", "<a:", "&a", "[x]: y\n", "\u00a0x\n"],
]


@pytest.mark.parametrize(
    "page",
    [(sign * limits.TEXT)[: limits.TEXT] for sign in NASTY]
    + [
        "> " * 100 + "a\n" * 9_900,
        "![" * 3_300 + "a" + "](x)" * 3_300,
        "[" * 10_000 + "]" * 10_000,
        "\n".join("  " * depth + "- a" for depth in range(138)),
        " ".join("`" * length for length in range(1, 198)),
    ],
    ids=lambda page: repr(page[:8]),
)
@pytest.mark.parametrize("reader", [text.render, text.to_plain, text.escape_markdown])
def test_no_text_takes_longer_than_a_second(page, reader):
    seconds = []
    for _ in range(2):  # the machine may be busy with something else at one of them
        start = time.process_time()
        reader(page[: limits.TEXT])
        seconds.append(time.process_time() - start)
        if seconds[-1] < 1:
            break

    assert min(seconds) < 1


@pytest.mark.parametrize("value", ["", " ", "\u200b\u200b", "\u3000\t\n\u202e"])
def test_what_is_not_seen_is_blank(value):
    assert text.is_blank(value)
    assert not text.is_blank(f"{value}a")


@pytest.mark.parametrize("line", ["*", "\u3000*\n", " _\n", "\\"])
def test_longest_text_that_a_field_takes_is_escaped_to_the_letter(line):
    words = (line * limits.TEXT)[: limits.TEXT]

    assert text.to_plain(text.escape_markdown(words)) == text.normalise(words)
