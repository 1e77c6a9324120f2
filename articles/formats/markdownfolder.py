"""The Markdown folder: the content as files, made for git, and read back to the letter.

    articles/<slug>.md   the fields in front matter, the excerpt, then each note
    tags/<slug>.md       name, aliases; its text is the description
    pages/<slug>.md      title; its text is the page
    old-addresses.csv    path,article,tag: a path that once was, a line each

The fields are those of the fixture. What is empty is left out, and a file without uid
is a new draft. A note begins at a line “--- note”, says its fields as the file does,
and its text follows the line “---”. A line of a text that looks like “--- note” has a
backslash before it. The file's name is the slug: to move a file is to change it.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from articles import slugs
from articles.formats import fixture, frontmatter
from articles.formats.frontmatter import FrontMatterError
from articles.formats.instants import instant
from articles.formats.reading import (
    Entry,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import (
    ArticleRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)

KINDS: dict[str, type] = {  # by folder, in the order in which they are read
    "tags": TagRecord,
    "pages": PageRecord,
    "articles": ArticleRecord,
}
FOLDERS = {kind: folder for folder, kind in KINDS.items()}
TEXTS = {ArticleRecord: "excerpt", TagRecord: "description", PageRecord: "body"}
# The order of the fields in a file: first what a person writes.
FIELDS = (
    "title name slug url authors source_date via_url via_name language tags aliases"
    " addresses status reason published_at corrections credit follows uid created_at"
    " updated_at"
).split()
INSTANTS = {"published_at", "created_at", "updated_at"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NOTE_FIELDS = "credit public quote prefix suffix uid".split()
OLD_ADDRESSES = "old-addresses.csv"
OLD_COLUMNS = ["path", "article", "tag"]

OURS = re.compile(rf"(?:^|/)({'|'.join(KINDS)})/([^/]+)\.md\Z")
MARK = {  # what the front matter of each says, and that of a blog does not
    "articles": re.compile(rb"^url: *[\"']?https?://", re.MULTILINE),
    "tags": re.compile(rb"^name:", re.MULTILINE),
    "pages": re.compile(rb"^title:", re.MULTILINE),
}
NOTE = "--- note"
SEPARATOR = re.compile(rf"^{NOTE}[ \t\r]*(?:\n|\Z)", re.MULTILINE)
LIKE_SEPARATOR = re.compile(rf"^(\\*{NOTE}[ \t\r]*)$", re.MULTILINE)
ESCAPED = re.compile(rf"^\\(\\*{NOTE}[ \t\r]*)$", re.MULTILINE)

FILE = 1 << 25  # bytes of a file, at most
NAME = 255 - len(".md")  # bytes of its name: what file systems take
# Names that Windows keeps for devices, whatever their ending.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])")


# Writing


def write(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file. Each record has its slug.

    The texts are to be written in UTF-8 with their line ends as they are.
    """
    old = []
    for record in records:
        if isinstance(record, OldAddressRecord):
            old.append(record)
        else:
            yield path_of(record), text_of(record)
    if old:
        yield OLD_ADDRESSES, old_addresses(old)


def path_of(record: ArticleRecord | TagRecord | PageRecord) -> str:
    """Return the path of the file of `record`: its folder and its slug."""
    return f"{FOLDERS[type(record)]}/{file_name(record.slug)}.md"


def file_name(slug: str) -> str:
    """Return the name of a file for `slug`: itself, or a name that stands for it.

    Slugs have no capitals, so that two of them are two files on any disk.
    """
    if len(slug.encode()) <= NAME and not DEVICES.fullmatch(slug):
        return slug
    return f"_{hashlib.sha256(slug.encode()).hexdigest()[:16]}"  # no slug has a _


def text_of(record: ArticleRecord | TagRecord | PageRecord) -> str:
    """Return the text of the file of `record`."""
    held = fixture.entry_of(record)["fields"]
    if file_name(record.slug) == record.slug:
        del held["slug"]
    words = held.pop(TEXTS[type(record)], "")
    notes = held.pop("notes", [])
    parts = [f"---\n{_fields(held, FIELDS)}---\n", _text(words, is_last=not notes)]
    for number, note in enumerate(notes, start=1):
        body = _text(note.pop("body", ""), is_last=number == len(notes))
        if note["public"]:
            del note["public"]
        parts += [f"{NOTE}\n{_fields(note, NOTE_FIELDS)}---\n", body]
    return "".join(parts)


