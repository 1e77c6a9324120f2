"""What pages say of themselves, each way that they have for it."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import limits
from articles.formats import webpage
from tests.formats.found import SAMPLES, values

ADDRESS = "https://example.org/a/b"


def read(page):
    return webpage.read(page, ADDRESS)


def sample(name):
    """Return what is found in a sample: {field: (value, source)}."""
    found = read((SAMPLES / name).read_text(encoding="utf-8"))
    values(found)
    return {name: (fact.value, fact.source) for name, fact in found.facts().items()}


def test_json_ld_goes_before_all_else():
    assert sample("jsonld.html") == {
        "title": ("Der Wald im Winter", "JSON-LD"),
        "authors": (["Zoë Baum", "Bo Laub"], "JSON-LD"),
        "source_date": ("2021-11-13", "JSON-LD"),
        "site": ("Blatt und Baum", "JSON-LD"),
        "language": ("de-AT", "HTML"),
        "description": ("Was ruht & was wächst.", "JSON-LD"),
        "image": ("https://example.org/bilder/wald.jpg", "JSON-LD"),
    }


def test_open_graph_is_completed_by_cards_and_plain_elements():
    assert sample("opengraph.html") == {
        "title": ("Ten Leaves", "Open Graph"),
        "authors": (["Ann Fern"], "HTML"),  # not the address of a profile
        "source_date": ("2020-02-29", "Open Graph"),
        "site": ("The Garden", "Open Graph"),
        "language": ("en-GB", "Open Graph"),
        "description": ("A short walk.", "Open Graph"),
        "image": ("https://img.example/leaf.png", "Twitter"),
    }


def test_citation_of_a_paper_is_read():
    assert sample("citation.html") == {
        "title": ("Roots of Unity", "citation_*"),
        "authors": (["Ida Root", "Karl Stem"], "citation_*"),
        "source_date": ("2019-04-02", "citation_*"),
        "site": ("Journal of Trees", "citation_*"),
        "language": ("en", "HTML"),
        "description": ("Where the roots of a polynomial lie.", "Dublin Core"),
        "pdf": ("https://example.org/roots.pdf", "citation_*"),
        "doi": ("https://doi.org/10.1234/roots(1)", "citation_*"),
    }


def test_dublin_core_is_read():
    assert sample("dublin.html") == {
        "title": ("Moss", "Dublin Core"),
        "authors": (["Ina Moos"], "Dublin Core"),
        "source_date": ("2018", "Dublin Core"),
        "site": ("University of Ferns", "Dublin Core"),
        "language": ("en", "Dublin Core"),
        "description": ("Of moss, and stones.", "Dublin Core"),
    }


def test_page_that_says_nothing_of_itself_is_read_as_a_reader_would():
    found = sample("plain.html")

    assert found.keys() == {"title", "description"}
    assert found["title"] == ("On Ferns", "HTML")  # without the name of the blog
    words, source = found["description"]
    assert source == "readable text"
    assert words.startswith("Paragraph 1 speaks of ferns")
    assert "Paragraph 3" in words
    assert "Paragraph 8" not in words
    assert "Cookies" not in words


@pytest.mark.parametrize("page", ["", " ", "<!doctype html>", "\0", "<!---->", "x"])
def test_page_of_nothing_says_nothing(page):
    assert values(read(page)).keys() <= {"description"}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2021-11-13T23:30:00+01:00", "2021-11-13"),
        ("20211113", "2021-11-13"),
        ("2021/11", "2021-11"),
        ("2021", "2021"),
        ("2021-02-30", "2021-02"),
        ("2021-13-01", "2021"),
        ("Nov 13, 2021", "2021-11-13"),
        ("13th November 2021", "2021-11-13"),
        ("Sat, 13 Nov 2021 10:00:00 GMT", "2021-11-13"),
        ("November 2021", "2021-11"),
    ],
)
def test_date_is_read_in_any_usual_spelling(written, read_as):
    found = values(read(f"<meta name=citation_date content='{written}'>"))

    assert found["source_date"] == read_as


@pytest.mark.parametrize("end", ["<script>1</script>", "<p>late", "late", "</p>"])
def test_what_stands_after_the_end_takes_nothing_away(end):
    page = f"<html lang=de><head><title>T</title></head><body></body></html>{end}"

    assert values(read(page)).items() >= {"title": "T", "language": "de"}.items()


@pytest.mark.parametrize("written", ["yesterday", "13.11.21", "0000", "99999", "1/2/3"])
def test_what_is_no_date_is_left_out(written):
    found = values(read(f"<meta name=citation_date content='{written}'>"))

    assert "source_date" not in found


@pytest.mark.parametrize(
    "image",
    ["javascript:alert(1)", "data:image/png;base64,AA", "file:///x", "//", "\t"],
)
def test_image_off_the_web_is_left_out(image):
    assert "image" not in values(read(f"<meta name=twitter:image content='{image}'>"))


def test_words_without_a_blank_are_cut_and_not_lost():
    page = f"<meta property=og:description content='{'漢' * 3 * limits.TEXT}'>"

    assert 9_000 < len(values(read(page))["description"]) <= limits.TEXT


# Hostile

VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["#a", "Article"]),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@id @type @graph @value name url author publisher".split()
            ),
            some,
            max_size=4,
        )
    ),
    max_leaves=12,
)
NAMES = (
    "og:title og:image og:locale article:author twitter:image citation_author"
    " citation_date dc.creator dcterms.issued description author date"
).split()
METAS = st.builds(
    lambda name, words: f"<meta name='{name}' content='{words}'>",
    st.sampled_from(NAMES),
    st.text(max_size=400),
)
TAGS = st.sampled_from(
    "<p> </p> <title> </title> <h1> <html> <table> <td> <script> </script> <!-- -->"
    " <svg> <template> <?xml?> <![CDATA[ ]]> <article> <li> &#0; &#xD800; &amp <a"
    " <br> <ul> <blockquote> <pre> <code> <img> <form> <head> <body>".split()
)


@settings(deadline=None, max_examples=150)
@given(st.lists(METAS | TAGS | st.text(max_size=30), max_size=12).map("".join), VALUES)
def test_page_of_any_shape_never_raises(page, value):
    node = {"@type": "Article", "author": value, "publisher": value, "image": value}
    node |= {"headline": value, "datePublished": value, "inLanguage": value}
    written = json.dumps([node, value]).replace("<", "\\u003c")

    values(read(f"{page}<script type='application/ld+json'>{written}</script>"))
    values(read(page))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000,
        "<a>" * 700_000,
        "<p>" * 700_000,
        "<div><p>some words, of it. " * 4_900,
        "<p>word word " * 30_000,
        "<table><tr><td>" * 2_500,
        "<" * 2_000_000,
        "<a " + "x=1 " * 400_000 + ">",
        "<meta name=author content=a>" * 60_000,
        "<meta name=description content='" + "&lt;a " * 200_000 + "'>",
        "<script type='application/ld+json'>" + "[" * 400_000 + "</script>",
        "&amp;" * 400_000,
        "<!-- " * 400_000,
    ],
    ids=lambda page: page[:12],
)
def test_large_page_takes_little_time(page):
    start = time.process_time()

    values(read(page))

    assert time.process_time() - start < 1.5


def test_head_of_a_very_long_page_is_read():
    head = "<title>Long</title><meta property=og:description content=Told>"

    found = values(read(f"{head}<body>{'<a>' * 700_000}"))

    assert (found["title"], found["description"]) == ("Long", "Told")
