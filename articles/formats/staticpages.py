"""Pages of the site as files: their names, their links, and what a server would do.

An address is the path of a page, not percent-encoded: “/tags/é/”. Links of a page are
found, and changed, in its text: our own templates write each attribute in quotes.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qsl, quote, unquote, urlencode

MOST_BYTES = 255  # of one part of a path, on the usual file systems
SEARCH = "/search/"
# /tags/bias/page/2/feed.atom: the list that it is of, and what it is of that list.
OF_A_LIST = re.compile(
    r"(?P<list>/(?:tags/[^/]+/|\d{4}/(?:\d\d/){0,2})?)"
    r"(?:page/\d+/)?(?P<file>feed\.\w+|list\.[\w.]+)?"
)
OF_AN_ENTRY = re.compile(r"(/articles/([^/]+)/)[^/]*")
PERIOD = re.compile(r"/(\d{4})/(?:(\d\d)/(?:(\d\d)/)?)?")
LINK = re.compile(r'(?<=[ "])(href|src|content|action)="([^"]*)"')
NAMED_ENTRY = re.compile(r"/articles/([^/\"'&?#<>\s\\)]+)/")
# What nothing answers where there are but files.
BOOST = re.compile(r' hx-(?:boost|target|select|swap|sync)="[^"]*"| hx-history-elt')
SCRIPTS = re.compile(r"\s*<script[^>]*/(?:htmx|lists)\.[^>]*></script>")
HTMX = re.compile(r'\s*<meta name="htmx-config"[^>]*>')
ORDER = re.compile(r'\s*<a href="[^"?]*\?order=[^"]*"[^>]*>[^<]*</a>')
CARD = re.compile(r'\s*<meta (?:property="og:image|name="twitter:card)[^>]*>')
CARD_DATA = re.compile(r'"image":\s*"[^"]*/card-[^"]*",?\s*')
# It is asked, and so needs a server.
API = "/api/"
TO_API = re.compile(r'\s*<a href="/api/">[^<]*</a>')
CHARSET = '<meta charset="utf-8">'
REDIRECT = """<!doctype html>
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{target}</title>
    <link rel="canonical" href="{absolute}">
    <meta name="robots" content="noindex">
    <meta http-equiv="refresh" content="0; url={target}">
  </head>
  <body><main><h1><a href="{target}">{target}</a></h1></main></body>
</html>
"""


@dataclass(frozen=True)
class Frame:
    """What pages are made for: the site's address and language, with cards or not."""

    site_url: str
    language: str
    cards: bool = False


def file_of(address: str, is_page: bool) -> str | None:
    """Return the name of the file for an address; None where no file can be named so.

    >>> file_of("/tags/bias/", True), file_of("/old", True), file_of("/list.csv", False)
    ('tags/bias/index.html', 'old/index.html', 'list.csv')
    """
    parts = address.removeprefix("/").split("/")
    if is_page and not parts[-1].endswith((".html", ".htm")):
        parts = [*(parts if parts[-1] else parts[:-1]), "index.html"]
    for part in parts:
        too_long = len(part.encode()) > MOST_BYTES
        if too_long or part in ("", ".", "..") or "\0" in part or "\\" in part:
            return None
    return "/".join(parts)


def list_of(address: str) -> str:
    """Return the first address of the list that this is a page or a file of, or ""."""
    found = OF_A_LIST.fullmatch(address)
    return found["list"] if found else ""


def entry_of(address: str) -> str:
    """Return the slug of the entry that this is the page or a file of, or ""."""
    found = OF_AN_ENTRY.fullmatch(address)
    return found[2] if found else ""


def is_part(address: str) -> bool:
    """Return whether this is a further page, or a file, of a list or an entry."""
    listed = list_of(address)
    return listed not in ("", address) or bool(
        entry_of(address) and not address.endswith("/")
    )


def is_list_file(address: str) -> bool:
    """Return whether this is a list as a file that readers take with them."""
    found = OF_A_LIST.fullmatch(address)
    return bool(found and (found["file"] or "").startswith("list."))


