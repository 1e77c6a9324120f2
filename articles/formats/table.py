"""CSV: a list for spreadsheets, an article a row (RFC 4180, UTF-8, a line of names).

A spreadsheet takes a cell that begins with = + - @ or a tab for a formula. Such a cell
has an apostrophe before it, as one would type there to write a text; see `guard`.
"""

import csv
import re
from collections.abc import Iterable, Iterator

from articles import links, slugs, text
from articles.formats.fixture import instant_text
from articles.formats.records import PublicRecord
from articles.formats.site import Site

COLUMNS = (
    "title source_address further_addresses site authors source_date published tags"
    " excerpt notes address"
).split()
# The wide forms are the same signs for a spreadsheet in Japanese. Apostrophes before
# them count, so that the first one is always ours and can be taken off again.
FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")


class _Line:
    """A file for the writer of the standard library: its `write` hands the line on."""

    def write(self, line: str) -> str:
        return line


def write(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the text of a file, a line at a time: the names of the columns first.

    Notes that readers may not see are not in it.
    """
    writer = csv.writer(_Line())
    yield _written(writer.writerow(COLUMNS))
    for record in records:
        yield _written(writer.writerow(guard(cell) for cell in row(record, site)))


def _written(line: object) -> str:
    return str(line)  # the types of csv do not say that it is what `write` returned


def row(record: PublicRecord, site: Site) -> list[str]:
    """Return the cells of an article, in the order of COLUMNS, unguarded.

    Further addresses and authors stand one a line, notes have an empty line between
    them, tags a comma.
    """
    url = links.href(record.url)
    noted = zip(record.note_texts, record.notes, strict=True)
    return [
        text.one_line(record.title),
        url,
        "\n".join(f"{a.label} {links.href(a.url)}" for a in record.addresses),
        links.site(record.url) if url else "",
        "\n".join(text.one_line(author) for author in record.authors),
        record.source_date,
        published(record),
        slugs.join_tags(record.tag_names),
        record.excerpt_text,
        "\n\n".join(words for words, note in noted if note.public),
        site.address(record),
    ]


def published(record: PublicRecord) -> str:
    """Return since when readers see an article; "" for one that is not out."""
    at = record.published_at
    return instant_text(at) if at and record.status == "published" else ""


def guard(cell: str) -> str:
    """Return `cell` so that no spreadsheet obeys it: see the top of this file."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Return a cell that `guard` made harmless as it was."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell[1:]) else cell
