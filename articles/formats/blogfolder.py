"""A blog as a folder of Markdown files with front matter: Jekyll, Hugo, and their kin.

https://jekyllrb.com/docs/posts/ and https://gohugo.io/content-management/.
"""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from articles import charset
from articles.formats import drafts, frontmatter, markdownposts
from articles.formats.drafts import Raw, when
from articles.formats.found import address, line
from articles.formats.frontmatter import FrontMatterError
from articles.formats.markdownfolder import FILE, place
from articles.formats.reading import (
    Item,
    LeftOut,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import ArticleRecord

Fields = dict[str, Any]
MARKDOWN = re.compile(r"\.(?:md|markdown|mdown|mkd)\Z", re.IGNORECASE)
HTML = re.compile(r"\.html?\Z", re.IGNORECASE)
DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-(.+)")
BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t\r]*\n")
# What a program of the blog would have put in; it stays as words.
TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SOURCES = ("link", "external_url", "externalurl", "source_url", "source", "linkurl")
DATES = ("date", "publishdate", "pubdate", "published_at", "created")
UPDATES = ("lastmod", "last_modified_at", "updated", "modified")
MOVED = ("permalink", "url", "aliases", "redirect_from")
READ = {
    *SOURCES,
    *DATES,
    *UPDATES,
    *MOVED,
    *"title slug tags categories category draft published lang language".split(),
}
SETTINGS = {"layout", "type", "weight"}  # how a program sets a post: nobody's words
DRAFTS = re.compile(r"(?:^|/)_?drafts/", re.IGNORECASE)
INDEX = "index"  # Hugo: the name is that of the folder around
SECTION = "_index"  # Hugo: a page about a part of the site


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file is a post of such a folder."""
    return MARKDOWN.search(name) is not None and BEGINS.match(head) is not None


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield the posts of a folder. A file without front matter is left out.

    A date that names no zone is in Options.zone. A field that means nothing to us is
    counted as lost.
    """
    for file in source.files():
        if any(part.startswith(".") for part in file.name.split("/")):
            continue
        if MARKDOWN.search(file.name) or HTML.search(file.name):
            yield _read_file(file, options)
        else:
            yield LeftOut(place=file.name, what=_("file"))


def _read_file(file: Source, options: Options) -> Item:
    try:
        with file.open() as stream:
            words = charset.decode(stream.read(FILE), cut=True)
        parts = frontmatter.split(words)
        held = frontmatter.read(parts.kind, parts.front) if parts.kind else {}
    except FrontMatterError as error:
        return Unreadable(place=place(file.name, error.line), why=str(error))
    stem = re.sub(r"\.[^./]+\Z", "", file.name)
    if not parts.kind:
        return LeftOut(place=file.name, what=_("file"))
    if stem.rpartition("/")[2] == SECTION or held.get("layout") == "page":
        return LeftOut(place=file.name, what=_("page"))
    fields = {name.lower(): value for name, value in held.items()}
    return _post(file.name, stem, fields, parts.body, options)


def _post(name: str, stem: str, fields: Fields, body: str, options: Options) -> Item:
    day, slug = name_of(stem)
    published = _first(fields, DATES, options.zone) or when(day, options.zone)
    is_out = (
        not _is(fields, "draft", "true")
        and not _is(fields, "published", "false")
        and not DRAFTS.search(name)
    )
    record = ArticleRecord(
        title="",
        url="",
        slug=drafts.slug(fields.get("slug")) or drafts.slug(slug),
        status="published" if is_out and published else "draft",
        published_at=published,
        created_at=published,
        updated_at=_first(fields, UPDATES, options.zone) or published,
    )
    tags = [*_words(fields, "tags"), *_words(fields, "categories")]
    permalinks = _permalinks(stem, day, slug, fields)
    raw = Raw(
        title=fields.get("title") or slug.replace("-", " "),
        url=next(
            filter(None, (_absolute(path, options.address) for path in permalinks)), ""
        ),
        source=next((fields[n] for n in SOURCES if address(fields.get(n), "")), ""),
        key=name,
        tags=[*tags, *_words(fields, "category")],
        language=fields.get("lang") or fields.get("language"),
        permalinks=tuple(drafts.path_on(options.address, p) for p in permalinks),
        lost=_lost(fields, body),
    )
    if HTML.search(name):
        return drafts.post(name, raw, body, record)
    return markdownposts.post(name, raw, body, record)


def _lost(fields: Fields, body: str) -> list[str]:
    unknown = [name for name in fields if name not in READ | SETTINGS]
    return [
        *(_("field “{name}”").format(name=line(name, 40)) for name in unknown),
        *(_("template tag") for _found in TEMPLATE.finditer(body)),
    ]


def name_of(stem: str) -> tuple[str, str]:
    """Return the day ("" without one) and the slug that the path of a post says."""
    folder, _slash, name = stem.rpartition("/")
    if name == INDEX and folder:
        name = folder.rpartition("/")[2]
    found = DATED.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def _permalinks(stem: str, day: str, slug: str, fields: Fields) -> tuple[str, ...]:
    """Return where a post stood: what it says, else what its program does by default.

    That is /categories/2021/11/13/slug.html in Jekyll, and in Hugo the path under
    content/. A permalink with a : in it is a pattern of the program's.
    """
    said = [path for name in MOVED for path in _list(fields.get(name))]
    kept = [path for path in said if "/:" not in path and path.strip()]
    if "_posts/" in f"{stem}/" and day:
        parts = [*_words(fields, "categories"), *day.split("-"), f"{slug}.html"]
        default = "/" + "/".join(part.lower() for part in parts)
    elif "content/" in stem:
        folder = stem.rpartition("content/")[2].removesuffix(f"/{INDEX}")
        default = f"/{folder}/"
    else:
        default = ""
    has_own = any(kept and fields.get(name) for name in ("permalink", "url"))
    return tuple(kept if has_own or not default else [default, *kept])


def _absolute(path: str, site: str) -> str:
    return address(path, "") or drafts.on_site(site, path)


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]


def _words(fields: Fields, name: str) -> list[str]:
    """Return a list of names; in one text commas part them, or else blanks."""
    value = fields.get(name)
    if isinstance(value, str):
        return value.split("," if "," in value else None)
    return _list(value)


def _is(fields: Fields, name: str, word: str) -> bool:
    return line(fields.get(name), 10).lower() == word


def _first(fields: Fields, names: tuple[str, ...], zone: tzinfo) -> datetime | None:
    found = (when(fields.get(name), zone) for name in names)
    return next(filter(None, found), None)


FORMAT = ReadFormat(
    name="Blog as Markdown files",
    about="a folder of Markdown files with front matter: Jekyll, Hugo",
    recognises=recognises,
    read=read,
    carries=(*drafts.POST, "language"),
)
