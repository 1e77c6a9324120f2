"""A spreadsheet as text (CSV, TSV): a line of names, then an entry a row.

The columns stand in any order, under the names that people give them in English and
German; an editor says what others mean. What a cell holds is plain text. The list that
the site gives out as a file (`table`) reads back.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from articles import labels, limits, links, slugs
from articles.errors import Refused
from articles.formats import cells, found, streams, table
from articles.formats.blocks import from_plain, pack
from articles.formats.instants import instant
from articles.formats.reading import (
    Columns,
    Entry,
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
    line_place,
)
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord

DELIMITERS = ",;\t|"
ENDINGS = (".csv", ".tsv", ".tab")
COLUMNS = 500  # an editor chooses among them, field by field
HINT = re.compile(r"sep=.\s*", re.IGNORECASE)  # a first line that Excel writes
# The usual names of the column of a field, the surest first. A field above takes its
# column before those below look for theirs: in our own list `address` is our page.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "titel", "headline", "überschrift", "name"),
    "url": (
        *("url", "source address", "source url", "link", "href", "uri"),
        *("address", "adresse", "web address", "webadresse", "quelle", "source"),
    ),
    "addresses": ("further addresses", "addresses", "weitere adressen"),
    "permalinks": ("permalink", "old address", "old url", "alte adresse", "address"),
    "authors": ("authors", "author", "autoren", "autor", "autorinnen", "by", "von"),
    "source_date": ("source date", "datum der quelle", "year", "jahr"),
    "published_at": ("published", "published at", "publish at", "veröffentlicht"),
    "created_at": (
        *("created", "created at", "date", "datum", "added", "time added", "saved"),
        *("posted", "time", "timestamp", "erstellt", "hinzugefügt"),
    ),
    "updated_at": ("updated", "updated at", "modified", "geändert"),
    "status": ("status", "state", "zustand"),
    "tags": (
        *("tags", "tag", "labels", "topics", "keywords", "categories", "category"),
        *("schlagwörter", "schlagworte", "stichwörter", "kategorien", "kategorie"),
    ),
    "excerpt": ("excerpt", "quote", "quotation", "highlight", "auszug", "zitat"),
    "notes": (
        *("notes", "note", "comment", "comments", "annotation", "description"),
        *("notizen", "notiz", "kommentar", "anmerkung", "beschreibung"),
    ),
    "language": ("language", "lang", "sprache"),
    "credit": ("credit", "editor", "filed by", "redaktion"),
    "slug": ("slug", "kurzname"),
}
STATUSES = {
    **dict.fromkeys(["published", "publish", "public", "live"], "published"),
    **dict.fromkeys(["veröffentlicht", "öffentlich"], "published"),
    **dict.fromkeys(["draft", "private", "entwurf", "privat"], "draft"),
    **dict.fromkeys(["review", "in review", "pending", "in prüfung"], "review"),
    **dict.fromkeys(["withdrawn", "zurückgezogen"], "withdrawn"),
}


@dataclass(frozen=True)
class _Layout:
    names: list[str]  # of the columns, in their order
    columns: Columns
    delimiter: str
    opening: int  # lines before the rows


def recognises(name: str, head: bytes) -> bool:
    return name.endswith(ENDINGS)


def columns_of(source: Source, options: Options) -> Columns:
    """Return what the columns of a file mean, as far as they are known."""
    return _layout_of(source, options.columns).columns


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the rows of a file; an entry without a date of publication is a draft."""
    layout = _layout_of(source, options.columns)
    _refuse_what_is_missing(layout, options.columns)
    lines = streams.lines_of(source)
    for _line in range(layout.opening):
        next(lines)
    first = layout.opening + 1
    for row in cells.rows(lines, layout.delimiter, first):
        place = line_place(row.line)
        if row.fault:
            yield Unreadable(place=place, why=row.fault)
        elif any(map(str.strip, row.cells)):
            yield _item(place, row.cells, layout, options.zone)


# Columns


def _layout_of(source: Source, given: Mapping[str, str]) -> _Layout:
    lines = streams.lines_of(source)
    first, opening = next(lines, ""), 1
    if HINT.fullmatch(first):
        first, opening = next(lines, ""), 2
    layouts = []
    for delimiter in DELIMITERS:
        names = _names(first, delimiter)
        columns = _columns(names, given)
        layouts.append(_Layout(names, columns, delimiter, opening))
    layout = max(layouts, key=lambda one: (len(one.columns.mapping), len(one.names)))
    if len(layout.names) > COLUMNS:
        says = _("{count} columns: at most {most} are read")
        raise FormatError(says.format(count=len(layout.names), most=COLUMNS))
    return layout