def _fields(held: dict[str, Any], order: list[str]) -> str:
    return frontmatter.write({name: held[name] for name in order if name in held})


def _text(words: str, *, is_last: bool) -> str:
    """Return a text with an empty line before it, and one behind it but at the end."""
    words = LIKE_SEPARATOR.sub(r"\\\1", words)
    return (f"\n{words}\n" if words else "") + ("" if is_last else "\n")


def old_addresses(records: Iterable[OldAddressRecord]) -> str:
    """Return the text of the file of old addresses."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(OLD_COLUMNS)
    for record in records:
        writer.writerow([record.path, record.article or "", record.tag])
    return file.getvalue()


# Reading


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file is one of such a folder: its place and its front matter."""
    if name.rpartition("/")[2] == OLD_ADDRESSES:
        return True
    found = OURS.search(name)
    if not found or not re.match(rb"(?:\xef\xbb\xbf)?---[ \t\r]*\n", head):
        return False
    needed = (
        rb"url: *[\"']?https?://" if found[1] == "articles" else rb"(?:name|title):"
    )
    return re.search(rb"^" + needed, head, re.MULTILINE) is not None


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what the files of a folder hold: tags, pages, articles, old addresses.

    An article stands behind the one that it follows. What else lies in the folder is
    left out, hidden files are passed over.
    """
    ours: dict[str, list[Source]] = {folder: [] for folder in (*KINDS, "")}
    for file in source.files():
        found = OURS.search(file.name)
        if any(part.startswith(".") for part in PurePosixPath(file.name).parts):
            continue
        if found or file.name.rpartition("/")[2] == OLD_ADDRESSES:
            ours[found[1] if found else ""].append(file)
        else:
            yield LeftOut(place=file.name, what=_("file"))
    for folder in KINDS:
        yield from earlier_first(_read_file(f, options.zone) for f in ours[folder])
    for file in ours[""]:
        yield from _read_old_addresses(file)


def earlier_first(items: Iterable[Item]) -> Iterator[Item]:
    """Yield `items`, an article behind the one it follows where both are among them."""
    seen: set[UUID | None] = {None}
    waiting: dict[UUID | None, list[Entry]] = defaultdict(list)
    for item in items:
        ready = [item]
        while ready:
            item = ready.pop()
            record = item.record if isinstance(item, Entry) else None
            if isinstance(item, Entry) and isinstance(record, ArticleRecord):
                if record.follows not in seen:
                    waiting[record.follows].append(item)
                    continue
                seen.add(record.uid)
                ready += waiting.pop(record.uid, []) if record.uid else []
            yield item
    for entries in waiting.values():
        yield from entries


def _read_file(file: Source, zone: tzinfo) -> Item:
    try:
        record = record_of(file.name, _words_of(file), zone)
    except FrontMatterError as error:
        return Unreadable(place=place(file.name, error.line), why=str(error))
    return Entry(place=file.name, record=record)


def place(name: str, line: int) -> str:
    """Return where something stands, in words."""
    return _("{file}, line {line}").format(file=name, line=line)


def _words_of(file: Source) -> str:
    with file.open() as stream:
        content = stream.read(FILE + 1)
    if len(content) > FILE:
        says = _("the file has more than {most} bytes")
        raise FrontMatterError(says.format(most=FILE), 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FrontMatterError(_("not UTF-8"), line) from error


def record_of(
    path: str, words: str, zone: tzinfo = UTC
) -> ArticleRecord | TagRecord | PageRecord:
    """Return the record that the file at `path` holds.

    An instant that is written as a day alone is its noon in `zone`. Raise
    FrontMatterError, with the line, for what it may not hold.
    """
    found = OURS.search(path)
    if not found:
        raise FrontMatterError(_("no file of ours has such a path"), 1)
    kind = KINDS[found[1]]
    parts = frontmatter.split(words)
    if parts.kind != "yaml":
        raise FrontMatterError(_("a line --- is needed before the fields"), 1)
    held: dict[str, Any] = dict(frontmatter.read(parts.kind, parts.front))
    for name in INSTANTS & held.keys():
        if DAY.fullmatch(str(held[name])) and (when := instant(held[name], zone)):
            held[name] = fixture.instant_text(when)
    first, *noted = SEPARATOR.split(parts.body)
    _put(held, TEXTS[kind], _read_text(first, is_last=not noted), parts.front, 2)
    name = unicodedata.normalize("NFC", found[2])  # some disks take it apart
    held.setdefault("slug", slugs.slugify(name))
    if noted:
        line = parts.line + first.count("\n")
        _put(held, "notes", list(_read_notes(noted, line)), parts.front, 2)
    return _record(kind, held, parts.front, 2)


def _put(held: dict[str, Any], name: str, value: Any, front: str, line: int) -> None:
    if name in held:
        says = _("{field}: it stands below the fields, take it out")
        at = frontmatter.line_of(front, name, line)
        raise FrontMatterError(says.format(field=name), at)
    held[name] = value


def _read_notes(noted: list[str], line: int) -> Iterator[dict[str, Any]]:
    """Yield the fields of each note; the first one's separator stands on `line`."""
    for number, part in enumerate(noted, start=1):
        front, body, _next = frontmatter.until_fence(part, "---", line + 1)
        held: dict[str, Any] = dict(frontmatter.read("yaml", front, line + 1))
        text = _read_text(body, is_last=number == len(noted))
        _put(held, "body", text, front, line + 1)
        if held.get("public") in ("true", "false"):
            held["public"] = held["public"] == "true"
        _record(NoteRecord, held, front, line + 1)
        yield held
        line += part.count("\n") + 1


