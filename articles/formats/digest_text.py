"""`digest-text`: the text of a page of a link blog, with a table of addresses.

An entry is a title line; paragraphs, the last of which ends in “Read More”; then its
tags, as hashtags, on one line with commas or on several. The text knows neither
addresses nor dates: a CSV table (columns title, url, posted) joins them by title.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from articles import slugs, text
from articles.errors import Refused
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import ArticleRecord

READ_MORE = "Read More"
TAGS = re.compile(r"#[^\s,]+(?:\s*,\s*#[^\s,]+)*\s*,?")
Table = dict[str, tuple[str, str]]  # title -> address, day or instant
NOON = time(12)  # UTC: when an entry was posted of which only the day is known


def read_items(source: Source, options: Options) -> Iterator[Item]:
    """Yield the entries of a page; see `reading`. `options.table` is its table.

    Raise FormatError, naming title and line, where `read` raises.
    """
    if options.table is None:
        raise FormatError("it needs its table of addresses: --table TABLE.csv")
    try:
        rows = read_table(words_in(options.table))
    except Refused as refusal:
        raise FormatError(f"{options.table.name}: {refusal}") from refusal
    try:
        for place, record in read(words_in(source), rows):
            if isinstance(record, Refused):
                yield Unreadable(place=place, why=str(record))
            else:
                yield Entry(place=place, record=record)
    except Refused as refusal:
        raise FormatError(str(refusal)) from refusal


def words_in(source: Source) -> str:
    """Return the text of a file. Raise FormatError where it is not UTF-8."""
    with source.open() as stream:
        content = stream.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error


def read(words: str, rows: Table) -> Iterator[tuple[str, ArticleRecord | Refused]]:
    """Yield the records of a page, each with its place in words.

    `rows` are those of `read_table`. In the place of a record that is not in them, or
    has no day there, stands why. Raise Refused, naming title and line, for what is no
    entry.
    """
    found = []
    for line, title, excerpt, tags in entries(words):
        place = f"line {line} (“{title}”)"
        try:
            found.append((place, title, *row_of(title, rows), excerpt, tags))
        except Refused as refusal:
            yield place, refusal
    below = Counter(when for _place, _title, _url, when, *_rest in found)
    for place, title, url, when, excerpt, tags in found:
        below[when] -= 1
        instant = instant_of(when, below[when])
        yield (
            place,
            ArticleRecord(
                title=title,
                url=url,
                excerpt=text.escape_markdown(excerpt),
                tags=tags,
                status="published",
                published_at=instant,
                created_at=instant,
                updated_at=instant,
            ),
        )


def row_of(title: str, rows: Table) -> tuple[str, date | datetime]:
    """Return the address of an entry, and when it was posted. Raise Refused."""
    if key(title) not in rows:
        raise Refused(_("the table has no such title"))
    url, posted = rows[key(title)]
    return url, read_posted(posted)


def entries(words: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield (line, title, excerpt as plain text, tags) for each entry of a page."""
    lines = text.mend_newlines(words.removeprefix("\ufeff")).split("\n")
    place = _skip_blank(lines, 0)
    while place < len(lines):
        start, title = place + 1, lines[place].strip()
        place = end = place + 1
        while end < len(lines) and not lines[end].rstrip().endswith(READ_MORE):
            end += 1
        if end == len(lines):
            raise Refused(f"line {start} (“{title}”): no “Read More” ends the entry")
        last = lines[end].rstrip().removesuffix(READ_MORE)
        excerpt = [*lines[place:end], last]
        place, tags = _read_tags(lines, end + 1)
        yield start, title, text.normalise("\n".join(excerpt)), tags


def _read_tags(lines: list[str], place: int) -> tuple[int, list[str]]:
    tags: list[str] = []
    place = _skip_blank(lines, place)
    while place < len(lines) and TAGS.fullmatch(lines[place].strip()):
        tags += slugs.split_tags(lines[place])
        place = _skip_blank(lines, place + 1)
    return place, tags


def _skip_blank(lines: list[str], place: int) -> int:
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place


def read_table(table: str) -> Table:
    """Return the rows of a CSV table. Raise Refused, by its line, for what is none."""
    reader = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), strict=True)
    try:
        if missing := {"title", "url", "posted"} - set(reader.fieldnames or ()):
            raise Refused(f"the column {min(missing)} is missing")
        rows: dict[str, tuple[str, str]] = {}
        for row in reader:
            if key(row["title"] or "") in rows:
                raise Refused(f"line {reader.line_num}: the title stands twice")
            rows[key(row["title"] or "")] = (row["url"] or "", row["posted"] or "")
    except csv.Error as error:
        raise Refused(f"line {reader.line_num}: {error}") from error
    return rows


def key(title: str) -> str:
    """Return what makes two titles the same: their words."""
    return slugs.name_key(title)


def read_posted(posted: str) -> date | datetime:
    """Return the day or the instant (aware, UTC) that a table gives.

    Raise Refused for what is neither.
    """
    written = posted.strip()
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    try:
        instant = datetime.fromisoformat(written)
        return (
            instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        )
    except (ValueError, OverflowError) as error:
        says = _("“{words}” is no day or instant: write 2021-11-13")
        raise Refused(says.format(words=posted[:60])) from error


def instant_of(posted: date | datetime, below: int) -> datetime:
    """Return the instant at which an entry was posted.

    Of a day alone it is noon, UTC, and a minute later for each entry of the day that
    stands `below`: the upper one is the newer.
    """
    if isinstance(posted, datetime):
        return posted
    return datetime.combine(posted, NOON, UTC) + timedelta(minutes=below)


FORMAT = ReadFormat(
    name="Text of a page",
    about="The text of a page of a link blog, with a table of its addresses.",
    recognises=lambda name, head: False,  # its table says that it is meant
    read=read_items,
    carries=("title", "url", "excerpt", "tags", "published_at", "status"),
)
