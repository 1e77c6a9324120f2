"""Bookmarks as all browsers export them: the Netscape bookmark file, an HTML of sorts.

https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/
ie-developer/platform-apis/aa753582(v=vs.85)

Pinboard, Delicious, Shaarli and linkding write it, too, each with fields of its own. A
bookmark is no publication: it becomes a draft, made when it was kept. Its tags and the
folders around it are tags; the description, the collector's words, is a note, public
unless the bookmark was private.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles import limits, links
from articles.errors import Refused
from articles.formats import drafts, found, htmlwords, streams
from articles.formats.blocks import from_plain, pack
from articles.formats.instants import instant, is_said, since_1970
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    Unreadable,
    line_place,
)
from articles.formats.records import ArticleRecord, NoteRecord, PublicRecord
from articles.formats.site import Site

LONGEST = 1 << 20  # characters between two marks; a picture of the site is among them
DEPTH = 100  # of folders
MARK = re.compile(r"<(DT|DD|HR|/?DL)\b[^>]{0,1000}>?", re.IGNORECASE)
LINK = re.compile(
    r"<A\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>(.*?)(?:</A\s*>(.*)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
FOLDER = re.compile(r"<H3\b([^>]*)>(.*?)(?:</H3\s*>|\Z)", re.IGNORECASE | re.DOTALL)
FIELD = re.compile(r"([A-Za-z_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
SCHEME = re.compile(r"(?!https?:)([a-z][a-z0-9+.-]*):", re.IGNORECASE)
ROOTS = {  # folders that a browser makes: they say nothing of what is in them
    *("bookmarks", "bookmarks bar", "bookmarks menu", "bookmarks toolbar"),
    *("other bookmarks", "mobile bookmarks", "imported", "unfiled bookmarks"),
    *("favorites", "favorites bar", "favourites", "favourites bar", "reading list"),
    *("unsorted", "unsorted bookmarks", "unlabeled", "lesezeichen", "favoriten"),
    *("lesezeichenleiste", "lesezeichen-menü", "lesezeichen-symbolleiste"),
    *("weitere lesezeichen", "sonstige lesezeichen", "mobile lesezeichen"),
    *("bookmarksbar", "bookmarksmenu", "favoris", "autres favoris", "menu signets"),
    *("barre de favoris", "barre des favoris", "barre personnelle", "signets"),
    *("menu des marque-pages", "autres marque-pages", "liste de lecture"),
    *("favoritos", "barra de favoritos", "marcadores", "barra de marcadores"),
    *("otros marcadores", "outros favoritos", "preferiti", "barra dei preferiti"),
    *("altri preferiti", "favorieten", "favorietenbalk", "bladwijzerbalk"),
}
IS_ROOT = {"personal_toolbar_folder", "unfiled_bookmarks_folder"}
NOTED = {"private": "privacy", "toread": "mark as unread"}  # what has no place here


class _Segment(NamedTuple):
    """A mark with what stands behind it, up to the next."""

    mark: str  # dt, dd, hr, dl, /dl, "" at the start of the file
    words: str
    line: int


class _Bookmark(NamedTuple):
    """A bookmark as it is written."""

    fields: dict[str, str]
    title: str
    folders: list[str]
    line: int


def recognises(name: str, head: bytes) -> bool:
    start = head.replace(b"\0", b"").upper()
    is_page = name.endswith((".htm", ".html"))
    return b"NETSCAPE-BOOKMARK-FILE" in start or (
        is_page and b"<DL" in start and b"<DT" in start and b"ADD_DATE" in start
    )


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the bookmarks of a file; what does not lead to the web is left out."""
    folders: list[str] = []  # that are open; "" for one that names no subject
    folder, is_bookmarks = "", False
    for (mark, words, line), description in _described(_segments(source)):
        is_bookmarks = is_bookmarks or mark in ("dt", "dl")
        if mark == "dl":
            folders, folder = [*folders, folder], ""
            if len(folders) > DEPTH:
                raise FormatError(_("folders are nested too deep"))
        elif mark == "/dl":
            folders = folders[:-1]
        elif mark == "hr":
            yield LeftOut(place=line_place(line), what="separator")
        elif mark == "dt" and (heading := FOLDER.search(words)):
            folder = _subject(heading)
            if description.strip():
                yield LeftOut(place=line_place(line), what="description of a folder")
        elif mark == "dt" and (link := LINK.search(words)):
            bookmark = _Bookmark(_fields(link[1]), _words(link[2]), folders, line)
            yield _item(bookmark, description, options)
        elif mark == "dt" and words.strip():
            yield Unreadable(place=line_place(line), why=_("no whole bookmark"))
    if not is_bookmarks:
        raise FormatError(_("no file of bookmarks: no <DT> is in it"))


def _described(segments: Iterable[_Segment]) -> Iterator[tuple[_Segment, str]]:
    """Yield each segment with the description behind it, "" where there is none."""
    before: _Segment | None = None
    for segment in segments:
        if before and segment.mark == "dd":
            yield before, segment.words
            before = None
            continue
        if before:
            yield before, ""
        before = segment
    if before:
        yield before, ""


