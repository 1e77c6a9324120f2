"""What a parser makes of what we answer: elements and the names of their attributes."""

import csv
import io
import json
import re
import zipfile
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser

from lxml import etree

from articles.formats.readers import READERS
from articles.text import MARKDOWN
from tests.formats.files import File, items_of

DATA_SCRIPTS = ("application/ld+json", "application/json")  # nothing in them runs
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")
RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)


class Elements(HTMLParser):
    """Collects the elements of a page: where each begins, with which attributes, ends.

    `unfit` holds what a page of ours may not have: scripts and styles in the page, and
    addresses that run.
    """

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple] = []
        self.unfit: list[str] = []
        self.data: list[str] = []  # in JSON, for programs
        self.in_data = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag != "wbr":  # stands in long words, whatever they say
            self.found.append((tag, *(name for name, _ in attrs)))
        self.in_data = tag == "script" and "src" not in dict(attrs)
        if self.in_data:
            self.data.append("")
        given = {name: value or "" for name, value in attrs}
        if tag == "html" and not given.get("lang"):
            self.unfit.append("no language")
        if tag == "script" and not (
            "src" in given or given.get("type") in DATA_SCRIPTS
        ):
            self.unfit.append("a script in the page")
        if tag == "style":
            self.unfit.append("a style in the page")
        self.unfit += [n for n in given if n == "style" or n.startswith("on")]
        for name in ADDRESSES:
            address = re.sub(r"[\x00-\x20]", "", given.get(name, ""))
            if RUNS.match(address):
                self.unfit.append(address)

    def handle_endtag(self, tag):
        self.in_data = False
        self.found.append((f"/{tag}",))

    def handle_comment(self, data):
        self.found.append(("!comment",))

    def handle_decl(self, decl):
        self.found.append((f"!{decl}",))

    def handle_pi(self, data):
        self.found.append(("?",))

    def handle_data(self, data):
        if self.in_data:
            self.data[-1] += data


def of_html(body):
    """Return the elements of a page, and the shapes of the data in it."""
    page = Elements(body.decode())
    assert page.unfit == []
    return page.found, [of_json(data) for data in page.data]


def of_xml(body):
    """Return the elements of XML, each with its attributes, and of the HTML in them."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    return [
        (one.tag, *one.attrib, Elements(one.text or "").found if is_html(one) else ())
        for one in root.iter()
    ]


def is_html(element):
    """Return whether who reads a feed takes the words of an element for HTML."""
    name, parent = str(element.tag), element.getparent()
    is_summary = name == "description" and parent is not None and parent.tag == "item"
    return element.get("type") == "html" or is_summary or name.endswith("}encoded")


def of_json(body):
    """Return the shape of JSON: its keys and lists, and which kinds its values have."""

    def shape(value, key=""):
        if isinstance(value, dict):
            return {name: shape(held, name) for name, held in value.items()}
        if isinstance(value, list):
            return [shape(held) for held in value]
        if "html" in key:
            return Elements(value).found
        return type(value).__name__

    return shape(json.loads(body))


def of_csv(body):
    """Return how many cells each row has."""
    return [len(row) for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))]


def of_zip(body):
    """Return how many files there are, and what the reader of a folder finds."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert packed.testzip() is None
        return len(packed.namelist()), read_by("markdown", body)


def read_by(key, body):
    """Return what the reader `key` finds in a file: which fields of which records."""

    def shape(value):
        if is_dataclass(value):
            held = {one.name: getattr(value, one.name) for one in fields(value)}
            return {name: shape(one) for name, one in held.items()}
        if isinstance(value, list | tuple):
            return [shape(one) for one in value]
        return bool(value)

    return [shape(kind) for kind in items_of(READERS[key].read, File("x", body))]


SHAPES = {
    "text/html": of_html,
    "text/csv": of_csv,
    "application/zip": of_zip,
    "application/vnd.citationstyles.csl+json": lambda body: read_by("csl", body),
    "application/x-bibtex": lambda body: read_by("bibtex", body),
    "application/x-research-info-systems": lambda body: read_by("ris", body),
    "text/plain": lambda body: body.count(b"\n"),
    "text/markdown": lambda body: Elements(MARKDOWN.render(body.decode())).found,
}


def shape(kind, body):
    """Return what a parser makes of an answer of a media type."""
    kind = kind.partition(";")[0]
    if kind in SHAPES:
        return SHAPES[kind](body)
    if kind.endswith(("/xml", "+xml")):
        return of_xml(body)
    if kind.endswith(("/json", "+json")):
        return of_json(body)
    return kind
