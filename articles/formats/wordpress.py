"""WordPress: the file that its own export writes (WXR 1.0 to 1.2, an RSS with more).

https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php

A post becomes an entry as `posts.post_of` says; the blogger is named as the one who
filed it. Tags and categories are tags. Dates are those of UTC where the file has them.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from articles import limits, slugs, text
from articles.errors import Refused
from articles.formats import extension, found, posts, shortcodes, xmlparts
from articles.formats.instants import instant
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
from articles.formats.records import ArticleRecord, NoteRecord

NAMESPACE = b"wordpress.org/export/"
STATUSES = {"publish": "published", "future": "published", "pending": "review"}
GONE = {"trash", "auto-draft"}
KINDS = {"nav_menu_item": "menu item", "wp_block": "block"}  # that are no posts
TAXONOMIES = {"category", "post_tag", "tag", ""}  # that are tags with us
CO_AUTHOR = "author"  # a taxonomy of Co-Authors Plus
INNER = {"nav_menu", "link_category", "language", "post_translations"}  # no words
HTML_ENDING = re.compile(r"\.html?\Z", re.IGNORECASE)
DEFAULT_CATEGORY = "uncategorized"


@dataclass
class _Blog:
    """What the head of the file says of all its posts."""

    address: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # names by log-in


@dataclass
class _Fields:
    """What stands in an item, by the name of the element."""

    values: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    old_slugs: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)  # beside the creator
    lost: list[str] = field(default_factory=list)
    ours: dict[str, str] = field(default_factory=dict)  # see `extension`

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def recognises(name: str, head: bytes) -> bool:
    return NAMESPACE in xmlparts.opening(head)


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the posts of an export; what else is in it is left out."""
    blog, is_export = _Blog(), False
    for part in xmlparts.parts(source):
        kind = xmlparts.name_of(part)
        if kind == "item":
            is_export = True
            yield _item(part, blog, options.zone)
        elif kind == "author":
            login, name = (_of(part, f"author_{n}") for n in ("login", "display_name"))
            blog.authors[login] = name
        elif kind == "link":
            blog.address = blog.address or found.address(part.text, "")
        elif kind == "language":
            blog.language = found.language(part.text)
        is_export = is_export or kind == "wxr_version"
    if not is_export:
        raise FormatError(
            _("no export of WordPress: it has neither posts nor a version")
        )


def _of(part: Any, name: str) -> str:
    """Return the words of the first element within `part` of that name, or ""."""
    return next(
        ((one.text or "").strip() for one in part if xmlparts.name_of(one) == name), ""
    )


def _item(part: Any, blog: _Blog, zone: tzinfo) -> Item:
    fields = _fields(part)
    title = found.line(found.without_markup(fields["title"]), limits.TITLE)
    place = line_place(part.sourceline, title)
    kind = fields["post_type"] or "post"
    if kind != "post":
        return LeftOut(place=place, what=KINDS.get(kind, kind.replace("_", " ")))
    if fields["status"] in GONE:
        return LeftOut(place=place, what="deleted post")
    try:
        return _entry(place, title, fields, blog, zone)
    except Refused as error:
        return Unreadable(place=place, why=str(error))


def _fields(part: Any) -> _Fields:
    fields = _Fields()
    for element in part:
        name = xmlparts.name_of(element)
        words = (element.text or "").strip()
        if str(element.tag).startswith(f"{{{extension.NAMESPACE}}}"):
            fields.ours[name] = words
        elif name == "category":
            _take_term(fields, element, html.unescape(words))
        elif name == "postmeta":
            key = _of(element, "meta_key")
            if key == "_wp_old_slug":
                fields.old_slugs.append(_of(element, "meta_value"))
            elif key == "_thumbnail_id":
                fields.lost.append("picture")
        elif name == "comment":
            fields.lost.append("comment")
        elif name == "encoded":  # content:encoded, excerpt:encoded
            kind = "excerpt" if "excerpt" in element.tag else "content"
            fields.values[kind] = element.text or ""
        else:
            fields.values.setdefault(name, words)
    return fields


def _take_term(fields: _Fields, element: Any, name: str) -> None:
    """Take in a term of a taxonomy: a tag, a further author, or what has no place."""
    taxonomy = element.get("domain", "")
    if taxonomy in TAXONOMIES:
        if element.get("nicename") != DEFAULT_CATEGORY:
            fields.tags.append(name)
    elif taxonomy == CO_AUTHOR:
        fields.authors.append(name)
    elif taxonomy not in INNER:
        fields.lost.append(found.line(taxonomy.replace("_", " "), limits.TAG_NAME))


