"""What the front page weighs, beside what it says."""

import gzip
import re
from html import escape
from html.parser import HTMLParser

from benchmarks import client
from benchmarks.bench import KEPT

UNSEEN = ("script", "style", "title", "template", "svg")
IN_A_LINE = (
    "a abbr b bdi cite code del dfn em i ins kbd mark q s small span strong sub sup"
    " time u var wbr"
).split()


def measure(bench):
    """Note the bytes of the front page, of its words alone, and of a 304."""
    size = bench.sizes[0]
    server = bench.serve(KEPT, size)
    try:
        page = client.get(server.port, "/", Accept_Encoding="gzip")
        html = gzip.decompress(page.body).decode()
        again = client.get(
            server.port, "/", Accept_Encoding="gzip", If_None_Match=page.headers["etag"]
        )
        if again.status != 304:
            raise RuntimeError(f"asked again: {again.status}")
        told = {"gzip": len(page.body), "bare": len(gzip.compress(bare(html), 9))}
        told["bytes of a 304"] = len(again.body)
        assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
        told["assets not kept"] = sum(
            "immutable" not in client.get(server.port, path).headers["cache-control"]
            for path in assets
        )
        bench.note(size, "front", KEPT, **told)
    finally:
        server.stop()


def bare(html):
    """Return the text and the links of a page as paragraphs, in UTF-8."""
    return Words(html).text().encode()


class Words(HTMLParser):
    """Collects what a page says."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.parts, self.unseen = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "a":
            self.parts.append(f'<a href="{escape(dict(attrs).get("href") or "")}">')
        elif tag not in IN_A_LINE:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in UNSEEN:
            self.unseen -= 1
        elif tag == "a":
            self.parts.append("</a>")
        elif tag not in IN_A_LINE:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(escape(re.sub(r"\s+", " ", data), quote=False))

    def text(self):
        lines = (line.strip() for line in "".join(self.parts).split("\n"))
        return "\n".join(f"<p>{line}</p>" for line in lines if line)
