"""RIS: references for reference managers, in UTF-8, a field a line, lines by CRLF.

https://web.archive.org/web/20100704171416/http://www.refman.com/support/risformat_intro.asp
"""

from collections.abc import Iterable, Iterator

from articles import text
from articles.formats.citation import Citation, Kind, Name

# A preprint was published nowhere else; what has a DOI is a paper in a journal more
# often than anything else; ELEC is a page on the web.
TYPES = {Kind.PREPRINT: "UNPB", Kind.PAPER: "JOUR", Kind.PAGE: "ELEC"}


def write(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the text of a file, a reference at a time."""
    for citation in citations:
        yield reference(citation)


def reference(citation: Citation) -> str:
    """Return a citation as a reference, from TY to ER and the empty line behind it."""
    fields = [
        ("TY", TYPES[citation.kind]),
        ("ID", citation.key),
        *(("AU", author(name)) for name in citation.authors),
        ("TI", citation.title),
        ("PY", citation.year),
        ("DA", date(citation)),
        ("PB", "arXiv" if citation.eprint else ""),
        ("AN", citation.identifier if citation.eprint else ""),
        ("DO", citation.doi),
        ("UR", citation.url.replace(";", "%3B")),  # it would part two addresses
        ("LA", citation.language),
        *(("KW", tag) for tag in citation.tags),
        ("AB", text.one_line(citation.abstract)),
    ]
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
    return "".join(lines) + "ER  - \r\n\r\n"


def author(name: Name) -> str:
    """Return a name as family, given, suffix; a group's as it is, without commas.

    A comma parts a name, and nothing can say that it does not.
    """
    if name.literal:
        return text.one_line(name.literal.replace(",", " "))
    return ", ".join(filter(None, [name.family, name.given, name.suffix]))


def date(citation: Citation) -> str:
    """Return the date as YYYY/MM/DD/, what is not known left empty; "" without one."""
    if not citation.date:
        return ""
    month, day = [f"{part:02}" for part in citation.date[1:]] + [""] * (
        3 - len(citation.date)
    )
    return f"{citation.year}/{month}/{day}/"