def _read_text(words: str, *, is_last: bool) -> str:
    words = words.removeprefix("\n")
    if words:
        words = words.removesuffix("\n")
        words = words if is_last else words.removesuffix("\n")
    return ESCAPED.sub(r"\1", words)


def _record(kind: type, held: dict[str, Any], front: str, line: int) -> Any:
    """Return fields as a record, or FrontMatterError with the line of the bad one."""
    try:
        return fixture.record_from(kind, held)
    except fixture.FixtureError as error:
        field = re.split("[,:]", str(error))[0]
        at = frontmatter.line_of(front, field, line)
        raise FrontMatterError(str(error), at) from error


def _read_old_addresses(file: Source) -> Iterator[Item]:
    """Yield the lines of the file of old addresses."""
    try:
        rows = csv.reader(io.StringIO(_words_of(file)), strict=True)
        if (columns := next(rows, None)) != OLD_COLUMNS:
            says = _("the first line is {columns}, not {found}")
            columns_now = ",".join(columns or [])[:60]
            needed = ",".join(OLD_COLUMNS)
            raise FrontMatterError(says.format(columns=needed, found=columns_now), 1)
        for row in rows:
            where = place(file.name, rows.line_num)
            if row:
                yield _read_old_address(row, where)
    except FrontMatterError as error:
        yield Unreadable(place=place(file.name, error.line), why=str(error))
    except csv.Error as error:
        yield Unreadable(place=place(file.name, rows.line_num), why=str(error))


def _read_old_address(row: list[str], where: str) -> Item:
    if len(row) != len(OLD_COLUMNS):
        says = _("{count} values are needed, not {found}")
        why = says.format(count=len(OLD_COLUMNS), found=len(row))
        return Unreadable(place=where, why=why)
    held = {name: cell for name, cell in zip(OLD_COLUMNS, row, strict=True) if cell}
    try:
        record = fixture.record_from(OldAddressRecord, held)
    except fixture.FixtureError as error:
        return Unreadable(place=where, why=str(error))
    return Entry(place=where, record=record)


FORMAT = ReadFormat(
    name="Markdown folder",
    about="a folder of Markdown files, as Digest writes it for git",
    recognises=recognises,
    read=read,
    carries=(*FIELDS, "excerpt", "notes"),
)
