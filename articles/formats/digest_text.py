"""`digest-text`: the text of a page of a link blog, with a table of addresses.

An entry is a title line; paragraphs, the last of which ends in “Read More”; then its
tags, as hashtags, on one line with commas or on several. The text knows neither
addresses nor dates: a CSV table (columns title, url, posted) joins them by title.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from articles import slugs, text
from articles.errors import Refused
from articles.formats.records import ArticleRecord

READ_MORE = re.compile(r"\s*Read More\s*$")
TAGS = re.compile(r"#[^\s,#]+(\s*,\s*#[^\s,#]+)*\s*,?")
NOON = 12  # o'clock, UTC: when an entry was posted of which only the day is known


def read(words: str, table: str) -> Iterator[tuple[str, ArticleRecord]]:
    """Yield the records of a page, each with its place in words.

    Raise Refused, naming title and line, for what is no entry or not in the table.
    """
    rows = read_table(table)
    days: dict[str, int] = {}
    found = list(entries(words))
    for line, title, *_ in found:
        if key(title) not in rows:
            raise Refused(f"line {line} (“{title}”): the table has no such title")
        posted = rows[key(title)][1]
        days[posted] = days.get(posted, 0) + 1
    for line, title, excerpt, tags in found:
        url, posted = rows[key(title)]
        days[posted] -= 1
        instant = read_posted(posted, line, minutes=days[posted])
        yield (
            f"line {line} (“{title}”)",
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


def entries(words: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield (line, title, excerpt as plain text, tags) for each entry of a page."""
    lines = text.mend_newlines(words.removeprefix("\ufeff")).split("\n")
    place = _skip_blank(lines, 0)
    while place < len(lines):
        start, title = place + 1, lines[place].strip()
        place = end = place + 1
        while end < len(lines) and not READ_MORE.search(lines[end]):
            end += 1
        if end == len(lines):
            raise Refused(f"line {start} (“{title}”): no “Read More” ends the entry")
        excerpt = [*lines[place:end], READ_MORE.sub("", lines[end])]
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


def read_table(table: str) -> dict[str, tuple[str, str]]:
    """Return {title: (url, posted)}. Raise Refused where a column is missing."""
    reader = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), strict=True)
    try:
        if missing := {"title", "url", "posted"} - set(reader.fieldnames or ()):
            raise Refused(f"the table lacks the column {sorted(missing)[0]}")
        rows: dict[str, tuple[str, str]] = {}
        for row in reader:
            if key(row["title"] or "") in rows:
                raise Refused(f"table, line {reader.line_num}: the title stands twice")
            rows[key(row["title"] or "")] = (row["url"] or "", row["posted"] or "")
    except csv.Error as error:
        raise Refused(f"table, line {reader.line_num}: {error}") from error
    return rows


def key(title: str) -> str:
    """Return what makes two titles the same: their words."""
    return slugs.name_key(title)


def read_posted(posted: str, line: int, minutes: int) -> datetime:
    """Return the instant at which an entry was posted.

    Of a day alone it is noon, UTC, and `minutes` later: of the entries of one day
    the upper one is the newer. Raise Refused for what is neither.
    """
    try:
        instant = datetime.fromisoformat(posted.strip())
        if len(posted.strip()) == len("2021-11-13"):
            return instant.replace(hour=NOON, tzinfo=UTC) + timedelta(minutes=minutes)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(
            f"line {line}: “{posted}” is no day or instant: write 2021-11-13"
        ) from error
