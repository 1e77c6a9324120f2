"""Firefox: its backup of bookmarks in JSON, a tree of folders.

https://searchfox.org/mozilla-central/source/toolkit/components/places/PlacesBackups.sys.mjs
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles.formats import drafts, jsonlist
from articles.formats.drafts import Raw
from articles.formats.found import line
from articles.formats.reading import (
    FormatError,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
)

VALUES = 2_000_000  # of the tree, which is held whole: about 200,000 bookmarks
DEPTH = 200
BOOKMARK = "text/x-moz-place"
CONTAINER = "text/x-moz-place-container"
DESCRIPTION = "bookmarkProperties/description"
TAGS = "tagsFolder"  # of old versions: a folder a tag, the bookmarks in it again
NAME = 60  # characters of a folder or a title in a place


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file begins as such a backup."""
    return (
        head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and CONTAINER.encode() in head
    )


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the bookmarks of a backup; the names of their folders are tags as well.

    Firefox's own folders (menu, toolbar) name nothing.
    """
    try:
        with source.open() as stream:
            tree = jsonlist.value(stream, values=VALUES, depth=DEPTH)
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error
    if not isinstance(tree, dict):
        raise FormatError(_("no backup of bookmarks: an object is needed"))
    tagged: dict[str, list[str]] = {}
    for node, folders, roots in nodes(tree):
        if TAGS in roots and isinstance(node.get("uri"), str):
            tagged.setdefault(node["uri"], []).extend(folders[-1:])
    number = 0
    for node, folders, roots in nodes(tree):
        if TAGS not in roots and node.get("type") != CONTAINER:
            number += 1
            yield _item(number, node, folders, tagged, options)


def nodes(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[str], set[str]]]:
    """Yield each node in its order, with the folders and the roots that it is in."""
    left: list[tuple[Any, list[str], set[str]]] = [(tree, [], set())]
    while left:
        node, folders, roots = left.pop()
        if not isinstance(node, dict):
            continue
        yield node, folders, roots
        if isinstance(node.get("root"), str):
            roots = roots | {node["root"]}
        elif name := line(node.get("title"), NAME):
            folders = [*folders, name]
        children = node.get("children")
        if isinstance(children, list):
            left += [(child, folders, roots) for child in reversed(children)]


def _item(
    number: int,
    node: dict[str, Any],
    folders: list[str],
    tagged: dict[str, list[str]],
    options: Options,
) -> Item:
    name = line(node.get("title"), NAME) or line(node.get("uri"), NAME)
    nameless = _("entry {number}").format(number=number)
    place = " / ".join([*folders, f"“{name}”" if name else nameless])
    if node.get("type") != BOOKMARK:
        return LeftOut(place=place, what=_("separator"))
    written = node.get("tags")
    notes = node.get("annos")
    raw = Raw(
        title=node.get("title"),
        url=node.get("uri"),
        key=node.get("guid", ""),
        tags=[
            *(written.split(",") if isinstance(written, str) else []),
            *tagged.get(str(node.get("uri")), []),
            *folders,
        ],
        made=node.get("dateAdded"),
        zone=options.zone,
        words=[
            note.get("value")
            for note in (notes if isinstance(notes, list) else [])
            if isinstance(note, dict) and note.get("name") == DESCRIPTION
        ],
        lost=[_("keyword")] if node.get("keyword") else [],
    )
    return drafts.bookmark(place, raw)


FORMAT = ReadFormat(
    name="Firefox bookmarks (JSON)",
    about="Firefox: Manage bookmarks, Import and Backup, Backup",
    recognises=recognises,
    read=read,
    carries=drafts.BOOKMARK,
)