def _entry(place: str, title: str, fields: _Fields, blog: _Blog, zone: tzinfo) -> Entry:
    address = _address(fields, blog)
    said = fields["content"] if fields["content"].strip() else fields["excerpt"]
    words, lost = shortcodes.without(said)
    post = posts.post_of(words, address, blog.address, lines=True)
    if not post.url:
        raise Refused(_("neither it nor a link in it has an address"))
    tags, untagged = found.tags(fields.tags)
    when = _date(fields, "post_date", zone) or instant(fields["pubdate"])
    status, unkept = _status(fields, when)
    credit, unnamed = _credit([fields["creator"], *fields.authors], blog)
    lost += [*fields.lost, *post.lost, *unkept, *unnamed, *["tag"] * untagged]
    record = ArticleRecord(
        title=title or post.first_words(),
        slug=slugs.slugify(HTML_ENDING.sub("", unquote(fields["post_name"]))),
        url=post.url,
        excerpt=post.excerpt,
        via_url=post.via_url,
        via_name=post.via_name,
        language=blog.language,
        status=status,
        published_at=when if status == "published" else None,
        created_at=when,
        updated_at=_date(fields, "post_modified", zone),
        credit=credit,
        tags=tags,
        notes=[*_summary(fields, post, address), *post.notes],
    )
    number = fields["post_id"] or fields["guid"]
    return Entry(
        place=place,
        record=replace(record, **extension.heard(fields.ours)),
        key=f"{blog.address} {number}".strip(),
        permalinks=_permalinks(fields, address),
        lost=tuple(lost),
        stood_at=post.stood_at(address),
    )


def _address(fields: _Fields, blog: _Blog) -> str:
    """Return where the post stands; a draft has only its number, as an address."""
    by_number = f"?p={fields['post_id']}" if blog.address else ""
    named = (found.address(fields[name], blog.address) for name in ("link", "guid"))
    return next(filter(None, named), found.address(by_number, blog.address))


def _status(fields: _Fields, when: datetime | None) -> tuple[str, tuple[str, ...]]:
    """Return the state of a post with us, and what of its own has no place here."""
    if fields["status"] == "private" or fields["post_password"]:
        return "draft", ("privacy",)
    status = STATUSES.get(fields["status"], "draft")
    if status == "published" and not when:
        return "draft", ("state",)  # what is out has a date
    return status, ()


def _date(fields: _Fields, name: str, zone: tzinfo) -> datetime | None:
    return instant(fields[f"{name}_gmt"], UTC) or instant(fields[name], zone)


def _credit(logins: Iterable[str], blog: _Blog) -> tuple[str, list[str]]:
    """Return the names of bloggers, given by log-in or name, and what of them is lost.

    An address of mail is no name: it is nobody’s to read.
    """
    known = (blog.authors.get(login) or login for login in logins)
    names = dict.fromkeys(filter(None, known))
    shown = [name for name in names if "@" not in name]
    return (
        found.line(", ".join(shown), limits.NAME),
        ["author"] * (len(names) - len(shown)),
    )


def _summary(fields: _Fields, post: posts.Post, address: str) -> list[NoteRecord]:
    """Return the summary that was written by hand, unless the post says the same."""
    words, _lost = shortcodes.without(fields["excerpt"])
    summary = posts.post_of(words, address, lines=True)
    texts = [summary.excerpt, *(note.body for note in summary.notes)]
    held = text.one_line(" ".join([post.excerpt, *(note.body for note in post.notes)]))
    return [
        NoteRecord(body=words)
        for words in texts
        if words and text.one_line(words) not in held
    ]


def _permalinks(fields: _Fields, address: str) -> tuple[str, ...]:
    """Return where the post stood, under its old names as well."""
    known = [address, found.address(fields["guid"], address)]
    name = fields["post_name"]
    if name and name in address:
        before, _name, after = address.rpartition(name)
        known += [f"{before}{old}{after}" for old in fields.old_slugs if old]
    return posts.permalinks(known)


FORMAT = ReadFormat(
    name="WordPress (WXR)",
    about="Tools > Export in a WordPress site: its posts, in XML.",
    recognises=recognises,
    read=read,
    carries=(
        *("title", "slug", "url", "excerpt", "language", "status", "published_at"),
        *("created_at", "updated_at", "credit", "tags", "notes", "permalinks"),
        *("via_url", "via_name"),
    ),
)
