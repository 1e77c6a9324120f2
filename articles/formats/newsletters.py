"""Newsletters: issues of Curated.co, exports of Buttondown and of Substack.

Curated writes a JSON file an issue, its links in categories: each link is an entry.
Buttondown writes emails.csv or emails.json, and the text of each as emails/<slug>.md;
Substack posts.csv, and posts/<post_id>.html: there a post is an entry.
"""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from articles import charset, limits
from articles.errors import Refused
from articles.formats import drafts, fixture, htmlwords, jsonlist, markdownposts
from articles.formats.drafts import Raw, when
from articles.formats.found import address, line
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import AddressRecord, ArticleRecord, NoteRecord

Row = dict[str, Any]
TEXT = 1 << 22  # bytes of the file of a post, at most
YES = {"true", "1", "yes"}


def _is(value: Any) -> bool:
    return str(value).lower() in YES


def _text(source: Source | None) -> str:
    """Return the text of the file of a post, "" where there is none."""
    if source is None:
        return ""
    with source.open() as stream:
        return charset.decode(stream.read(TEXT), cut=True)


# Curated

CURATED = re.compile(rb'(?:\xef\xbb\xbf)?\s*[\[{].*"categories"\s*:', re.DOTALL)


def is_curated(name: str, head: bytes) -> bool:
    """Return whether a file is an issue of Curated."""
    return CURATED.match(head) is not None and b'"publication_status"' in head


def read_curated(source: Source, options: Options) -> Iterator[Item]:
    """Yield the links of issues, a file an issue; its category is the tag of a link.

    They come out in its order, as each has an instant of its own. What the curator
    wrote of a link is a note. Sponsored links are left out.
    """
    for file in source.files():
        try:
            with file.open() as stream:
                found = jsonlist.value(stream)
        except jsonlist.JSONListError as error:
            within = f"{file.name}: " if file is not source else ""
            raise FormatError(f"{within}{error}") from error
        for issue in found if isinstance(found, list) else [found]:
            yield from _in_order(list(_issue(file.name, issue, options)))


def _in_order(items: list[Item]) -> list[Item]:
    """Date the links of an issue a second apart: the upper one is the newer."""
    records = [item.record for item in items if isinstance(item, Entry)]
    links = [record for record in records if isinstance(record, ArticleRecord)]
    for below, link in enumerate(reversed(links)):
        later = timedelta(seconds=below)
        link.created_at = link.created_at and link.created_at + later
        link.published_at = link.published_at and link.published_at + later
    return items


def _issue(file: str, issue: Any, options: Options) -> Iterator[Item]:
    if not isinstance(issue, dict) or not isinstance(issue.get("categories"), list):
        yield Unreadable(place=file, why=_("no issue: it has no categories"))
        return
    number = 0
    for category in issue["categories"]:
        held = category if isinstance(category, dict) else {}
        for item in held["items"] if isinstance(held.get("items"), list) else []:
            number += 1
            link = item if isinstance(item, dict) else {}
            name = line(link.get("title"), 60)
            says = _("{file}, entry {number} (“{name}”)")
            if not name:
                says = _("{file}, entry {number}")
            place = says.format(file=file, number=number, name=name)
            yield _link(place, link, held, issue, options)


def _link(place: str, link: Row, category: Row, issue: Row, options: Options) -> Item:
    if link.get("type", "Link") != "Link":
        return LeftOut(place=place, what=_("text without a link"))
    if str(category.get("code")).startswith("sponsor"):
        return LeftOut(place=place, what=_("sponsored link"))
    published = when(issue.get("published_at"), options.zone)
    is_out = issue.get("publication_status") == "published" and published
    lost = [_("picture")] if link.get("image_original_filename") else []
    lost += [_("footer")] if link.get("footer") else []
    try:
        words = htmlwords.to_markdown(str(link.get("description") or ""))
    except Refused as refusal:
        return Unreadable(place=place, why=str(refusal))
    raw = Raw(
        title=link.get("title"),
        url=link.get("url"),
        key=link.get("identifier", ""),
        tags=[category.get("name")],
        made=published or when(issue.get("updated_at"), options.zone),
        lost=[*lost, *words.lost],
    )
    item = drafts.bookmark(place, raw)
    if isinstance(item, Entry) and isinstance(item.record, ArticleRecord):
        item.record.notes = [NoteRecord(body=body) for body in words.texts()]
        item.record.status = "published" if is_out else "draft"
        item.record.published_at = published
    return item


# Buttondown

BUTTONDOWN = re.compile(r"(?:^|/)emails\.(?:csv|json)\Z")
EDITOR = re.compile(r"\A\s*<!-- *buttondown-editor-mode: *(\w+) *-->\s*")


def is_buttondown(name: str, head: bytes) -> bool:
    """Return whether a file is the list of an export of Buttondown."""
    return b"secondary_id" in head and b"subject" in head and b"publish_date" in head


def read_buttondown(source: Source, options: Options) -> Iterator[Item]:
    """Yield the emails of an export: a folder, an archive, or its list alone."""
    texts = {f"/{file.name}": file for file in source.files()}
    lists = [name for name in texts if BUTTONDOWN.search(name)] or list(texts)
    if not lists:
        raise FormatError(_("no export of Buttondown: it holds no emails.csv"))
    list_file = texts[lists[0]]
    folder = lists[0].rpartition("/")[0]
    for number, (row_line, row, fault) in enumerate(_rows(list_file), start=1):
        name = line(row.get("subject"), 60)
        place = str(fixture.Place(number, name, row_line))
        if fault:
            yield Unreadable(place=place, why=fault)
            continue
        body = row.get("body") or _text(
            texts.get(f"{folder}/emails/{row.get('slug')}.md")
        )
        yield _email(place, row, body if isinstance(body, str) else "", options)


