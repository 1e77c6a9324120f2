"""CSL-JSON: references for citation processors, a list of items.

https://docs.citationstyles.org/en/stable/specification.html (types and variables), and
https://github.com/citation-style-language/schema (csl-data.json, the schema).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from articles.formats.citation import Citation, Kind, Name

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
        "keyword": ", ".join(citation.tags),
        "language": citation.language,
    }
    return {name: value for name, value in variables.items() if value}


def author(name: Name) -> dict[str, str]:
    """Return a name as a name variable."""
    parts = {
        "family": name.family,
        "given": name.given,
        "suffix": name.suffix,
        "literal": name.literal,
    }
    return {part: words for part, words in parts.items() if words}
