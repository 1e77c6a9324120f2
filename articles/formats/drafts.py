"""What other tools hold becomes an entry: raw values in, a record that fits out.

A bookmark becomes a draft: to keep a link is not to publish it. What the collector
wrote of it is a note, public unless the bookmark was private; what was marked in the
page is the excerpt, as these are the source's words. A post becomes what
`posts.post_of` says.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import zip_longest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles import limits, slugs, text
from articles.errors import Refused
from articles.formats import cells, posts, streams
from articles.formats.blocks import from_plain, pack
from articles.formats.found import DATE, address, language, line, names, tags
from articles.formats.instants import instant, is_said
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    LeftOut,
    Source,
    Unreadable,
)
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord

BOOKMARK = ("title", "url", "tags", "notes", "created_at")  # what each carries
POST = tuple(
    "title url slug excerpt notes tags status published_at created_at updated_at"
    " permalinks via_url via_name".split()
)
SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Zones as Ruby and many others write them, and ISO 8601 does not.
ZONE_NAME = re.compile(r"\s*(?:UTC|GMT|Z)\Z", re.IGNORECASE)
SPACED_ZONE = re.compile(r"(?<=[0-9])\s+(?=[+-][0-9]{2}:?[0-9]{2}\Z)")
SLASHES = re.compile(r"\A([0-9]{4})/([0-9]{2})/([0-9]{2})")


class TableRow(NamedTuple):
    """A row of a table, its cells by column, and why they cannot be read."""

    line: int  # on which it begins
    held: dict[str, str]
    fault: str = ""


@dataclass(kw_only=True)
class Raw:
    """An entry as another tool holds it: whatever its file says, uncleaned."""

    title: Any = ""
    url: Any = ""  # of the source of a bookmark, of a post itself
    source: Any = ""  # the address of what a post is about, where the file says it
    permalinks: tuple[str, ...] = ()
    key: Any = ""
    tags: Iterable[Any] = ()
    made: Any = ""  # when it was kept: as it is written, or an instant
    zone: tzinfo = UTC  # of `made`, where it names none
    is_private: bool = False
    quotes: Iterable[tuple[Any, Any]] = ()  # words of the source, and what was said
    words: Iterable[Any] = ()  # of the collector, or the summary of a post; plain text
    authors: list[Any] = field(default_factory=list)
    source_date: str = ""
    language: Any = ""
    addresses: list[AddressRecord] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def bookmark(place: str, raw: Raw) -> Item:
    """Return a bookmark as a draft, or why it is none."""
    url = address(raw.url, "")
    if not url and isinstance(raw.url, str) and SCHEME.match(raw.url):
        return LeftOut(place=place, what=_("link that does not lead to the web"))
    if not url:
        return without_address(place, raw.url)
    made = raw.made if isinstance(raw.made, datetime) else when(raw.made, raw.zone)
    if not made and is_said(str(raw.made or "")):
        raw.lost.append(_("date"))
    record = ArticleRecord(title="", url=url, created_at=made)
    for quote, said in raw.quotes:
        is_about = said and isinstance(quote, str)  # a file may hold anything there
        quoted = text.normalise(quote)[: limits.TEXT] if is_about else ""
        _quote(record, quote)
        record.notes += [NoteRecord(body=b, quote=quoted) for b in plain(said)]
    record.notes += [NoteRecord(body=b) for words in raw.words for b in plain(words)]
    for note in record.notes:
        note.public = not raw.is_private
    if raw.is_private:
        raw.lost.append(_("mark “private”"))
    return _entry(place, raw, record)


def _quote(record: ArticleRecord, words: Any) -> None:
    """Add words of the source to the excerpt of `record`, or behind it."""
    first, *rest = pack(filter(None, [record.excerpt, *plain(words)])) or [""]
    record.excerpt = first
    record.notes += [NoteRecord(body=body) for body in rest]


def post(place: str, raw: Raw, markup: str, record: ArticleRecord) -> Item:
    """Return a post of a blog that stood at `raw.url` as an entry, or why it is none.

    `record` holds its status, slug and dates already. Where the file itself says what
    the post is about (`raw.source`), words that are no quotation are the blogger's.
    """
    source, here = address(raw.source, ""), address(raw.url, "")
    try:
        found = posts.post_of(markup, here, source=source)
    except Refused as refusal:
        return Unreadable(place=place, why=str(refusal))
    record.url = address(found.url, "")
    if not record.url:
        why = _(
            "it links to no page, and the file does not say where it stood: give the"
            " address of the blog"
        )
        return Unreadable(place=place, why=why)
    said = [NoteRecord(body=b) for words in raw.words for b in plain(words)]
    record.excerpt, record.notes = found.excerpt, [*said, *found.notes]
    record.via_url, record.via_name = found.via_url, found.via_name
    raw.lost += found.lost
    return replace(_entry(place, raw, record), stood_at=found.stood_at(here))


def _entry(place: str, raw: Raw, record: ArticleRecord) -> Entry:
    """Return `record` with what else is in `raw`, as far as it fits."""
    lost = list(raw.lost)
    record.title = line(raw.title, limits.TITLE) or line(record.url, limits.TITLE)
    if isinstance(raw.title, str) and len(text.one_line(raw.title)) > limits.TITLE:
        lost.append(_("end of a long title"))
    record.tags, untagged = tags(raw.tags)
    lost += [_("tag")] * untagged
    record.authors = names(raw.authors)
    record.source_date = raw.source_date
    record.language = language(raw.language)
    record.addresses = raw.addresses[: limits.ADDRESSES]
    lost += [_("further address")] * (len(raw.addresses) - limits.ADDRESSES)
    lost += [_("note")] * (len(record.notes) - limits.NOTES)
    record.notes = record.notes[: limits.NOTES]
    return Entry(
        place=place,
        record=record,
        key=key(raw.key),
        permalinks=raw.permalinks,
        lost=tuple(lost),
    )


def without_address(place: str, found: Any) -> Unreadable:
    """Return that an entry has no address that it could lead to."""
    if shown := line(found, 80):
        why = _("“{address}” is no address on the web").format(address=shown)
    else:
        why = _("it has no address on the web")
    return Unreadable(place=place, why=why)


def html_of(words: str) -> str:
    """Return plain text as HTML that shows it."""
    paragraphs = html.escape(text.normalise(words)).split("\n\n")
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)


def slug(value: Any) -> str:
    """Return a slug that another tool gave an entry, "" where it is none of ours."""
    written = line(value, limits.SLUG + 1)
    return written if slugs.is_slug(written) else ""


def on_site(site: str, path: str) -> str:
    """Return the address of `path` on the site of a blog, "" where none is known.

    A site may stand below a path of its own; `path` counts from there.
    """
    return address(path.lstrip("/"), f"{site.rstrip('/')}/") if site else ""


def path_on(site: str, path: str) -> str:
    """Return the path at which `path` of a blog stands, with that of its site."""
    return urlsplit(site).path.rstrip("/") + path if path.startswith("/") else path


def title_of(raw: Raw) -> str:
    """Return a few words by which an editor knows an entry of a file."""
    return line(raw.title, 60) or line(raw.url, 60)


def key(value: Any) -> str:
    """Return the name that an export gives an entry, "" where it is none."""
    return line(str(value), limits.NAME) if isinstance(value, str | int) else ""


def plain(words: Any) -> list[str]:
    """Return plain text as Markdown that shows it: one text, or more of a long one."""
    if not isinstance(words, str) or text.is_blank(text.UNSEEN.sub("", words)):
        return []
    return pack(from_plain(words))


def when(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """Return the instant (UTC) that a value means, None where it means none.

    A number, or a text that `instants.instant` reads; a blank before its zone, or
    slashes in the day, do not matter.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    words = line(str(value), DATE)
    words = SPACED_ZONE.sub("", ZONE_NAME.sub("+00:00", words))
    return instant(SLASHES.sub(r"\1-\2-\3", words), zone)


def table(source: Source, columns: Iterable[str]) -> Iterator[TableRow]:
    """Yield the rows of a CSV file, by column; a missing cell is "".

    Raise FormatError where one of `columns` is missing, or as `cells.rows` does.
    """
    rows = cells.rows(streams.lines_of(source))
    names = next(rows, cells.Row(1, [])).cells
    if missing := set(columns) - set(names):
        says = _("the column {name} is missing")
        raise FormatError(says.format(name=min(missing)))
    for row in rows:
        fault = row.fault
        if len(row.cells) > len(names):
            fault = _("more values than columns")
        if row.cells or fault:
            held = dict(zip_longest(names, row.cells[: len(names)], fillvalue=""))
            yield TableRow(row.line, held, fault)