def _names(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [found.line(cell, limits.TAG_NAME) for cell in cells]


def _columns(names: list[str], given: Mapping[str, str]) -> Columns:
    """Return what `names` mean: as it is `given`, else by the names that are usual."""
    free = {_key(name): name for name in reversed(names) if name}
    mapping = {}
    for field, name in given.items():
        if _key(name) in free:
            mapping[field] = free.pop(_key(name))
    for field, usual in NAMES.items():
        known = next((name for name in usual if name in free), "")
        if known and field not in mapping and field not in given:
            mapping[field] = free.pop(known)
    held = set(mapping.values())
    left = tuple(name for name in names if name and name not in held)
    return Columns(mapping=mapping, unmapped=left)


def _key(name: str) -> str:
    return slugs.name_key(re.sub("[_-]", " ", name))


def _refuse_what_is_missing(layout: _Layout, given: Mapping[str, str]) -> None:
    names = ", ".join(f"“{name}”" for name in layout.names if name) or "–"
    for field, name in given.items():
        if field not in NAMES:
            says = _("no field is named {field}; there are {fields}")
            raise FormatError(says.format(field=field, fields=", ".join(NAMES)))
        if name and field not in layout.columns.mapping:
            says = _("no column is named “{name}”; there are {names}")
            raise FormatError(says.format(name=name, names=names))
    if "url" not in layout.columns.mapping:
        says = _("no column holds addresses; say which of these does: {names}")
        raise FormatError(says.format(names=names))


# Rows


def _item(place: str, row: list[str], layout: _Layout, zone: tzinfo) -> Item:
    if any(map(str.strip, row[len(layout.names) :])):
        says = _("{count} cells, and {most} columns have a name")
        why = says.format(count=len(row), most=len(layout.names))
        return Unreadable(place=place, why=why)
    named = zip(layout.names, map(table.unguard, row), strict=False)
    held = dict(reversed(list(named)))  # of two columns of one name, the first
    values = defaultdict(str)
    for field, name in layout.columns.mapping.items():
        values[field] = held.get(name, "").strip()
    title = found.line(values["title"], limits.TITLE)
    place = f"{place} (“{title}”)" if title else place
    try:
        entry = _entry(place, title, values, zone)
    except Refused as error:
        return Unreadable(place=place, why=str(error))
    unused = [name for name in layout.columns.unmapped if held.get(name, "").strip()]
    lost = [_("column “{name}”").format(name=name) for name in unused]
    return replace(entry, lost=(*entry.lost, *lost))


def _entry(place: str, title: str, values: Mapping[str, str], zone: tzinfo) -> Entry:
    url = found.address(values["url"], "")
    if not url:
        says = _("its address “{address}” is not a whole one of the web")
        raise Refused(says.format(address=values["url"][:100]))
    published_at = _instant(values["published_at"], zone)
    created_at = _instant(values["created_at"], zone) or published_at
    said = values["status"] or ("published" if published_at else "draft")
    status = _status(said, is_dated=bool(created_at))
    excerpt, *further = pack(from_plain(values["excerpt"])) or [""]
    tags, untagged = found.tags(table.tags_in(values["tags"]))
    addresses, unread = _addresses(values["addresses"])
    record = ArticleRecord(
        title=title or links.href(url)[: limits.TITLE],
        slug=slugs.slugify(values["slug"]),
        url=url,
        authors=found.names(table.authors_in(values["authors"])),
        source_date=found.day(values["source_date"]),
        excerpt=excerpt,
        language=found.language(values["language"]),
        status=status,
        # Of what is not out, the day on which it is to be, or was before.
        published_at=published_at or (created_at if status == "published" else None),
        created_at=created_at,
        updated_at=_instant(values["updated_at"], zone),
        credit=found.line(values["credit"], limits.NAME),
        addresses=addresses,
        tags=tags,
        notes=[
            NoteRecord(body=body)
            for body in [*further, *pack(from_plain(values["notes"]))]
        ],
    )
    permalink = found.address(values["permalinks"], "")
    return Entry(
        place=place,
        record=record,
        permalinks=(permalink,) if permalink else (),
        lost=(*["tag"] * untagged, *["further address"] * unread),
    )


def _instant(written: str, zone: tzinfo) -> datetime | None:
    when = instant(written, zone)
    if written and not when:
        says = _("“{words}” is no day or instant: write 2021-11-13")
        raise Refused(says.format(words=written[:60]))
    return when


def _status(written: str, *, is_dated: bool) -> str:
    """Return the state that is meant. What is out has a date, or stays a draft."""
    status = STATUSES.get(slugs.name_key(written))
    if not status:
        says = _(
            "the state “{words}” is unknown: write draft, review, published or"
            " withdrawn"
        )
        raise Refused(says.format(words=written[:60]))
    return status if is_dated or status != "published" else "draft"


def _addresses(written: str) -> tuple[list[AddressRecord], int]:
    """Return the addresses in a cell, a label and an address a line; how many not."""
    kept = []
    lines = [line for line in written.split("\n") if line.strip()]
    for line in lines:
        label, _blank, address = line.strip().rpartition(" ")
        if url := found.address(address, ""):
            label = labels.label_of(label) or labels.OTHER
            kept.append(AddressRecord(label=label, url=url))
    kept = kept[: limits.ADDRESSES]
    return kept, len(lines) - len(kept)


FORMAT = ReadFormat(
    name="Spreadsheet (CSV, TSV)",
    about="A table with a line of names; columns in any order, also our own list.csv.",
    recognises=recognises,
    read=read,
    carries=tuple(NAMES),
    columns=columns_of,
)