def telling_file(address: str) -> str:
    """Return the address of the same list in the format that names our own pages."""
    return f"{address.rpartition('/')[0]}/list.csv"


def links_of(text: str, is_page: bool, frame: Frame) -> set[str]:
    """Return the addresses of the site that a page, a feed or a map of it leads to."""
    if is_page:
        found = {unescape(value) for _, value in LINK.findall(text)}
    else:
        absolute = re.escape(frame.site_url) + r"""(/[^"'<>\s\\]*)"""
        found = {unescape(path) for path in re.findall(absolute, text)}
        found |= set(re.findall(r'"src": "(/[^"]*)"', text))
    paths = (one.removeprefix(frame.site_url).partition("#")[0] for one in found)
    return {
        unquote(path)
        for path in paths
        if path.startswith("/") and not path.startswith(("//", "/admin/", API))
        if "?" not in path and not _is_together(path)
        if path == SEARCH or not path.startswith(SEARCH)
    }


def entries_in(text: str) -> set[str]:
    """Return the slugs of the entries that a text of the site leads to."""
    return {unquote(slug) for slug in set(NAMED_ENTRY.findall(text))}


def to_search(address: str, query: str) -> str:
    """Return where a list that is no file is searched for, with the same filters.

    >>> to_search("/tags/bias+law/", "year=2021")
    '/search/?tag=bias&tag=law&year=2021'
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if address.startswith("/tags/"):
        slugs = unquote(address).removeprefix("/tags/").strip("/").split("+")
        pairs = [*(("tag", slug) for slug in slugs if slug), *pairs]
    elif found := PERIOD.fullmatch(address):
        parts = [part for part in found.groups() if part]
        kind = ("year", "month", "day")[len(parts) - 1]
        pairs = [(kind, "-".join(parts)), *pairs]
    return SEARCH + (f"?{urlencode(pairs)}" if pairs else "")


def _is_together(path: str) -> bool:
    return path.startswith("/tags/") and "+" in unquote(path)


def as_file(html: str, frame: Frame, policy: str, head: str = "") -> str:
    """Return a page as it stands in a file.

    Links to what is no file open the search with the same filters, `policy` (of a
    Content-Security-Policy) stands in its head as no server sends it, and so does
    `head`. Without cards nothing names one.
    """
    for leftover in (BOOST, SCRIPTS, HTMX, ORDER, TO_API):
        html = leftover.sub("", html)
    if not frame.cards:
        html = CARD_DATA.sub("", CARD.sub("", html))
    html = LINK.sub(lambda found: _link(found, frame), html)
    if policy:
        head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{head}'
    return html.replace(CHARSET, f"{CHARSET}\n    {head}" if head else CHARSET, 1)


def _link(found: re.Match[str], frame: Frame) -> str:
    name, value = found.groups()
    site = frame.site_url if value.startswith(f"{frame.site_url}/") else ""
    path, mark, fragment = unescape(value.removeprefix(site)).partition("#")
    path, _, query = path.partition("?")
    if not path.startswith("/") or path.startswith("//"):
        return found[0]
    if query or _is_together(path):
        return f'{name}="{site}{escape(to_search(path, query))}"'
    if path.startswith(SEARCH) and path != SEARCH:  # without words: as all entries
        path = path.removeprefix(SEARCH[:-1])
        return f'{name}="{site}{escape(path)}{mark}{escape(fragment)}"'
    return found[0]


def redirect_page(target: str, frame: Frame) -> str:
    """Return a page that leads on to `target`, an address as a link has it."""
    path = escape(target)
    absolute = escape(frame.site_url) + path
    return REDIRECT.format(language=frame.language, target=path, absolute=absolute)


def redirects(leading: dict[str, str]) -> str:
    """Return the text of `_redirects`, as Netlify and Cloudflare Pages read it."""
    lines = (
        f"{quote(old, safe='/')} {new} 301" for old, new in sorted(leading.items())
    )
    return "".join(f"{line}\n" for line in lines)
