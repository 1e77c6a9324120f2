"""CSL-JSON: references for citation processors, a list of items.

https://docs.citationstyles.org/en/stable/specification.html (types and variables), and
https://github.com/citation-style-language/schema (csl-data.json, the schema).
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from articles.formats import fixture, jsonlist, references
from articles.formats.citation import Citation, Kind, Name, write_name
from articles.formats.found import (
    Found,
    day,
    found_in,
    given_first,
    line,
    without_markup,
)
from articles.formats.reading import FormatError, Item, Options, ReadFormat, Source

# "article" is for preprints and for what appeared in no other work.
TYPES = {
    Kind.PREPRINT: "article",
    Kind.PAPER: "article-journal",
    Kind.PAGE: "webpage",
}


def write(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the text of a file, an item at a time. UTF-8, newline at the end."""
    opening = "[\n"
    for citation in citations:
        yield opening + json.dumps(item(citation), ensure_ascii=False, indent=2)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def item(citation: Citation) -> dict[str, Any]:
    """Return a citation as an item, without what is not known."""
    is_page = citation.kind is Kind.PAGE
    is_plain = _title(citation.title) == citation.title
    variables = {
        "id": citation.key,
        "type": TYPES[citation.kind],
        "title": citation.title,
        "author": [author(name) for name in citation.authors],
        "issued": citation.date and {"date-parts": [list(citation.date)]},
        "container-title": citation.site if is_page else "",
        "publisher": "arXiv" if citation.eprint else "",
        "number": citation.identifier if citation.eprint else "",
        "DOI": citation.doi,
        "URL": citation.url,
        "abstract": citation.abstract,
        "keyword": ", ".join(map(references.keyword, citation.tags)),
        "language": citation.language,
        # A processor takes <i> for markup, and nothing can say that it is none: so it
        # stands once more where only we look.
        "custom": None if is_plain else {"title": citation.title},
    }
    return {name: value for name, value in variables.items() if value}


def author(name: Name) -> dict[str, str | bool]:
    """Return a name as a name variable."""
    parts: dict[str, str | bool] = {
        "family": name.family,
        "given": name.given,
        "suffix": name.suffix,
        "comma-suffix": name.comma_suffix,
        "literal": name.literal,
    }
    return {part: words for part, words in parts.items() if words}


# Reading a list as drafts

READ = set(
    """
    id type title author issued URL DOI abstract keyword note annote language number
    publisher container-title custom
    """.split()
)
# https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
MARKUP = re.compile(
    r"</?(?:i|b|sup|sub|sc)>|<span (?:style|class)=\"[^\"<>]*\">|</span>", re.IGNORECASE
)
BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file is a list of items of CSL."""
    keys = (b'"type"', b'"title"', b'"id"')
    is_list = BEGINS.match(head) is not None and all(key in head for key in keys)
    return is_list and (b'"issued"' in head or b'"author"' in head or b'"DOI"' in head)


def read_list(source: Source, options: Options) -> Iterator[Item]:
    """Yield the items of a list as drafts."""
    try:
        with source.open() as stream:
            for number, found in enumerate(jsonlist.items(stream), start=1):
                held = found.value if isinstance(found.value, dict) else {}
                name = line(held.get("title"), 60)
                yield _draft(str(fixture.Place(number, name, found.line)), held)
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error


def _draft(place: str, held: dict[str, Any]) -> Item:
    written = held.get("author")
    keywords = held.get("keyword")
    custom = held.get("custom")
    ours = custom.get("title") if isinstance(custom, dict) else None
    reference = references.Reference(
        title=ours if isinstance(ours, str) else _title(held.get("title")),
        key=held.get("id"),
        authors=[
            write_name(name)
            for name in map(_name_parts, written if isinstance(written, list) else [])
        ],
        date=_date(held.get("issued")),
        addresses=[
            held.get("URL"),
            references.doi(held.get("DOI")),
            references.arxiv(held.get("number")),
        ],
        abstract=_abstract(held.get("abstract")),
        keywords=[keywords] if isinstance(keywords, str) else [],
        notes=[held.get("note"), held.get("annote")],
        language=held.get("language"),
        lost=references.unkept(name for name in held if name not in READ),
    )
    return references.draft(place, reference)


def _name_parts(value: Any) -> Name:
    """Return a name variable in its parts; what is none is no name."""
    held = value if isinstance(value, dict) else {}
    parts = {key: words for key, words in held.items() if isinstance(words, str)}
    if parts.get("literal") or not parts.get("family"):
        return Name(literal=parts.get("literal") or parts.get("given", ""))
    order = ("dropping-particle", "non-dropping-particle", "family")
    family = " ".join(parts[part] for part in order if parts.get(part))
    return Name(
        family=family,
        given=parts.get("given", ""),
        suffix=parts.get("suffix", ""),
        comma_suffix="suffix" in parts and bool(held.get("comma-suffix")),
    )


def _title(value: Any) -> str:
    """Return a title without the markup of CSL; other tags are words of it."""
    return html.unescape(MARKUP.sub("", value)) if isinstance(value, str) else ""


FORMAT = ReadFormat(
    name="CSL-JSON",
    about="references of Zotero and of citation processors",
    recognises=recognises,
    read=read_list,
    carries=references.CARRIED,
)

# Read: what Crossref and DataCite say of a DOI, one item
# (https://citation.crosscite.org/docs.html).

MEDIA_TYPES = ("application/vnd.citationstyles.csl+json", "application/json")
DATES = ("issued", "published", "published-online", "published-print", "created")


def read(content: bytes, source: str) -> Found:
    """Return what one item says; nothing of what is none. Never raises.

    `source` names the service that answered.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return Found()
    if not isinstance(found, dict) or not _first(found.get("title")):
        return Found()
    written = found.get("author")
    values = {
        "title": without_markup(_first(found["title"])),
        "authors": [_name(a) for a in written] if isinstance(written, list) else [],
        "source_date": next(filter(None, (_date(found.get(d)) for d in DATES)), ""),
        "site": without_markup(
            _first(found.get("container-title")) or found.get("publisher")
        ),
        "language": found.get("language"),
        "description": _abstract(found.get("abstract")),
    }
    return found_in([(source, values)])


def _first(value: Any) -> Any:
    """Return a value, or the first of several: Crossref has lists of one title."""
    return value[0] if isinstance(value, list) and value else value


def _name(value: Any) -> str:
    """Return a name variable as “Given Family, Suffix”."""
    if not isinstance(value, dict):
        return ""
    parts = {key: str(words) for key, words in value.items() if words}
    whole = parts.get("literal") or parts.get("name")
    if whole and "family" not in parts:
        return given_first(whole)
    order = ("given", "dropping-particle", "non-dropping-particle", "family")
    name = " ".join(parts[part] for part in order if part in parts)
    return f"{name}, {parts['suffix']}" if "suffix" in parts else name


def _date(value: Any) -> str:
    """Return a date variable as 2021-11-13, as far as it goes."""
    if not isinstance(value, dict):
        return ""
    parts = _first(value.get("date-parts"))
    if isinstance(parts, list) and all(isinstance(p, int | str) for p in parts):
        return day("-".join(f"{p:0>2}" for p in map(str, parts[:3])))
    return day(value.get("raw"))


def _abstract(value: Any) -> str:
    """Return an abstract (often JATS) as paragraphs, without its heading."""
    return re.sub(r"\A\s*Abstract\s*\n", "", without_markup(value))
