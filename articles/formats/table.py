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
STATUS = "status"
QUOTED = re.compile(r'"((?:[^"\n]|"")*+)"')
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
    return _table(COLUMNS, (row(record, site) for record in records))


def write_with_status(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the same with the state of each, and the date also of what is not out."""
    return _table([*COLUMNS, STATUS], (_with_status(one, site) for one in records))


def _with_status(record: PublicRecord, site: Site) -> list[str]:
    cells = dict(zip(COLUMNS, row(record, site), strict=True))
    at = record.published_at
    cells["published"] = instant_text(at) if at else ""
    return [*cells.values(), record.status]


def _table(columns: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield _written(writer.writerow(columns))
    for cells in rows:
        yield _written(writer.writerow(map(guard, cells)))


def _written(line: object) -> str:
    return str(line)  # the types of csv do not say that it is what `write` returned


def row(record: PublicRecord, site: Site) -> list[str]:
    """Return the cells of an article, in the order of COLUMNS, unguarded.

    Further addresses and authors stand one a line, notes have an empty line between
    them, tags a comma. What would be read as two names stands in quotes.
    """
    url = links.href(record.url)
    noted = zip(record.note_texts, record.notes, strict=True)
    return [
        text.one_line(record.title),
        url,
        "\n".join(f"{a.label} {links.href(a.url)}" for a in record.addresses),
        links.site(record.url) if url else "",
        authors_cell([text.one_line(author) for author in record.authors]),
        record.source_date,
        published(record),
        tags_cell(record.tag_names),
        record.excerpt_text,
        "\n\n".join(words for words, note in noted if note.public),
        site.address(record),
    ]


def published(record: PublicRecord) -> str:
    """Return since when readers see an article; "" for one that is not out."""
    at = record.published_at
    return instant_text(at) if at and record.status == "published" else ""


# Names in a cell: as people write them, and as we do, who put what is one in quotes.


def authors_cell(names: list[str]) -> str:
    """Return names as the cell from which `authors_in` reads them."""
    cell = "\n".join(names)
    return cell if len(names) != 1 or authors_in(cell) == names else quoted(cell)


def authors_in(cell: str) -> list[str]:
    """Return the names in a cell. “Lovelace, Ada” is one, “Ada L., Al J.” are two."""
    if whole := QUOTED.fullmatch(cell):
        return [whole[1].replace('""', '"')]
    for sign in "\n;":
        if sign in cell:
            return cell.split(sign)
    parts = cell.split(",")
    return parts if all(" " in part.strip() for part in parts) else [cell]


def tags_cell(names: list[str]) -> str:
    """Return names as the cell from which `tags_in` reads them."""
    cell = slugs.join_tags(names)
    return cell if len(names) != 1 or len(tags_in(cell)) == 1 else quoted(cell)


def tags_in(cell: str) -> list[str]:
    """Return the names in a cell: commas part them, else what else is usual."""
    other = next((sign for sign in "\n;|" if sign in cell), "")
    if other and "," not in cell and not QUOTED.fullmatch(cell):
        return cell.split(other)
    return slugs.split_tags(cell)


def quoted(name: str) -> str:
    """Return a name in quotes, those within it twice."""
    return '"' + name.replace('"', '""') + '"'


def guard(cell: str) -> str:
    """Return `cell` so that no spreadsheet obeys it: see the top of this file."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Return a cell that `guard` made harmless as it was."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell[1:]) else cell
