"""A list in Markdown, shown by the renderer of the site and by CommonMark itself."""

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from markdown_it import MarkdownIt

from articles import text
from articles.formats.records import CorrectionRecord, NoteRecord
from tests.formats.sources import MARKDOWN, TITLES, digests, make_record, written

COMMONMARK = MarkdownIt("commonmark")


def words_of(shown):
    """Return the words of HTML, blanks folded."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", shown)).split())


def folded(words):
    return " ".join(words.split())


@settings(deadline=None)
@given(digests())
def test_each_article_is_one_heading_that_leads_to_our_page(records):
    shown = COMMONMARK.render(written("md", *records))
    headings = re.findall('<h2><a href="(.*?)">(.*?)</a></h2>', shown)

    assert [href for href, _ in headings] == [
        f"https://digest.example/articles/{record.uid}/" for record in records
    ]
    assert [html.unescape(words) for _, words in headings] == [
        text.one_line(record.title) for record in records
    ]


@settings(deadline=None)
@given(digests())
@example([make_record(excerpt="0\\ \n0")])
def test_list_is_shown_safely_with_the_words_of_every_article(records):
    shown = text.sanitize(text.MARKDOWN.render(written("md", *records)))

    assert text.sanitize(shown) == shown
    for record in records:
        excerpt = text.to_plain(record.excerpt.expandtabs(4))
        assert squeezed(excerpt) in squeezed(text.html_to_plain(shown))


def squeezed(words):
    return "".join(words.split())


@given(MARKDOWN)
@example("```\ncode")
@example("\tcode\n\n- a\n\n\tb")
@example("<!-- open")
def test_quotation_is_whole_and_ends_with_its_article(excerpt):
    record = make_record(slug="one", excerpt=excerpt)
    shown = COMMONMARK.render(written("md", record, make_record(title="The second")))

    assert ">The second</a></h2>" in shown


@given(TITLES)
@example("[1]")
@example("a] b")
@example("\\]")
@example("1. x")
@example("x #")
def test_title_is_a_link_of_exactly_its_words(title):
    shown = text.render(written("md", make_record(title=title)).split("\n")[0])
    kept = html.unescape(re.search("<a [^>]*>(.*)</a>", shown)[1])

    assert folded(kept) == text.one_line(title)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/?a=1&copy;=2",
        "https://example.org/<b>?x=a b`c`",
        "https://example.org/(a)_[b]*c*",
    ],
)
def test_source_is_led_to(url):
    shown = COMMONMARK.render(written("md", make_record(url=url)))
    hrefs = [html.unescape(href) for href in re.findall('href="(.*?)"', shown)]
    escaped = url
    for sign in "<> `[]":
        escaped = escaped.replace(sign, f"%{ord(sign):02X}")

    assert escaped in [h.replace("[", "%5B").replace("]", "%5D") for h in hrefs]


def test_entry_reads_well_as_it_is():
    record = make_record(
        title="[Draft] Machine Unlearning",
        url="https://arxiv.org/abs/1912.03817",
        authors=["Lucas Bourtoule", "Nicolas Papernot"],
        source_date="2019-12",
        published_at=datetime(2021, 9, 3, tzinfo=UTC),
        excerpt="One *two*.\n\n- three",
        tags=["bias", "performance"],
        notes=[
            NoteRecord(body="A **note**.\n\n    code", credit="Ann"),
            NoteRecord(body="For us alone.", public=False),
            NoteRecord(body="Another."),
        ],
        corrections=[
            CorrectionRecord(at=datetime(2021, 9, 4, tzinfo=UTC), text="A *slip*."),
            CorrectionRecord(at=datetime(2021, 9, 5, tzinfo=UTC), text="Another."),
        ],
    )

    assert written("md", record) == (
        "## [\\[Draft\\] Machine Unlearning](<https://digest.example/articles/None/>)\n"
        "\n"
        "03.09.2021 · [arxiv.org](<https://arxiv.org/abs/1912.03817>)"
        " · Lucas Bourtoule, Nicolas Papernot · 2019-12\n"
        "\n"
        "> One *two*.\n"
        ">\n"
        "> - three\n"
        "\n"
        "- **Note by Ann**\n"
        "\n"
        "  A **note**.\n"
        "\n"
        "      code\n"
        "\n"
        "- **Editors’ note**\n"
        "\n"
        "  Another.\n"
        "\n"
        "**Updated on 04.09.2021:** A \\*slip\\*.\n"
        "\n"
        "**Updated on 05.09.2021:** Another.\n"
        "\n"
        "#bias, #performance\n"
    )


def test_address_of_a_link_in_one_entry_is_none_of_another():
    first = make_record(slug="one", excerpt="See [1].\n\n[1]: https://evil.example")
    second = make_record(slug="two", title="[1]", excerpt="As [1] says.")
    shown = COMMONMARK.render(written("md", first, second))

    assert "evil.example" not in shown
    assert "See 1." in shown


def test_entry_of_which_little_is_known_has_no_empty_part():
    assert written("md", make_record(url="no address")) == (
        "## [A title](<https://digest.example/articles/None/>)\n"
    )
