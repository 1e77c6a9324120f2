"""A post of a blog becomes an entry: what is its source, its excerpt, its notes."""

import pytest
from hypothesis import given, settings

from articles import limits, text
from articles.formats.blocks import letters
from articles.formats.posts import post_of
from tests.formats.test_htmlwords import PAGES, seen

HERE = "https://blog.example/2021/11/post/"
THERE = "https://elsewhere.example/paper"


def parts(html, address=HERE):
    """Return the source, the excerpt and the notes of a post."""
    post = post_of(html, address)
    return post.url, post.excerpt, [note.body for note in post.notes]


@pytest.mark.parametrize(
    "label",
    ["Read more", "Continue reading →", "read the full story at Elsewhere"]
    + ["Source", "(Quelle)", "Weiterlesen …", "<b>Read</b> more »"],
)
def test_a_last_link_to_read_more_is_the_source_and_its_label_goes(label):
    html = (
        "<p>Their <a href='https://other.example/'>words</a>. "
        f"<a href='{THERE}'>{label}</a></p>"
    )

    url, excerpt, notes = parts(html)

    assert url == THERE
    assert excerpt == "Their [words](<https://other.example/>)."
    assert notes == []


@pytest.mark.parametrize(
    ("html", "source", "via", "words"),
    [
        ("<p><a href='{0}'>A fog</a>. (<a href='{1}'>via</a>)</p>", 0, "o.example", 0),
        ("<p>Fog (via <a href='{1}'>Bo</a>): <a href='{0}'>read</a></p>", 0, "Bo", 0),
        ("<p>Fog.</p><p>Via <a href='{1}'>Bo</a></p>", 1, "", 1),
        ("<p>Fog. [<a href='{1}'>via</a>]</p>", 1, "", 1),
        ("<p>It leads via <a href='{0}'>here</a> to fog.</p>", 0, "", 0),
    ],
)
def test_via_names_where_the_source_was_found(html, source, via, words):
    where = (THERE, "https://o.example/x")
    post = post_of(html.format(*where), HERE)

    assert post.url == where[source]
    assert post.via_url == (where[1] if via else "")
    assert post.via_name == via
    assert bool(post.excerpt) == bool(words)
    shown = post.excerpt + "".join(note.body for note in post.notes)
    assert "()" not in shown
    assert "[]" not in shown
    assert "og" in shown


def test_an_essay_is_its_own_source_however_it_links():
    long = "All that I think of fog. " * 50
    link = f"<a href='{THERE}'>weather</a>"

    assert parts(f"<p>{long}</p><p>See {link}.</p>")[0] == HERE
    assert parts(f"<p>{long}</p><p>See {link}.</p>", "")[0] == THERE
    assert parts(f"<p>On {link}.</p><p>{long}</p>")[0] == THERE
    assert parts(f"<blockquote>{long}</blockquote><p>{link}</p>")[0] == THERE


def test_a_last_line_that_names_the_source_stays():
    html = f"<p>Their words.</p><p>Source: <a href='{THERE}'>Elsewhere</a></p>"

    assert parts(html) == (
        THERE,
        f"Their words.\n\nSource: [Elsewhere](<{THERE}>)",
        [],
    )


def test_a_link_in_passing_to_another_site_makes_the_words_a_note():
    html = f"<p>I liked <a href='/old/'>again</a> <a href='{THERE}'>this</a>."

    url, excerpt, notes = parts(html)

    assert (url, excerpt) == (THERE, "")
    assert notes == [f"I liked [again](<https://blog.example/old/>) [this](<{THERE}>)."]


def test_a_post_that_links_nowhere_else_is_its_own_source():
    html = "<p>My <a href='https://blog.example/'>own</a> words.<img src=a.png>"

    url, excerpt, notes = parts(html)

    assert url == HERE
    assert excerpt.startswith("My [own](<https://blog.example/>) words.")
    assert notes == []


def test_quotations_are_the_excerpt_and_all_other_words_a_note():
    html = (
        f"<p>From <a href='{THERE}'>a paper</a>:</p>"
        "<blockquote><p>One.</p></blockquote>"
        "<p>And</p><blockquote>two.</blockquote><p>Well said.</p>"
    )

    assert parts(html) == (
        THERE,
        "One.\n\ntwo.",
        [f"From [a paper](<{THERE}>):\n\nAnd\n\nWell said."],
    )


def test_what_is_too_long_for_an_excerpt_goes_on_in_notes():
    url, excerpt, notes = parts("<p>some words</p>" * 2_500, "")

    assert url == ""
    assert all(0 < len(part) <= limits.TEXT for part in [excerpt, *notes])
    assert (
        text.to_plain(excerpt).count("some words")
        + sum(text.to_plain(note).count("some words") for note in notes)
        == 2_500
    )


@settings(deadline=None)
@given(PAGES)
def test_no_word_of_a_post_is_lost(html):
    _, excerpt, notes = parts(html)

    shown = letters("".join(text.to_plain(part) for part in [excerpt, *notes]))
    assert sorted(shown) == sorted(seen(html))
