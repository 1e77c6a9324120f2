"""Ghost: its export in JSON. Posts and their tags are read, and nothing else.

https://ghost.org/docs/migration/custom/ describes the file. Users, keys and settings
are passed over byte by byte: nothing of them is held.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles import limits
from articles.formats import drafts, fixture, jsonlist
from articles.formats.drafts import Raw, when
from articles.formats.found import address, line
from articles.formats.reading import (
    FormatError,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import ArticleRecord

BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:db|meta|data)"\s*:')
# A post that is only sent by mail has been seen by readers as well.
STATUS = {"published": "published", "sent": "published", "scheduled": "published"}
HERE = "__GHOST_URL__"  # stands for the address of the blog


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file begins as an export of Ghost."""
    return BEGINS.match(head) is not None and b'"exported_on"' in head


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the posts of an export; pages are left out. The file is read three times.

    An export does not say where the blog stood: Options.address does.
    """
    try:
        around = next(_paths(source), None)
        if around is None:
            raise FormatError(_("no export of Ghost: it holds no posts"))
        tagged = _tags_by_post(source, around)
        with source.open() as stream:
            found = jsonlist.items_at(stream, *around, "posts")
            for number, item in enumerate(found, start=1):
                if item.fault:
                    place = str(fixture.Place(number, "", item.line))
                    yield Unreadable(place=place, why=item.fault)
                    continue
                post = item.value if isinstance(item.value, dict) else {}
                name = line(post.get("title"), 60)
                place = str(fixture.Place(number, name, item.line))
                yield _post(place, post, tagged[str(post.get("id"))], options)
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error


def _paths(source: Source) -> Iterator[tuple[str, ...]]:
    """Yield where in the file the lists stand: either way that Ghost writes it."""
    for path in (("db", "data"), ("data",)):
        with source.open() as stream:
            if next(jsonlist.items_at(stream, *path, "posts"), None):
                yield path


def _rows(source: Source, *path: str) -> Iterator[dict[str, Any]]:
    with source.open() as stream:
        for item in jsonlist.items_at(stream, *path):
            if isinstance(item.value, dict):
                yield item.value


def _tags_by_post(source: Source, around: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the names of the tags of each post, by its id, in their order.

    A tag that begins with # is the blog's own affair, which readers never see.
    """
    names: dict[str, str] = {}  # by id
    for row in _rows(source, *around, "tags"):
        name = line(row.get("name"), limits.NAME)
        if name and not name.startswith("#"):
            names[str(row.get("id"))] = name
    placed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in _rows(source, *around, "posts_tags"):
        if name := names.get(str(row.get("tag_id")), ""):
            order = row.get("sort_order")
            order = order if isinstance(order, int) else 0
            placed[str(row.get("post_id"))].append((order, name))
    return defaultdict(list, {post: _in_order(rows) for post, rows in placed.items()})


def _in_order(placed: list[tuple[int, str]]) -> list[str]:
    return [name for _order, name in sorted(placed)]


def _post(place: str, post: dict[str, Any], tags: list[str], options: Options) -> Item:
    if post.get("type") == "page" or post.get("page") in (1, True):
        return LeftOut(place=place, what=_("page"))
    html = _html(post)
    if not html:
        why = _("it has no text as HTML: open and save it in Ghost, and export again")
        return Unreadable(place=place, why=why)
    status = STATUS.get(str(post.get("status")), "draft")
    created = when(post.get("created_at"), options.zone)
    published = when(post.get("published_at"), options.zone)
    if status == "published":
        published = published or created
    path = f"/{line(post.get('slug'), limits.PATH)}/"
    record = ArticleRecord(
        title="",
        url="",
        slug=drafts.slug(post.get("slug")),
        status=status if published else "draft",
        published_at=published,
        created_at=created or published,
        updated_at=when(post.get("updated_at"), options.zone),
    )
    raw = Raw(
        title=post.get("title"),
        url=address(post.get("canonical_url"), "")
        or drafts.on_site(options.address, path),
        permalinks=(drafts.path_on(options.address, path),) if path != "//" else (),
        key=post.get("uuid") or post.get("id") or "",
        tags=tags,
        words=[post.get("custom_excerpt")],
        lost=_lost(post),
    )
    html = html.replace(HERE, options.address.rstrip("/"))
    return drafts.post(place, raw, html, record)


def _html(post: dict[str, Any]) -> str:
    """Return the text of a post as HTML, or its words where there is none, or ""."""
    html, words = post.get("html"), post.get("plaintext")
    if isinstance(html, str) and html.strip():
        return html
    if isinstance(words, str) and words.strip():
        return drafts.html_of(words)
    return ""


def _lost(post: dict[str, Any]) -> list[str]:
    lost = [_("picture")] if post.get("feature_image") else []
    lost += [_("caption")] if post.get("feature_image_caption") else []
    if post.get("visibility") not in (None, "public"):
        lost.append(_("mark “for members”"))
    if post.get("status") == "sent":
        lost.append(_("mark “by mail only”"))
    return lost


FORMAT = ReadFormat(
    name="Ghost (JSON)",
    about="Ghost: Settings, Import/Export, Export content",
    recognises=recognises,
    read=read,
    carries=drafts.POST,
)