def _segments(source: Source) -> Iterator[_Segment]:
    """Yield the marks of a file. Raise FormatError where they are too far apart."""
    rest, line = "", 1
    for chunk in streams.text_of(source):
        rest += chunk
        starts = [found.start() for found in MARK.finditer(rest)]
        for start, end in pairwise([0, *starts]):
            yield _segment(rest[start:end], line)
            line += rest.count("\n", start, end)
        rest = rest[starts[-1] :] if starts else rest
        if len(rest) > LONGEST:
            says = _("line {line}: no bookmark ends here, or it is too long")
            raise FormatError(says.format(line=line))
    yield _segment(rest, line)


def _segment(words: str, line: int) -> _Segment:
    mark = MARK.match(words)
    return _Segment(
        mark[1].lower() if mark else "", words[mark.end() if mark else 0 :], line
    )


def _fields(written: str) -> dict[str, str]:
    """Return the attributes of a tag, by their names in lower case."""
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in FIELD.findall(written)
    }


def _words(written: str) -> str:
    return found.line(found.without_markup(written), limits.TITLE)


def _subject(heading: re.Match[str]) -> str:
    """Return the name of a folder, "" where it is one that each browser has."""
    name = _words(heading[2])
    is_root = name.lower() in ROOTS or IS_ROOT & _fields(heading[1]).keys()
    return "" if is_root else name


def _item(bookmark: _Bookmark, description: str, options: Options) -> Item:
    fields = bookmark.fields
    href = fields.get("href", "").strip()
    place = line_place(bookmark.line, bookmark.title or href)
    if scheme := SCHEME.match(href):
        return LeftOut(place=place, what=f"{scheme[1].lower()}: address")
    url = found.address(href, "") or drafts.on_site(options.address, href)
    if not url:
        says = _("its address “{address}” is not a whole one of the web")
        if href and not options.address:
            says = _("“{address}” leads to the site of the file: give its address")
        return Unreadable(place=place, why=says.format(address=href[:100]))
    try:
        notes, lost = _notes(fields, description)
    except Refused as error:
        return Unreadable(place=place, why=str(error))
    named = fields.get("tags") or fields.get("labels") or ""
    tags, untagged = found.tags([*named.split(","), *bookmark.folders])
    kept = fields.get("add_date") or fields.get("time_added") or ""
    changed = fields.get("last_modified", "")
    is_private = fields.get("private") == "1"
    record = ArticleRecord(
        title=bookmark.title or links.href(url)[: limits.TITLE],
        url=url,
        created_at=since_1970(kept) or instant(kept, options.zone),
        updated_at=since_1970(changed) or instant(changed, options.zone),
        tags=tags,
        notes=[NoteRecord(body=body, public=not is_private) for body in notes],
    )
    said = [noun for name, noun in NOTED.items() if fields.get(name) == "1"]
    said += ["date"] if is_said(kept) and not record.created_at else []
    lost = (*lost, *said, *["tag"] * untagged)
    return Entry(place=place, record=record, lost=lost)


def _notes(
    fields: dict[str, str], description: str
) -> tuple[list[str], tuple[str, ...]]:
    """Return the description of a bookmark as texts, and what is lost of it."""
    words = htmlwords.to_markdown(description, lines=True)
    plain = from_plain(fields.get("description", ""))
    return pack(filter(None, [*plain, *words.pieces])), words.lost


# Writing

OPENING = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
"""


def write(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
    """Yield the text of a file, a bookmark of the source an entry.

    The description is what the notes say that readers may see, as plain text.
    """
    yield OPENING
    for record in records:
        if url := links.href(record.url):
            yield _bookmark(record, url)
    yield "</DL><p>\n"


def _bookmark(record: PublicRecord, url: str) -> str:
    kept = record.published_at or record.created_at
    pairs = zip(record.tags, record.tag_names, strict=True)
    fields = {
        "HREF": url,
        "ADD_DATE": str(int(kept.timestamp())) if kept else "",
        "LAST_MODIFIED": str(int(record.updated_at.timestamp()))
        if record.updated_at
        else "",
        "TAGS": ",".join(slug if "," in name else name for slug, name in pairs),
    }
    said = [f'{name}="{html.escape(held)}"' for name, held in fields.items() if held]
    noted = zip(record.note_texts, record.notes, strict=True)
    words = "\n\n".join(words for words, note in noted if note.public)
    return f"<DT><A {' '.join(said)}>{html.escape(record.title)}</A>\n" + (
        f"<DD>{html.escape(words)}\n" if words else ""
    )


FORMAT = ReadFormat(
    name="Netscape bookmarks (HTML)",
    about="What browsers, Pinboard, Delicious, Shaarli and linkding export.",
    recognises=recognises,
    read=read,
    carries=("title", "url", "tags", "notes", "created_at", "updated_at"),
)
