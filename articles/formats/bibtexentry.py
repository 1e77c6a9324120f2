"""BibTeX as it is written, in UTF-8: an entry a source.

http://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, and for the fields of arXiv
https://info.arxiv.org/help/hypertex/bibstyles/. An entry is @misc, which asks for no
journal and no publisher: what was published where, an address does not tell.

`bibtex` reads it: that takes parsers, which no page needs.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from articles.formats.citation import Citation, Name

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WIDTH = len("archiveprefix")
# A brace counts for BibTeX even behind a backslash: hence names instead of signs.
SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "$&#_%"},
}
ESCAPED = re.compile(f"[{re.escape(''.join(SIGNS))}]")
# Two signs that TeX would set as one: a dash, a quotation mark, Spanish ¿ and ¡.
LIGATURE = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'|(?<=[?!])`|(?<=,),")
# An eprint, a DOI and an address are set to the letter (\url{}): nothing in them is
# LaTeX, and what cannot stand there is percent-encoded. In a DOI that is next to none.
URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"
DOI_SIGNS = URL_SIGNS + '<>"|^`'


def write(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the text of a file, an entry at a time, an empty line between two."""
    between = ""
    for citation in citations:
        yield between + entry(citation)
        between = "\n"


def entry(citation: Citation) -> str:
    """Return a citation as an entry, its last line ended. No field is empty."""
    month = MONTHS[citation.date[1] - 1] if len(citation.date) > 1 else ""
    fields = {
        # In braces of its own, so that no style takes the capitals out of it.
        "title": braced(f"{{{escape(citation.title)}}}"),
        "author": citation.authors and braced(authors(citation.authors)),
        "year": citation.date and braced(citation.year),
        "month": month,
        "eprint": citation.eprint and braced(citation.eprint),
        "archiveprefix": citation.eprint and braced("arXiv"),
        "doi": citation.doi and braced(quote(citation.doi, safe=DOI_SIGNS)),
        "url": citation.url and braced(quote(citation.url, safe=URL_SIGNS)),
    }
    lines = [f"  {name:{WIDTH}} = {value}" for name, value in fields.items() if value]
    return f"@misc{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def braced(value: str) -> str:
    """Return `value`, escaped before, in the braces of a field."""
    return f"{{{value}}}"


def escape(words: str) -> str:
    """Return plain text as LaTeX that shows it; letters of any script stay."""
    return LIGATURE.sub(r"{}\g<0>", ESCAPED.sub(_escape_sign, words))


def _escape_sign(found: re.Match[str]) -> str:
    return SIGNS[found[0]]


def authors(names: list[Name]) -> str:
    """Return names as the author field holds them."""
    return " and ".join(_author(name) for name in names)


def _author(name: Name) -> str:
    if name.literal:
        return f"{{{escape(name.literal)}}}"
    parts = [name.family, name.suffix, name.given]
    return ", ".join(_part(escape(part)) for part in parts if part)


def _part(escaped: str) -> str:
    """Return a part of a name. BibTeX looks for small letters in it, not in braces."""
    return braced(escaped) if "\\" in escaped else escaped
