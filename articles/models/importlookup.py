"""What of a file is here already: looked up for many entries at once."""

import json
from dataclasses import replace
from hashlib import sha256

from articles import links
from articles.formats.packed import unpack
from articles.formats.records import ArticleRecord
from articles.models.address import Address
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.claims import work_of
from articles.models.importbatch import Imported


def name_of(format, entry):
    """Return what makes an entry the same in the next export: a list of words.

    That is the name which its format gives it, on the site that it comes from; else its
    uid; else the work that it quotes.
    """
    if entry.key:
        sites = (links.site(a) for a in entry.permalinks if links.is_web_address(a))
        return [format, next(sites, ""), entry.key]
    if entry.record.uid is not None:
        return ["uid", str(entry.record.uid)]
    return [format, work_of(entry.record.url) or entry.record.title]


def identity_of(name, number):
    """Return 64 letters for the entry with that name, the `number`th of its file."""
    words = json.dumps([*name, number])  # ASCII, whatever stands in it
    return sha256(words.encode()).hexdigest()


class Here:
    """What the database holds of some entries: (identity, ArticleRecord) each."""

    def __init__(self, entries):
        self.imported = latest_of([identity for identity, _ in entries])
        uids = {record.uid for _, record in entries if record.uid}
        uids |= {row.uid for row in self.imported.values()}
        rows = Article.objects.filter(uid__in=uids).only("uid", "title")
        self.articles = {row.uid: row for row in rows}
        binned = Binned.objects.filter(uid__in=uids - self.articles.keys())
        self.binned = set(binned.values_list("uid", flat=True))
        self.sources: dict[str, Article] = {}  # entries by the work that they quote
        self.further: dict[str, Article] = {}  # by that of a further address
        works = {work_of(record.url) for _, record in entries}
        others = {work_of(a.url) for _, record in entries for a in record.addresses}
        self.find_works(works, others)

    def find_works(self, works, others):
        """Find the entries that hold `works`, or have one of `others` for a source."""
        first = Article.objects.filter(follows=None).only("uid", "title", "work_key")
        for row in first.filter(work_key__in=works | others).order_by("-pk"):
            self.sources[row.work_key] = row
        held = Address.objects.filter(work_key__in=works, article__follows=None)
        for address in held.select_related("article").order_by("-article"):
            self.further[address.work_key] = address.article

    def add(self, article, record):
        """Note that `article`, which is `record`, is here now."""
        self.articles[article.uid] = article
        if record.follows is None:
            self.sources.setdefault(work_of(record.url), article)
            for address in record.addresses:
                self.further.setdefault(work_of(address.url), article)

    def known_as(self, identity, record):
        """Return the row of the last import of what `record` is about, or None.

        Names are numbers as a rule, and two sites give out the same: an entry with
        another title on another work is another one.
        """
        row = self.imported.get(identity)
        if row is None:
            return None
        base = unpack(bytes(row.base))
        assert isinstance(base, ArticleRecord)
        is_same = base.title == record.title or work_of(base.url) == work_of(record.url)
        return row if is_same else None

    def at(self, address, record):
        """Return `record` with that address as its source; None where it is taken."""
        self.find_works({work_of(address)}, set())
        moved = replace(record, url=address)
        return moved if self.holder(moved) is None else None

    def holder(self, record):
        """Return the entry of which `record` would be a repeat, or None."""
        work = work_of(record.url)
        found = self.sources.get(work) or self.further.get(work)
        more = (self.sources.get(work_of(a.url)) for a in record.addresses)
        return found or next(filter(None, more), None)


def latest_of(identities):
    """Return {identity: Imported}, of imports that are not undone the last."""
    rows = Imported.objects.filter(identity__in=identities, batch__undone_at=None)
    return {row.identity: row for row in rows.order_by("pk").defer("before")}
