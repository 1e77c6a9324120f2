"""The hits of a page of a search: entries, with what was looked for marked in them.

What the words of a search change of an entry are gaps in it. It is made once with its
gaps, and kept; a search fills them.
"""

import re
from dataclasses import dataclass, fields

from django.utils.safestring import mark_safe

from articles import highlight
from articles.entries import Entry, address_of
from articles.fragments import fragment, keep_piece, kept_pieces
from articles.highlight import Wanted
from articles.models import Article, Wording, wordings

HIT = "search/_hit.html"
GAP = "\0{}\0"  # as no text holds it
GAPS = re.compile(GAP.format("(title|authors|excerpt|note)"))


@dataclass(frozen=True)
class Marked:
    """The parts of a hit that a search marked, as HTML; "" for those it has not.

    `authors` are there where one was looked for, `note` where the first part that fits
    is out of one of ours, not of the `excerpt`.
    """

    title: str
    authors: str
    excerpt: str
    note: str

    @classmethod
    def of(cls, wording: Wording, wanted: Wanted) -> "Marked":
        authors = ", ".join(wording.authors)
        is_named = bool(wanted.spans(authors))
        texts = [wording.excerpt, *wording.notes]
        fits = (number for number, text in enumerate(texts) if wanted.spans(text))
        shown = next(fits, 0)
        snippet = highlight.snippet(texts[shown], wanted)
        return cls(
            title=highlight.mark(wording.title, wanted),
            authors=highlight.mark(authors, wanted) if is_named else "",
            excerpt="" if shown else snippet,
            note=snippet if shown else "",
        )

    @property
    def gaps(self) -> frozenset[str]:
        """The names of the parts that it has."""
        return frozenset(each.name for each in fields(self) if getattr(self, each.name))

    def fill(self, hit: Entry) -> Entry:
        """Return a hit with these parts in its gaps."""
        filled = GAPS.sub(lambda gap: getattr(self, gap[1]), hit)
        return Entry.with_address(filled, hit.address)


def hits_at(keys: list[int], wanted: Wanted) -> list[Entry]:
    """Return the public articles with these primary keys as hits, in that order."""
    words = wordings(keys)
    marked = {key: Marked.of(words[key], wanted) for key in keys if key in words}
    names = {key: (HIT, key, parts.gaps) for key, parts in marked.items()}
    found = kept_pieces(names.values())
    missing = [key for key, name in names.items() if found[name] is None]
    if missing:
        shown = Article.objects.with_tags().with_first_public_notes()
        for article in shown.public_at(missing):
            found[names[article.pk]] = hit = made(article, marked[article.pk].gaps)
            keep_piece(names[article.pk], hit)
    return [
        marked[key].fill(hit) for key, name in names.items() if (hit := found[name])
    ]


def made(article: Article, gaps: frozenset[str]) -> Entry:
    """Return a hit with such gaps, of an article with tags and first notes loaded."""
    names = {name: mark_safe(GAP.format(name)) for name in sorted(gaps)}  # noqa: S308
    return Entry.with_address(fragment(HIT, article, **names), address_of(article))
