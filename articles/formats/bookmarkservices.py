"""Bookmarks of services: Pinboard, Delicious, wallabag (JSON), Pocket, Instapaper,
Raindrop (CSV); the older page of Pocket (HTML).

A service differs from another in the names of its fields and in its dates; what they
hold becomes drafts, see `drafts`. Facts: https://pinboard.in/api/ (posts/all),
https://doc.wallabag.org/developer/api/, https://help.raindrop.io/export/.
"""

import html
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from articles.formats import drafts, fixture, jsonlist
from articles.formats.drafts import Raw
from articles.formats.found import day
from articles.formats.reading import (
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
    line_place,
)
from articles.formats.streams import lines_of

Row = dict[str, Any]
YES = {"yes", "true", "1", "True", "TRUE"}


def _is(value: Any) -> bool:
    return str(value) in YES


def _marks(row: Row, nouns: dict[str, str]) -> list[str]:
    """Return the nouns of what is marked in `row`, and has no place here."""
    return [noun for name, noun in nouns.items() if _is(row.get(name, ""))]


def _words(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else []


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# JSON


def _pinboard(row: Row, options: Options) -> Raw:
    return Raw(
        title=row.get("description"),
        url=row.get("href"),
        key=row.get("hash", ""),
        tags=_words(row.get("tags")),
        made=row.get("time"),
        zone=options.zone,
        words=[row.get("extended")],
        is_private=row.get("shared") == "no",
        lost=_marks(row, {"toread": _("mark “to read”")}),
    )


def _delicious(row: Row, options: Options) -> Raw:
    return Raw(
        title=row.get("title"),
        url=row.get("url"),
        tags=_list(row.get("tags")),
        made=row.get("created"),
        zone=options.zone,
        words=[row.get("description")],
        is_private=_is(row.get("private", "")),
    )


def _wallabag(row: Row, options: Options) -> Raw:
    said = [note for note in _list(row.get("annotations")) if isinstance(note, dict)]
    nouns = {"is_archived": _("mark “archived”"), "is_starred": _("star")}
    lost = _marks(row, nouns)
    lost += [_("saved page")] if row.get("content") else []
    lost += [_("picture")] if row.get("preview_picture") else []
    return Raw(
        title=row.get("title"),
        url=row.get("url") or row.get("given_url"),
        key=row.get("id", ""),
        tags=_list(row.get("tags")),
        made=row.get("created_at"),
        zone=options.zone,
        quotes=[(note.get("quote"), note.get("text")) for note in said],
        authors=_list(row.get("published_by")),
        source_date=day(row.get("published_at")),
        language=row.get("language"),
        lost=lost,
    )


# CSV


def _pocket(row: Row, options: Options) -> Raw:
    return Raw(
        title=row["title"],
        url=row["url"],
        tags=row.get("tags", "").split("|"),
        made=row["time_added"],
        zone=options.zone,
        lost=[_("mark “archived”")] if row.get("status") == "archive" else [],
    )


INSTAPAPER_FOLDERS = {"Unread", "Archive", "Starred", ""}


def _instapaper(row: Row, options: Options) -> Raw:
    folder = row["Folder"]
    lost = {"Archive": [_("mark “archived”")], "Starred": [_("star")]}
    try:
        tagged = _list(json.loads(row.get("Tags") or "[]"))
    except (ValueError, RecursionError):
        tagged = row["Tags"].split(",")
    return Raw(
        title=row["Title"],
        url=row["URL"],
        tags=[*tagged, *({folder} - INSTAPAPER_FOLDERS)],
        made=row.get("Timestamp"),
        zone=options.zone,
        quotes=[(row["Selection"], "")],
        lost=lost.get(folder, []),
    )


HIGHLIGHT = re.compile(r"^Highlight:", re.MULTILINE)


def _raindrop(row: Row, options: Options) -> Raw:
    """A folder is a tag, “Unsorted” is none; of “a/b” each part is one."""
    folders = [part.strip() for part in row["folder"].split("/")]
    highlights = HIGHLIGHT.split(row.get("highlights", ""))
    quotes = [part.partition("\nNote:")[::2] for part in highlights]
    lost = _marks(row, {"favorite": _("star")})
    return Raw(
        title=row["title"],
        url=row["url"],
        key=row.get("id", ""),
        tags=[*row["tags"].split(","), *(f for f in folders if f != "Unsorted")],
        made=row["created"],
        zone=options.zone,
        quotes=[(row.get("excerpt"), ""), *((a.strip(), b.strip()) for a, b in quotes)],
        words=[row.get("note")],
        lost=lost + ([_("picture")] if row.get("cover") else []),
    )


# Readers

Look = Callable[[Row, Options], Raw]
COLUMNS: dict[Look, tuple[str, ...]] = {
    _pocket: ("title", "url", "time_added"),
    _instapaper: ("URL", "Title", "Selection", "Folder"),
    _raindrop: ("title", "url", "folder", "tags", "created"),
}


def _read_json(source: Source, options: Options, look: Look) -> Iterator[Item]:
    try:
        with source.open() as stream:
            found = jsonlist.items(stream, strict=False)
            for number, item in enumerate(found, start=1):
                if item.fault:
                    place = str(fixture.Place(number, "", item.line))
                    yield Unreadable(place=place, why=item.fault)
                    continue
                row = item.value if isinstance(item.value, dict) else {}
                raw = look(row, options)
                name = drafts.title_of(raw)
                place = str(fixture.Place(number, name, item.line))
                yield drafts.bookmark(place, raw)
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error


def _read_csv(source: Source, options: Options, look: Look) -> Iterator[Item]:
    for number, row in enumerate(drafts.table(source, COLUMNS[look]), start=1):
        if row.fault:
            place = str(fixture.Place(number, "", row.line))
            yield Unreadable(place=place, why=row.fault)
            continue
        raw = look(row.held, options)
        place = str(fixture.Place(number, drafts.title_of(raw), row.line))
        yield drafts.bookmark(place, raw)


# HTML: the page that Pocket gave out before its CSV

POCKET_PAGE = re.compile(
    r"<h1>(?P<heading>[^<]*+)</h1>|<a\s(?P<link>[^<>]*+)>(?P<title>[^<]*+)</a>"
    r"|<a\s",  # one that does not end on its line, or is no plain one
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r'([a-z_]++)="([^"]*+)"', re.IGNORECASE)


def _read_pocket_page(source: Source, options: Options) -> Iterator[Item]:
    heading, is_empty = "", True
    for line, words in enumerate(lines_of(source), start=1):
        for found in POCKET_PAGE.finditer(words):
            if found["heading"] is not None:
                heading = found["heading"]
                continue
            is_empty = False
            if found["link"] is None:
                yield Unreadable(place=line_place(line), why=_("no whole bookmark"))
                continue
            held = dict(ATTRIBUTE.findall(found["link"]))
            row = {name: html.unescape(value) for name, value in held.items()}
            raw = Raw(
                title=html.unescape(found["title"]),
                url=row.get("href"),
                tags=row.get("tags", "").split(","),
                made=row.get("time_added"),
                zone=options.zone,
                lost=[_("mark “archived”")] if "Archive" in heading else [],
            )
            place = line_place(line, drafts.title_of(raw))
            yield drafts.bookmark(place, raw)
    if is_empty:
        raise FormatError(_("no export of Pocket: it holds no links"))


def _is_pocket_page(name: str, head: bytes) -> bool:
    return b"<title>Pocket Export</title>" in head


# Whose a file is: keys near its start, or its first line.


def _begins(name: str, head: bytes, keys: tuple[str, ...]) -> bool:
    """Return whether a file begins as a list of objects, one of which has `keys`."""
    words = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    is_list = re.match(r"\[\s*\{", words) is not None
    return is_list and all(re.search(rf'"{key}"\s*:', words) for key in keys)


def _is_titled(name: str, head: bytes, columns: str) -> bool:
    """Return whether the first line of a file names these columns first."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(columns.encode())


FORMATS = {
    "pinboard": ReadFormat(
        name="Pinboard (JSON)",
        about="Pinboard: Settings, Backup, JSON",
        recognises=partial(_begins, keys=("href", "extended")),
        read=partial(_read_json, look=_pinboard),
        carries=drafts.BOOKMARK,
    ),
    "wallabag": ReadFormat(
        name="wallabag (JSON)",
        about="wallabag: the list of entries, Export, JSON",
        recognises=partial(_begins, keys=("is_archived", "url")),
        read=partial(_read_json, look=_wallabag),
        carries=(*drafts.BOOKMARK, "excerpt", "authors", "source_date", "language"),
    ),
    "delicious": ReadFormat(
        name="Delicious (JSON)",
        about="an old account of Delicious, as JSON",
        recognises=partial(_begins, keys=("url", "created", "private")),
        read=partial(_read_json, look=_delicious),
        carries=drafts.BOOKMARK,
    ),
    "pocket": ReadFormat(
        name="Pocket (CSV)",
        about="Pocket: Account, Export your data; a file of the archive",
        recognises=partial(_is_titled, columns="title,url,time_added"),
        read=partial(_read_csv, look=_pocket),
        carries=("title", "url", "tags", "created_at"),
    ),
    "pocket-html": ReadFormat(
        name="Pocket (HTML)",
        about="Pocket: the older export, ril_export.html",
        recognises=_is_pocket_page,
        read=_read_pocket_page,
        carries=("title", "url", "tags", "created_at"),
    ),
    "instapaper": ReadFormat(
        name="Instapaper (CSV)",
        about="Instapaper: Settings, Download .CSV file",
        recognises=partial(_is_titled, columns="URL,Title,Selection,Folder"),
        read=partial(_read_csv, look=_instapaper),
        carries=("title", "url", "tags", "excerpt", "created_at"),
    ),
    "raindrop": ReadFormat(
        name="Raindrop (CSV)",
        about="Raindrop: Settings, Backups, CSV",
        recognises=partial(_is_titled, columns="id,title,note,excerpt,url,folder"),
        read=partial(_read_csv, look=_raindrop),
        carries=(*drafts.BOOKMARK, "excerpt"),
    ),
}
