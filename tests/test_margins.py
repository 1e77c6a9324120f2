"""Passages are marked in HTML, whatever elements they cross: laws, and odd cases."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import text
from articles.likeness import Span
from articles.margins import draw, undraw
from tests.test_text_properties import HTML, WORDS

MARKDOWN = (
    "A *line* of [two\nlinks](https://example.org/?a>b).\n\n- one\n- two\n\n> End."
)


class Reader(HTMLParser):
    """Reads a piece: what is marked, by number, and whether each element is closed."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.marks, self.links = [], {}, []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr"):
            self.open.append((tag, dict(attrs)))
        assert [name for name, _ in self.open].count("a") <= 1

    def handle_endtag(self, tag):
        name, names = self.open.pop()
        assert name == tag
        if names.get("class", "").startswith("ref "):
            self.links.append(names["href"])

    def handle_data(self, data):
        tag, names = self.open[-1] if self.open else ("", {})
        for number in re.findall(r"at-(\d+)", names.get("class", "")):
            if tag == "mark":
                self.marks.setdefault(int(number), []).append(data)


def squeezed(words):
    return "".join(words.split())


@given(
    st.one_of(WORDS.map(text.render), HTML.map(text.sanitize)),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=5),
)
@example(text.render(MARKDOWN), [(0, 1), (0.2, 0.5), (0.2, 0.5), (0.9, 0.9)])
@example(text.render(MARKDOWN), [(n / 30, n / 30 + 0.2) for n in range(24)])
def test_marks_hold_their_passages_and_come_off_again(html, shares):
    words = text.html_to_plain(html)
    ends = [sorted(int(share * len(words)) for share in pair) for pair in shares]
    spans = [Span(*pair) for pair in ends]

    pieces = draw(html, words, spans)

    assert undraw(pieces) == html
    marks, links = {}, []
    for piece in pieces:
        reader = Reader(piece.html)
        assert reader.links == [f"#note-{number}" for number in piece.notes]
        links += piece.notes
        for number, parts in reader.marks.items():
            marks.setdefault(number, []).extend(parts)
    said = {n: squeezed(span.of(words)) for n, span in enumerate(spans, start=1)}
    seen = {number: squeezed("".join(parts)) for number, parts in marks.items()}
    assert seen == {number: passage for number, passage in said.items() if passage}
    assert sorted(links) == sorted(seen)


def drawn(markdown, *passages):
    """Return the pieces in which `passages` of what `markdown` shows are marked."""
    html = text.render(markdown)
    words = text.html_to_plain(html)
    starts = [words.index(passage) for passage in passages]
    spans = [Span(s, s + len(p)) for s, p in zip(starts, passages, strict=True)]
    return draw(html, words, spans)


def test_block_with_a_passage_stands_alone_and_those_around_it_together():
    pieces = drawn("One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.", "Three")

    assert [(undraw([piece]), piece.notes) for piece in pieces] == [
        ("<p>One.</p>\n<p>Two.</p>\n", []),
        ("<p>Three.</p>\n", [1]),
        ("<p>Four.</p>\n<p>Five.</p>\n", []),
    ]


def test_passage_across_paragraphs_has_its_note_where_it_ends():
    pieces = drawn("One.\n\nTwo.\n\nThree.", "One.\n\nTwo")

    assert [piece.notes for piece in pieces] == [[], [1], []]
    assert '<p><mark class="passage at-1">One.</mark></p>' in pieces[0].html


def test_passages_that_overlap_share_the_marks_of_what_they_share():
    (piece,) = drawn("a b c", "a b", "b c")

    assert re.sub("<a.*?</a>", "", piece.html) == (
        '<p><mark class="passage at-1">a </mark><mark class="passage at-1 at-2">b'
        '</mark><mark class="passage at-2"> c</mark></p>\n'
    )


@pytest.mark.parametrize("passage", ["to read", "read", "two"])
def test_link_to_a_note_stands_in_no_other_link(passage):
    (piece,) = drawn("[two to read](https://example.org/)", passage)

    assert piece.html.index('<a class="ref') > piece.html.index("</a>")
