"""HTML of strangers as Markdown: the words come through to the letter."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import limits, text
from articles.errors import Refused
from articles.formats.blocks import cut, from_plain, letters, pack
from articles.formats.htmlwords import LONGEST, to_markdown
from tests.test_text_properties import HTML, WORDS

PHRASES = st.sampled_from(
    ["__init__", "[1]: x", "2. a", "- b", "+", "#", "=", "&lt;b&gt;", "&amp;amp;", "\\"]
    + ["\\*", "`", "``x`` ", "a*b*c", "_", "**", " ", "  lead", "!", "http://x.y/_a_"]
    + ["word", "é", "“quoted”", ".", ",", "]", "(y)", "\u00a0", "\u3000", "\n", "~~~"]
)
INLINE = ["<b>", "</b>", "<em>", "</em>", "<code>", "</code>", "</a>", "<br>", "<i>"]
INLINE += ["<a href='/x?a=1&amp;copy;=(2)'>", "<a href='javascript:x'>", "</i>"]
PARTS = ["<p>", "<ul>", "<ol start=7>", "<li>", "</li>", "</ul>", "</ol>", "<pre>"]
PARTS += ["</pre>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<hr>", "<div>"]
PAGES = st.lists(PHRASES | st.sampled_from(INLINE) | st.sampled_from(PARTS)).map(
    "".join
)


def seen(html):
    """Return the words of HTML that readers would see, without blanks."""
    return letters(text.html_to_plain(text.sanitize(html)))


@settings(deadline=None)
@given(PAGES | HTML | WORDS)
@example("<blockquote>" * 30 + "deep" + "<ul><li>" * 30 + "er")
@example("<ol start=99999999999><li>x")
@example("<b>a</b><i>b</i><b>c<i>d</i></b>e")
@example("x!<a href='/y'>z</a>")
@example("<ul>a<li>b<ul>c</ul><ul><li>d</ul></ul>")
def test_the_words_of_html_come_through_to_the_letter(html):
    words = to_markdown(html, "https://example.org/")

    assert letters(text.to_plain(words.markdown)) == seen(html)


@given(PAGES, st.booleans())
def test_every_piece_stands_for_itself(html, lines):
    words = to_markdown(html, lines=lines)

    shown = "".join(text.to_plain(piece) for piece in words.pieces)
    assert letters(shown) == seen(html)


@settings(deadline=None)
@given(WORDS, st.integers(20, 60))
def test_plain_text_is_cut_without_a_loss(words, most):
    texts = pack(from_plain(words, most), most)

    assert all(len(part) <= most for part in texts)
    assert letters("".join(map(text.to_plain, texts))) == letters(words)


MARKED = [
    ("<p>a <b>b </b>c</p>", "a **b** c"),
    ("<i>a</i> <em>b</em>", "*a* *b*"),
    ("a <code>x`y</code>", "a ``x`y``"),
    ("<h2>Why <b>now</b></h2><p>So", "**Why now**\n\nSo"),
    ("a<br>b<br><br>c", "a\\\nb\n\nc"),
    ("<hr>", "***"),
    ("<pre>if x:\n    y\n</pre>", "```\nif x:\n    y\n```"),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
    ("<ol start=3><li><p>a</p><p>b</p><li>c</ol>", "3. a\n\n   b\n\n4. c"),
    ("<blockquote><p>a<p>b</blockquote>c", "> a\n>\n> b\n\nc"),
    ("<a href='b.html'>a</a>", "[a](<https://example.org/d/b.html>)"),
    ("<a href='//x.org'><b>a</b> [b]</a>", "[**a** \\[b\\]](<https://x.org/>)"),
    ("<a href='mailto:a@b.c'>a</a>", "a"),
    ("<script>x</script><!-- y --><style>z</style>a", "a"),
    ("<div>a</div><div>b</div>", "a\n\nb"),
    ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</table>", "1 2\n\n3"),
    ("a\n   b", "a b"),
]


@pytest.mark.parametrize(("html", "markdown"), MARKED)
def test_marks_that_markdown_has_are_kept(html, markdown):
    assert to_markdown(html, "https://example.org/d/").markdown == markdown


def test_a_picture_becomes_a_link_and_is_counted():
    words = to_markdown(
        "<img src='/a%20b.png'><img src=c.png alt='The [plan]'><img src='data:x'>"
        "<a href='/f.jpg'><img src=e.png></a>",
        "https://example.org/",
    )

    assert words.pieces == (
        "[a b.png](<https://example.org/a%20b.png>)"
        "[The \\[plan\\]](<https://example.org/c.png>)"
        "[e.png](<https://example.org/f.jpg>)",
    )
    assert words.lost == ("picture",) * 4


def test_a_picture_in_a_link_keeps_its_address_and_that_of_the_link():
    words = to_markdown(
        "<p><a href=/d><img src=e.png></a></p><p><a href=/d><img src=e.png alt=E></a>"
        "</p><p><a href=/d>D<img src=e.png></a></p><a href=/d><img src='data:x'></a>",
        "https://example.org/",
    )

    picture, page = "[e.png](<https://example.org/e.png>)", "(<https://example.org/d>)"
    assert words.pieces == (
        f"{picture} [example.org]{page}",
        f"[E]{page} {picture}",
        f"[D]{page} {picture}",
    )


def test_what_no_markdown_holds_is_counted():
    words = to_markdown("<iframe src=x></iframe><table><tr><td>a</table><form></form>")

    assert words.lost == ("embedded page", "table", "form")


def test_line_ends_of_wordpress_break_lines_and_empty_lines_part_paragraphs():
    words = to_markdown(
        "One\ntwo<br />\nthree\n\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nend"
        "\n<pre>x\n\ny</pre>",
        lines=True,
    )

    assert words.markdown == (
        "One\\\ntwo\\\nthree\n\n- a\n- b\n\nend\n\n```\nx\n\ny\n```"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "word " * 10_000,
        "<pre>" + "code\n" * 10_000,
        "<blockquote>" + "<p>some words</p>" * 2_000 + "</blockquote>",
        "<blockquote>" + "word<br>" * 10_000,
        "<ol>" + "<li>an item</li>" * 4_000,
        "<ul><li>" + "word " * 10_000,
        "x" * 50_000,
    ],
    ids=lambda html: html[:10],
)
def test_what_is_too_long_for_one_text_becomes_several(html):
    texts = to_markdown(html).texts()

    assert len(texts) > 1
    assert all(len(part) <= limits.TEXT for part in texts)
    shown = letters("".join(map(text.to_plain, texts)))
    assert shown == seen(html)


def test_markdown_is_cut_between_its_blocks():
    block = "> quoted *words*\n> go on"
    markdown = "\n\n".join([block] * 30)

    texts = cut(markdown, 200)

    assert "\n\n".join(texts) == markdown
    assert all(len(part) <= 200 for part in texts)
    assert cut("", 200) == []


@pytest.mark.parametrize(
    "html",
    [
        "".join(f"<b id={number}>" for number in range(2_000)) + "<p>x" * 2_000,
        "<div>" * 50_000 + "<p>" * 50_000,
        "x" * (LONGEST + 1),
    ],
    ids=["marks", "depth", "length"],
)
def test_what_is_made_to_tire_a_reader_is_refused(html):
    with pytest.raises(Refused):
        to_markdown(html)


def test_deep_html_is_read_without_recursion():
    words = to_markdown("<div><blockquote><ul><li>" * 1_000 + "deep")

    assert letters(text.to_plain(words.markdown)) == "deep"
