"""Markdown: a list to read, to send and to paste (CommonMark).

An article is a heading, a line about its source, its excerpt as a quotation, the notes
as a list, the corrections, the tags. Whatever is written in an article ends with it: an
excerpt or a note stands inside a block, which closes the code that its writer left
open.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from articles import labels, links, text
from articles.formats.records import CorrectionRecord, NoteRecord, PublicRecord
from articles.formats.site import Site

TAB = 4  # columns, as CommonMark counts them
UNLINKABLE = re.compile(r"[\x00-\x20<>\\`]")  # in the address of a link
ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
# What may be one, where it is parsed: a [label]: behind the marks of quotes and lists.
DEFINITION = re.compile(
    r"^[ \t>*+\d.)-]*\[(?:\\.|[^\\\[\]])+\]:", re.MULTILINE | re.DOTALL
)


def write(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the text of a file, an article at a time, an empty line between two.

    Notes that readers may not see are not in it.
    """
    between = ""
    for record in records:
        yield between + entry(record, site)
        between = "\n"


def entry(record: PublicRecord, site: Site) -> str:
    """Return an article as Markdown, its last line ended."""
    noted = zip(record.notes, record.note_texts, strict=True)
    parts = [
        f"## {link(record.title, site.address(record))}",
        meta(record, site),
        quotation(record.excerpt, record.excerpt_text),
        *(item(note, words, site) for note, words in noted if note.public),
        *(update(correction, site) for correction in record.corrections),
        ", ".join(f"#{text.escape_label(tag)}" for tag in record.tag_names),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def meta(record: PublicRecord, site: Site) -> str:
    """Return when an article was published, and the site, authors, date of its source.

    The name of the source's site leads to it; further addresses stand behind it.
    """
    url = links.href(record.url)
    further = [(labels.name_of(a.label), links.href(a.url)) for a in record.addresses]
    parts = [
        text.escape_label(site.day(record.published_at)) if record.published_at else "",
        link(links.site(record.url), url) if url else "",
        *(link(name, address) for name, address in further if address),
        text.escape_label(", ".join(record.authors)),
        text.escape_label(record.source_date),
    ]
    return " · ".join(part for part in parts if part)


def link(words: str, address: str) -> str:
    """Return a link that shows `words`."""
    return linked(text.escape_label(words), address)


def linked(label: str, address: str) -> str:
    """Return a link that shows what `label`, Markdown in one line, does."""
    escaped = ENTITY.sub("&amp;", UNLINKABLE.sub(_escape, address))
    return f"[{label}](<{escaped}>)"


def _escape(found: re.Match[str]) -> str:
    return quote(found[0])


def quotation(markdown: str, words: str) -> str:
    """Return Markdown, which shows `words`, as a block quotation, "" for nothing."""
    return "\n".join(behind("> ", line) for line in lines_of(markdown, words))


def item(note: NoteRecord, words: str, site: Site) -> str:
    """Return a note, which shows `words`, as an item of a list.

    It stands under the line that says whose it is.
    """
    lines = [f"- **{text.escape_label(site.note_label(note.credit))}**", ""]
    lines += [behind("  ", line) for line in lines_of(note.body, words)]
    return "\n".join(lines)


def update(correction: CorrectionRecord, site: Site) -> str:
    """Return a correction as a paragraph that says when it was made."""
    label = text.escape_label(site.update_label(correction.at))
    return f"**{label}:** {text.escape_label(correction.text)}"


def behind(mark: str, line: str) -> str:
    """Return a line with `mark` before it. Only of a blank one the end does not count.

    Elsewhere it does: a blank keeps a backslash from breaking the line.
    """
    return f"{mark}{line}" if line.strip(" ") else mark.rstrip()


def lines_of(markdown: str, words: str) -> list[str]:
    """Return the lines of Markdown as they can stand in a block of a longer text.

    Tabs become blanks, as a block moves what they reach to. What gives the address of
    a link would do so for all the text around it: it becomes the `words` that it shows.
    """
    if DEFINITION.search(markdown):
        markdown = text.escape_markdown(words)
    lines = text.mend_newlines(markdown).strip("\n").split("\n")
    return [line.expandtabs(TAB) for line in lines] if any(lines) else []