def _rows(file: Source) -> Iterator[tuple[int, Row, str]]:
    """Yield line, fields and fault of each row of a list, in JSON or in CSV."""
    with file.open() as stream:
        is_json = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if not is_json:
        yield from drafts.table(file, ("subject", "publish_date"))
        return
    try:
        with file.open() as stream:
            for item in jsonlist.items(stream, strict=False):
                held = item.value if isinstance(item.value, dict) else {}
                yield item.line, held, item.fault
    except jsonlist.JSONListError as error:
        raise FormatError(str(error)) from error


def _email(place: str, row: Row, body: str, options: Options) -> Item:
    if not body.strip():
        return Unreadable(place=place, why=_no_text())
    path = f"/archive/{line(row.get('slug'), limits.PATH)}/"
    raw = Raw(
        title=row.get("subject"),
        url=row.get("absolute_url") or drafts.on_site(options.address, path),
        key=row.get("id", ""),
        permalinks=(drafts.path_on(options.address, path),) if row.get("slug") else (),
    )
    published = when(row.get("publish_date"), options.zone)
    is_draft = str(row.get("status", "")).lower() in ("draft", "deleted")
    record = _record(published, is_out=not is_draft, slug=row.get("slug"))
    editor = EDITOR.match(body)
    if editor and editor[1] == "fancy":  # that editor writes HTML
        return drafts.post(place, raw, body, record)
    return markdownposts.post(place, raw, EDITOR.sub("", body), record)


def _no_text() -> str:
    return _("its text is not in the file: import the whole archive")


def _record(published: Any, *, is_out: bool, slug: Any) -> ArticleRecord:
    return ArticleRecord(
        title="",
        url="",
        slug=drafts.slug(slug),
        status="published" if is_out and published else "draft",
        published_at=published,
        created_at=published,
        updated_at=published,
    )


# Substack

SUBSTACK = "post_id,post_date,is_published"
LEFT_OUT: dict[str, Callable[[], str]] = {
    "page": lambda: _("page"),
    "thread": lambda: _("thread"),
}


def is_substack(name: str, head: bytes) -> bool:
    """Return whether a file is the list of an export of Substack."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(SUBSTACK.encode())


def read_substack(source: Source, options: Options) -> Iterator[Item]:
    """Yield the posts of an export: a folder, or an archive. Pages are left out."""
    texts = {f"/{file.name}": file for file in source.files()}
    lists = [name for name in texts if name.endswith("/posts.csv")] or list(texts)
    if not lists:
        raise FormatError(_("no export of Substack: it holds no posts.csv"))
    folder = lists[0].rpartition("/")[0]
    rows = drafts.table(texts[lists[0]], ("post_id", "post_date", "title"))
    for number, (row_line, row, fault) in enumerate(rows, start=1):
        place = str(fixture.Place(number, line(row.get("title"), 60), row_line))
        if fault:
            yield Unreadable(place=place, why=fault)
            continue
        if row.get("type") in LEFT_OUT:
            yield LeftOut(place=place, what=LEFT_OUT[row["type"]]())
            continue
        file = texts.get(f"{folder}/posts/{row.get('post_id')}.html")
        yield _substack_post(place, row, _text(file), options)


def _substack_post(place: str, row: Row, body: str, options: Options) -> Item:
    if not body.strip():
        return Unreadable(place=place, why=_no_text())
    slug = row["post_id"].partition(".")[2]
    path = f"/p/{slug}"
    is_public = row.get("audience", "everyone") == "everyone"
    audio = row.get("podcast_url", "")
    raw = Raw(
        title=html.unescape(row["title"]),
        url=drafts.on_site(options.address, path),
        key=row["post_id"].partition(".")[0],
        permalinks=(drafts.path_on(options.address, path),) if slug else (),
        addresses=[AddressRecord(url=audio)] if address(audio, "") else [],
        lost=[] if is_public else [_("mark “for members”")],
    )
    published = when(row["post_date"], options.zone)
    record = _record(published, is_out=_is(row.get("is_published")), slug=slug)
    subtitle = html.unescape(row.get("subtitle", ""))
    opening = drafts.html_of(subtitle) if subtitle.strip() else ""
    return drafts.post(place, raw, opening + body, record)


FORMATS = {
    "curated": ReadFormat(
        name="Curated issues (JSON)",
        about="Curated.co: issues as JSON, one file or several",
        recognises=is_curated,
        read=read_curated,
        carries=("title", "url", "notes", "tags", "status", "published_at"),
    ),
    "buttondown": ReadFormat(
        name="Buttondown",
        about="Buttondown: Settings, Exports, Emails; the archive",
        recognises=is_buttondown,
        read=read_buttondown,
        carries=drafts.POST,
    ),
    "substack": ReadFormat(
        name="Substack",
        about="Substack: Settings, Exports; the archive",
        recognises=is_substack,
        read=read_substack,
        carries=(*drafts.POST, "addresses"),
    ),
}
