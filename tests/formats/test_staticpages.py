import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.formats import staticpages
from articles.formats.staticpages import Frame

FRAME = Frame("https://digest.example.org", "en")


@pytest.mark.parametrize(
    ("address", "is_page", "file"),
    [
        ("/", True, "index.html"),
        ("/tags/é/", True, "tags/é/index.html"),
        ("/2021/old", True, "2021/old/index.html"),
        ("/2021/old.html", True, "2021/old.html"),
        ("/old.php", True, "old.php/index.html"),
        ("/tags/bias/list.csl.json", False, "tags/bias/list.csl.json"),
        ("/404.html", True, "404.html"),
        ("/a/../../b/", True, None),
        ("//b/", True, None),
        ("/a\\b/", True, None),
        (f"/{'é' * 200}/", True, None),
        ("/api/v1/", False, None),
    ],
)
def test_address_has_a_file(address, is_page, file):
    assert staticpages.file_of(address, is_page) == file


@given(st.text().map(lambda text: f"/{text}"), st.booleans())
def test_file_of_any_address_stays_in_the_folder(address, is_page):
    name = staticpages.file_of(address, is_page)

    if name is not None:
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert all(len(part.encode()) <= 255 for part in parts)


@pytest.mark.parametrize(
    ("address", "query", "search"),
    [
        ("/", "source=arxiv.org", "/search/?source=arxiv.org"),
        ("/tags/bias/", "year=2021", "/search/?tag=bias&year=2021"),
        ("/tags/bias+law/", "", "/search/?tag=bias&tag=law"),
        ("/tags/%C3%A9/", "note=1", "/search/?tag=%C3%A9&note=1"),
        ("/2021/", "tag=a", "/search/?year=2021&tag=a"),
        ("/2021/11/", "tag=a", "/search/?month=2021-11&tag=a"),
        ("/2021/11/13/", "tag=a", "/search/?day=2021-11-13&tag=a"),
        ("/search/", "q=a b", "/search/?q=a+b"),
    ],
)
def test_narrowed_list_is_a_search_with_the_same_filters(address, query, search):
    assert staticpages.to_search(address, query) == search


@pytest.mark.parametrize(
    ("address", "listed", "entry", "part"),
    [
        ("/", "/", "", False),
        ("/page/2/", "/", "", True),
        ("/feed.atom", "/", "", True),
        ("/tags/bias/", "/tags/bias/", "", False),
        ("/tags/bias/page/2/feed.json", "/tags/bias/", "", True),
        ("/2021/11/list.csl.json", "/2021/11/", "", True),
        ("/tags/", "", "", False),
        ("/articles/a/", "", "a", False),
        ("/articles/a/cite.bib", "", "a", True),
        ("/about/", "", "", False),
    ],
)
def test_address_is_of_a_list_or_of_an_entry(address, listed, entry, part):
    assert staticpages.list_of(address) == listed
    assert staticpages.entry_of(address) == entry
    assert staticpages.is_part(address) == part


def test_links_are_those_that_are_files():
    page = """
      <a href="/tags/%C3%A9/">1</a> <a href="/?tag=a">2</a> <a href="/about/#x">3</a>
      <link href="https://digest.example.org/feed.atom"> <a href="/tags/a+b/">4</a>
      <a href="https://elsewhere.example/x/">5</a> <a href="//x/">6</a>
      <a href="/api/v1/">7</a> <script src="/static/a.js"></script> <a href="#y">8</a>
      <a href="/search/page/2/">9</a> <a href="/search/">10</a>
    """

    found = staticpages.links_of(page, True, FRAME)
    assert found == {
        "/tags/é/",
        "/about/",
        "/feed.atom",
        "/static/a.js",
        "/search/",
    }


def test_page_is_left_without_what_needs_a_server():
    page = (
        '<head><meta charset="utf-8"><meta property="og:image" content="/card-1.png">'
        '<script defer src="/static/htmx.min.js"></script></head>'
        '<a href="/search/feed.atom" hx-boost="true">Feed</a>'
        '<a href="/tags/?order=use">Most used</a> <a href="/api/">API</a>'
    )

    assert staticpages.as_file(page, FRAME, "default-src 'self'") == (
        '<head><meta charset="utf-8">\n    <meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'self'\"></head>"
        '<a href="/feed.atom">Feed</a>'
    )


@given(st.text())
def test_words_of_a_page_stay_as_they_are(words):
    html = f"<p>{words.replace('<', '').replace('&', '')}</p>"
    if "href=" not in html and " hx-" not in html and 'content="' not in html:
        assert staticpages.as_file(html, FRAME, "") == html


def test_redirects_are_told_to_hosts_in_one_order():
    leading = {"/é/": "/articles/b/", "/a b/": "/articles/a/"}

    assert staticpages.redirects(leading) == (
        "/a%20b/ /articles/a/ 301\n/%C3%A9/ /articles/b/ 301\n"
    )
