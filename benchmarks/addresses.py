"""What is asked of the sites: the same of both."""

from typing import NamedTuple

from benchmarks.content import COMMON, RARE, TAG

PAGE = 20  # entries of a list, on both


class Address(NamedTuple):
    what: str
    digest: str
    reference: str | None  # None: it has no such page


def addresses(facts):
    """Return the addresses of a digest; `facts` are those of `content.write`."""
    year = facts["year"]
    lists = [
        ("front", "/", facts["entries"]),
        ("tag", f"/tags/{TAG}/", facts["tagged"]),
        ("year", f"/{year}/", facts["posted"]),
    ]
    entry = f"/articles/a-{facts['entries'] // 2}/"
    newest, narrowed = "&order=newest", f"tag={TAG}&year={year}"
    return [
        *(one for name, path, count in lists for one in pages(name, path, count)),
        Address("entry", entry, entry),
        Address("feed", "/feed.atom", "/feed.atom"),
        search("search, rare word", f"q={RARE}"),
        search("search, common word, newest first", f"q={COMMON}{newest}", newest),
        search("search, common word, best first", f"q={COMMON}"),
        search("facets", narrowed),
        Address("trends", "/trends/", None),
    ]


def pages(name, path, count):
    """Yield the first, a deep and the last page of a list of that many entries.

    The last that is full, so that all three show the same.
    """
    last = count // PAGE
    for label, page in (("", 1), (", deep", last // 2), (", last", last)):
        yield Address(
            name + label,
            path + (f"page/{page}/" if page > 1 else ""),
            path + (f"?page={page}" if page > 1 else ""),
        )


def search(what, query, ours=""):
    """Return the Address of a search; `ours` is what the reference does not know."""
    return Address(what, f"/search/?{query}", f"/search/?{query.replace(ours, '')}")
