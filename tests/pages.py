"""What a reader gets: the entries of a page, read from its HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote


@dataclass
class Entry:
    """One entry of a list, as it stands on the page."""

    title: str = ""
    source: str = ""
    paragraphs: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Collects the entries of a list page. Void elements open nothing."""

    VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "rect", "wbr"))

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.entries: list[Entry] = []
        self.open: list[tuple[str, str]] = []  # elements around us: name, class
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag not in self.VOID:
            self.open.append((tag, names.get("class") or ""))
        if self.is_in("article", "entry") and self.open[-1] == ("article", "entry"):
            self.entries.append(Entry())
        elif not self.is_in("article", "entry"):
            return
        elif tag == "p" and self.is_in("blockquote"):
            self.entries[-1].paragraphs.append("")
        elif tag == "a" and names.get("class") == "tag":
            self.entries[-1].tags.append("")
        elif tag == "a" and names.get("class") == "read-more":
            self.entries[-1].source = names["href"]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_in("article", "entry"):
            return
        if self.is_in("blockquote") and self.is_in("p"):
            self.entries[-1].paragraphs[-1] += data
        elif self.is_in("a", "tag"):
            self.entries[-1].tags[-1] += data
        elif self.is_in("h2"):
            self.entries[-1].title += data

    def is_in(self, tag, name=None):
        return any(
            tag == element and (name is None or name in names.split())
            for element, names in self.open
        )


def slugs_of(response):
    """Return the slugs of the entries that the page of a list shows, in their order."""
    titles = re.findall(r'"entry__title".*?href="/articles/([^/"]+)/"', response.text)
    return [unquote(slug) for slug in titles]
