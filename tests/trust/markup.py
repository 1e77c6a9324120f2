"""What a parser makes of what we answer: elements and the names of their attributes."""

import re
from html.parser import HTMLParser

DATA_SCRIPTS = ("application/ld+json", "application/json")  # nothing in them runs
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")
RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)


class Elements(HTMLParser):
    """Collects the elements of a page: where each begins, with which attributes, ends.

    `unfit` holds what a page of ours may not have: scripts and styles in the page, and
    addresses that run.
    """

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple] = []
        self.unfit: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *(name for name, _ in attrs)))
        given = {name: value or "" for name, value in attrs}
        if tag == "html" and not given.get("lang"):
            self.unfit.append("no language")
        if tag == "script" and not (
            "src" in given or given.get("type") in DATA_SCRIPTS
        ):
            self.unfit.append("a script in the page")
        if tag == "style":
            self.unfit.append("a style in the page")
        self.unfit += [n for n in given if n == "style" or n.startswith("on")]
        for name in ADDRESSES:
            address = re.sub(r"[\x00-\x20]", "", given.get(name, ""))
            if RUNS.match(address):
                self.unfit.append(address)

    def handle_endtag(self, tag):
        self.found.append((f"/{tag}",))

    def handle_comment(self, data):
        self.found.append(("!comment",))

    def handle_decl(self, decl):
        self.found.append((f"!{decl}",))

    def handle_pi(self, data):
        self.found.append(("?",))

    def handle_data(self, data):
        self.words.append(data)
