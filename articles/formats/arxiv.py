"""arXiv: what its API says of a paper, an Atom feed of one entry.

https://info.arxiv.org/help/api/user-manual.html
"""

import re

from lxml import etree

from articles.formats.found import Found, found_in

ATOM = "{http://www.w3.org/2005/Atom}"
SOURCE = "arXiv"
VERSION = re.compile(r"v[0-9]+\Z", re.ASCII)
MEDIA_TYPES = ("application/atom+xml", "application/xml", "text/xml")


def read(content: bytes) -> Found:
    """Return what an answer of the API says; nothing of one without a paper.

    The date is that of the first version. Never raises.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        entry = etree.fromstring(content, parser).find(f"{ATOM}entry")
    except (etree.LxmlError, ValueError):
        return Found()
    if entry is None or _text(entry, "id").find("/api/errors") >= 0:
        return Found()
    authors = entry.iterfind(f"{ATOM}author")
    values = {
        "title": _text(entry, "title"),
        "authors": [_text(author, "name") for author in authors],
        "source_date": _text(entry, "published"),
        "site": "arXiv",
        "description": " ".join(_text(entry, "summary").split()),
        **_links(entry),
    }
    return found_in([(SOURCE, values)]) if values["title"] else Found()


def _links(entry: etree._Element) -> dict[str, str]:
    """Return where the PDF is, and the DOI of a version that a journal has."""
    found = {
        str(link.get("title")): str(link.get("href") or "")
        for link in entry.iterfind(f"{ATOM}link")
    }
    # They name it by http, and by the version of today.
    pdf = VERSION.sub("", found.get("pdf", "").replace("http:", "https:", 1))
    return {"pdf": pdf, "doi": found.get("doi", "")}


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""
