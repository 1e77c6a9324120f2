"""BibTeX as others wrote it, in any encoding, read by bibtexparser and pylatexenc.

`bibtexentry` writes it.
"""

import logging
import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import names as bibtex_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)
from django.utils.translation import gettext as _
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalkerError

from articles import charset
from articles.formats import references
from articles.formats.bibtexentry import MONTHS, SIGNS
from articles.formats.citation import Name, write_name
from articles.formats.reading import (
    HEAD,
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
    line_place,
)

# What the parsers log is told entry by entry.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

BEGINS = re.compile(r"\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)
# Signs that every LaTeX knows by name, and pylatexenc does not.
NAMED_SIGNS = {
    name: sign
    for sign, name in (
        (sign, command[1:].removesuffix("{}")) for sign, command in SIGNS.items()
    )
    if len(name) > 1
}
COMMANDS = get_default_latex_context_db()
COMMANDS.add_context_category(
    "signs",
    prepend=True,
    macros=[MacroTextSpec(name, sign) for name, sign in NAMED_SIGNS.items()],
)
LATEX = LatexNodes2Text(
    latex_context=COMMANDS, math_mode="verbatim", strict_latex_spaces=True
)
# What LaTeX sets as something else; words without any of it are quicker left alone.
MARKED = re.compile(r"[\\{}$~%&#]|--|``|''|[?!]`|<<|>>")
VALUE = 100_000  # characters of a field that is read as LaTeX
NESTED = 100  # braces in one another: no writer needs as many
URL = re.compile(r"\\url\s*\{([^{}]*)\}")
READ = set(
    """
    title author year month day date url doi eprint archiveprefix eprinttype pdf code
    howpublished link abstract keywords note annote annotation language langid
    primaryclass eprintclass urldate timestamp
    """.split()
)


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file is BibTeX: by its name, or the entry it begins with."""
    begins = BEGINS.match(head[:HEAD].decode("latin-1").removeprefix("ï»¿"))
    return name.endswith(".bib") or begins is not None


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the references of a file as drafts."""
    words = charset.decode(references.content_of(source))
    try:
        library = parse_string(words)
    except RecursionError as error:
        raise FormatError(_("its entries are nested too deep")) from error
    is_empty = True
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        is_known_key = isinstance(block, DuplicateBlockKeyBlock)
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            block = _bare(block.ignore_error_block) or block
        if isinstance(block, Entry):
            is_empty = False
            yield _read_entry(block, line, "" if is_known_key else block.key)
        elif isinstance(block, ParsingFailedBlock):
            is_empty = False
            why = _("no entry of BibTeX; look at its braces and commas")
            yield Unreadable(place=line_place(line), why=why)
    if is_empty:
        raise FormatError(_("no BibTeX: no entry that begins with @ is in it"))


def _bare(entry: Block | None) -> Block | None:
    """Return an entry that has a twin without what encloses its values."""
    for field in entry.fields if isinstance(entry, Entry) else []:
        value = str(field.value).strip()
        field.value = value[1:-1] if value[:1] in ("{", '"') else value
    return entry


def _read_entry(entry: Entry, line: int, key: str) -> Item:
    """Return an entry as a draft. Of a field that stands twice, the first counts."""
    raw: dict[str, str] = {}
    for field in entry.fields:
        raw.setdefault(field.key.lower(), str(field.value))
    held = {name: unescape(value) for name, value in raw.items()}
    eprint = raw.get("eprint", "")
    archive = (raw.get("archiveprefix") or raw.get("eprinttype") or "arXiv").lower()
    reference = references.Reference(
        title=held.get("title"),
        key=key,
        authors=read_authors(raw.get("author", "")),
        date=_date(held),
        addresses=[
            *(_address(raw.get(name, "")) for name in ("url", "link", "howpublished")),
            references.doi(held.get("doi")),
            references.arxiv(eprint) if archive == "arxiv" else eprint,
            _address(raw.get("note", "")),
            *(_address(raw.get(name, "")) for name in ("pdf", "code")),
        ],
        abstract=held.get("abstract"),
        keywords=[held.get("keywords", "")],
        notes=[held.get(name) for name in ("note", "annote", "annotation")],
        language=held.get("language") or held.get("langid"),
        lost=references.unkept(held.keys() - READ),
    )
    return references.draft(line_place(line, held.get("title", key)), reference)


def unescape(latex: str) -> str:
    """Return what LaTeX sets, as plain text; formulas stay as they are written."""
    if not MARKED.search(latex):
        return latex
    deepest = depth = 0
    for sign in re.findall("[{}]", latex[:VALUE]):
        depth += 1 if sign == "{" else -1
        deepest = max(deepest, depth)
    if len(latex) > VALUE or deepest > NESTED:
        return latex
    try:
        words: str = LATEX.latex_to_text(latex)
    except (LatexWalkerError, RecursionError, ValueError, IndexError):
        return latex
    return words


def read_authors(latex: str) -> list[str]:
    """Return the names in an author field; “others” is none."""
    names = []
    for written in bibtex_names.split_multiple_persons_names(latex[:VALUE]):
        try:
            parts = bibtex_names.parse_single_name_into_parts(written, strict=False)
        except bibtex_names.InvalidNameError:
            names.append(unescape(written))
            continue
        family, suffix, given = (
            unescape(" ".join(words))
            for words in (parts.von + parts.last, parts.jr, parts.first)
        )
        is_group = written.startswith("{") and not given
        names.append(
            family
            if is_group or not (given or suffix)
            else write_name(Name(family=family, given=given, suffix=suffix))
        )
    return [name for name in names if name.strip() and name != "others"]


def _address(latex: str) -> str:
    """Return the address that a field holds, in \\url{} or as it is."""
    found = URL.search(latex)
    return (found[1] if found else latex).replace("\\_", "_").replace("\\%", "%")


def _date(held: dict[str, str]) -> str:
    """Return the date that an entry tells, as 2021-11-13 as far as it goes."""
    if held.get("date"):
        return held["date"].partition("/")[0]  # of a span, its beginning
    month = held.get("month", "").strip().lower()
    number = month if month.isdecimal() else ""
    if month[:3] in MONTHS:
        number = str(MONTHS.index(month[:3]) + 1)
    parts = [
        held.get("year", "").strip(),
        number,
        held.get("day", "") if number else "",
    ]
    return "-".join(part for part in parts if part)


FORMAT = ReadFormat(
    name="BibTeX",
    about="references for LaTeX: a .bib file of Zotero, JabRef, arXiv",
    recognises=recognises,
    read=read,
    carries=references.CARRIED,
)
