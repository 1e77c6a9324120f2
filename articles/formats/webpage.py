"""A page of the web: what it says of itself, in the ways that pages have for that.

JSON-LD, Open Graph (https://ogp.me/), Twitter's cards, the citation_* of Google
Scholar, Dublin Core, the plain elements of HTML; at last what a reader would read.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import html_parser

from articles import text
from articles.formats import jsonld
from articles.formats.found import Found, Reading, found_in, given_first

METAS = 2_000  # that are looked at
SCRIPTS = 50
ATTRIBUTES = 50  # of one element
DEPTH = 200  # of elements; the words of deeper ones count to those above
ELEMENTS = 50_000  # the first; a page says of itself what it has to say before that
OPENING = 600  # characters of the readable text that describe a page
# Past these a page is no text for readers, and the search for it takes long.
READABLE_ELEMENTS = 5_000
READABLE_LETTERS = 200_000

Metas = dict[str, list[str]]
CITATION_DATES = (
    "citation_publication_date citation_date citation_online_date citation_year"
).split()
DUBLIN = ("dc.", "dcterms.", "dc:", "dcterms:")


def read(page: str, base: str) -> Found:
    """Return what a page, HTML, says of itself; `base` is its address. Never raises.

    It takes about a second at most, whatever the page; no clock stops it.
    """
    tree = _parse(page)
    if tree is None:
        return Found()
    found = found_in(_readings(tree), base)
    if found.description is None:
        opening = {"description": _readable(tree)}
        found = found.or_else(found_in([("readable text", opening)]))
    return found


def _parse(page: str) -> etree._Element | None:
    # Bytes, as lxml takes no string that names an encoding.
    content = page.replace("\0", "").encode("utf-8", "replace")
    tree = _Tree()
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, target=tree)
    try:
        return etree.fromstring(content, parser)
    except _EnoughError:
        return tree.close()
    except (etree.LxmlError, ValueError):
        return None


class _EnoughError(Exception):
    """There are `ELEMENTS`: the rest of the page is not read."""


class _Tree:
    """Builds a tree that is not deep, of elements that have few attributes.

    The parser's own takes minutes for an element with a hundred thousand attributes,
    and so does whoever asks for the words of nested ones. What stands after </html>
    belongs to the page.
    """

    def __init__(self) -> None:
        self.builder = etree.TreeBuilder(element_factory=html_parser.makeelement)
        self.depth = self.count = 0
        self.open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > ELEMENTS:
            raise _EnoughError
        self.depth += 1
        if self.depth <= DEPTH:
            self.builder.start(tag, dict(islice(attributes.items(), ATTRIBUTES)))
            self.open.append(tag)

    def end(self, tag: str) -> None:
        if self.depth == 1:
            return
        if self.depth <= DEPTH:
            self.builder.end(tag)
            self.open.pop()
        self.depth -= 1

    def data(self, words: str) -> None:
        self.builder.data(words)

    def close(self) -> etree._Element:
        while self.open:
            self.builder.end(self.open.pop())
        return self.builder.close()


def _readings(tree: etree._Element) -> Iterator[Reading]:
    """Yield what each way says, the most telling first."""
    metas = _metas(tree)
    # What a template says of all pages in og:locale is often wrong.
    yield "HTML", {"language": _attribute(tree, "lang")}
    yield "JSON-LD", jsonld.read(_scripts(tree))
    yield "Open Graph", _open_graph(metas)
    yield "Twitter", _twitter(metas)
    yield "citation_*", _citation(metas)
    yield "Dublin Core", _dublin_core(metas)
    yield "HTML", _html(tree, metas)


def _metas(tree: etree._Element) -> Metas:
    """Return the contents of all <meta> by name, in small letters."""
    metas: Metas = {}
    for count, meta in enumerate(tree.iter("meta")):
        if count >= METAS:
            break
        content = _attribute(meta, "content").strip()
        for attribute in ("property", "name", "itemprop"):
            name = _attribute(meta, attribute).strip().lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(name) or "")


def _scripts(tree: etree._Element) -> Iterator[str]:
    count = 0
    for script in tree.iter("script"):
        kind = _attribute(script, "type").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and script.text:
            yield str(script.text)
            count += 1
        if count >= SCRIPTS:
            return


def _first(metas: Metas, *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _all(metas: Metas, *names: str) -> list[str]:
    return next((metas[name] for name in names if name in metas), [])


def _open_graph(metas: Metas) -> dict[str, Any]:
    authors = _all(metas, "article:author", "og:article:author", "book:author")
    return {
        "title": _first(metas, "og:title"),
        "authors": [name for name in authors if "://" not in name],  # of a profile
        "source_date": _first(
            metas, "article:published_time", "og:article:published_time"
        ),
        "site": _first(metas, "og:site_name"),
        "language": _first(metas, "og:locale"),
        "description": _first(metas, "og:description"),
        "image": _first(metas, "og:image:secure_url", "og:image", "og:image:url"),
    }


def _twitter(metas: Metas) -> dict[str, Any]:
    return {
        "title": _first(metas, "twitter:title"),
        "description": _first(metas, "twitter:description"),
        "image": _first(metas, "twitter:image", "twitter:image:src"),
    }


def _citation(metas: Metas) -> dict[str, Any]:
    authors = _all(metas, "citation_author")
    if not authors:  # all in one: "Lovelace, Ada; Babbage, Charles"
        authors = _first(metas, "citation_authors").split(";")
    return {
        "title": _first(metas, "citation_title"),
        "authors": [given_first(name) for name in authors],
        "source_date": _first(metas, *CITATION_DATES),
        "site": _first(
            metas,
            "citation_journal_title",
            "citation_conference_title",
            "citation_publisher",
        ),
        "language": _first(metas, "citation_language"),
        "description": _first(metas, "citation_abstract"),
        "pdf": _first(metas, "citation_pdf_url"),
        "doi": _first(metas, "citation_doi"),
    }


def _dublin_core(metas: Metas) -> dict[str, Any]:
    def named(*names: str) -> list[str]:
        return [prefix + name for name in names for prefix in DUBLIN]

    authors = _all(metas, *named("creator", "creator.personalname"))
    return {
        "title": _first(metas, *named("title")),
        "authors": [given_first(name) for name in authors],
        "source_date": _first(
            metas, *named("issued", "date.issued", "created", "date")
        ),
        "site": _first(metas, *named("publisher")),
        "language": _first(metas, *named("language")),
        "description": _first(metas, *named("abstract", "description")),
    }


def _html(tree: etree._Element, metas: Metas) -> dict[str, Any]:
    title, headings = _words(tree, "title"), _words(tree, "h1")
    # “A heading – The name of the site”: the heading alone will do.
    whole, heading = "".join(title[:1]), "".join(headings[:1])
    return {
        "title": heading if heading and heading in whole else whole or heading,
        "authors": _all(metas, "author", "article:author_name"),
        "source_date": _first(metas, "date", "datepublished", "pubdate"),
        "site": _first(metas, "application-name"),
        "description": _first(metas, "description"),
        "image": _first(metas, "image", "thumbnail"),
    }


def _words(tree: etree._Element, name: str) -> list[str]:
    """Return the words of the first two elements called `name`."""
    found = []
    for element in tree.iter(name):
        words = " ".join("".join(map(str, element.itertext())).split())
        if words:
            found.append(words)
        if len(found) == 2:
            break
    return found


def _readable(tree: etree._Element) -> str:
    """Return the first paragraphs that a reader would read, "" if there are none."""
    letters = 0
    for count, element in enumerate(tree.iter()):
        letters += len(element.text or "") + len(element.tail or "")
        if count > READABLE_ELEMENTS or letters > READABLE_LETTERS:
            return ""
    import trafilatura

    headings = {*_words(tree, "h1"), *_words(tree, "title")}
    words = trafilatura.extract(
        tree, fast=True, include_comments=False, include_tables=False
    )
    opening = ""
    for paragraph in (words or "").split("\n"):
        if opening and len(opening) + len(paragraph) > OPENING:
            break
        if paragraph not in headings:
            opening += f"{text.first_words(paragraph, OPENING)}\n\n"
    return opening
