"""RIS: references for reference managers, in UTF-8, a field a line, lines by CRLF.

https://web.archive.org/web/20100704171416/http://www.refman.com/support/risformat_intro.asp
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from articles import charset, text
from articles.formats import references
from articles.formats.citation import SUFFIXES, Citation, Kind, Name, write_name
from articles.formats.reading import (
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    line_place,
)

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
        *(("KW", references.keyword(tag)) for tag in citation.tags),
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


# Reading

FIELD = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?")
FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*TY  ?- ", re.MULTILINE)
NAMES = {
    "title": "TI T1",
    "authors": "AU A1",
    "date": "DA PY Y1",
    "addresses": "UR LK L2 L1",
    "abstract": "AB N2",
    "keywords": "KW",
    "notes": "N1 RN",
}
PARTED = re.compile(r"[;\s]+")  # addresses, from one another
READ = {tag for tags in NAMES.values() for tag in tags.split()}
READ |= set("TY ER ID DO AN LA PB".split())
Fields = dict[str, list[str]]  # by tag, in their order


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file begins with a reference of RIS."""
    return FIRST.match(head) is not None


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the references of a file as drafts.

    A line that is no field goes on with the one before.
    """
    words = charset.decode(references.content_of(source))
    is_empty = True
    for line, fields in _groups(text.mend_newlines(words).split("\n")):
        is_empty = False
        yield _draft(line, fields)
    if is_empty:
        raise FormatError(_("no RIS: no line that begins with TY is in it"))


def _groups(lines: Iterable[str]) -> Iterator[tuple[int, Fields]]:
    """Yield the fields of each reference, and the line on which it begins."""
    fields: Fields = {}
    start, last = 0, ""
    for number, line in enumerate(lines, start=1):
        found = FIELD.fullmatch(line.rstrip())
        if found and found[1] in ("TY", "ER"):
            if fields:
                yield start, fields
            fields = {"TY": [found[2] or ""]} if found[1] == "TY" else {}
            start, last = number, "TY"
        elif found and fields:
            last = found[1]
            fields.setdefault(last, []).append((found[2] or "").strip())
        elif fields and line.strip():
            fields[last][-1] += f"\n{line.strip()}"
    if fields:
        yield start, fields


def _draft(line: int, fields: Fields) -> Item:
    held = {
        name: [value for tag in tags.split() for value in fields.get(tag, [])]
        for name, tags in NAMES.items()
    }
    title = " ".join(held["title"][:1])
    reference = references.Reference(
        title=title,
        key="".join(fields.get("ID", [])[:1]),
        authors=[_read_author(name) for name in held["authors"]],
        date="".join(held["date"][:1]).replace("/", "-").strip("-"),
        addresses=[
            *(part for value in held["addresses"] for part in PARTED.split(value)),
            *(references.doi(value) for value in fields.get("DO", [])),
            *(references.arxiv(value) for value in fields.get("AN", [])),
        ],
        abstract="\n\n".join(held["abstract"]),
        keywords=[part for value in held["keywords"] for part in value.split("\n")],
        notes=held["notes"],
        language="".join(fields.get("LA", [])[:1]),
        lost=references.unkept(tag for tag in fields if tag not in READ),
    )
    return references.draft(line_place(line, title), reference)


def _read_author(written: str) -> str:
    """Return “Family, Given, Suffix” as one name."""
    family, *others = (part.strip() for part in written.split(","))
    if not others or not family:
        return family or written
    is_last = len(others) > 1 and others[-1].lower() in SUFFIXES
    suffix = others.pop() if is_last else ""
    return write_name(Name(family=family, given=", ".join(others), suffix=suffix))


FORMAT = ReadFormat(
    name="RIS",
    about="references of Zotero, EndNote, a publisher’s site",
    recognises=recognises,
    read=read,
    carries=references.CARRIED,
)
