"""The entries of a page of a list: what it shows of each, and where that is."""

from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.fragments import fragment, keep_piece, kept_piece
from articles.models import Article

ENTRY = "articles/_entry.html"


class Entry(NamedTuple):
    """An entry of a list, as HTML, and its address, for machines."""

    html: SafeString
    address: str

    @classmethod
    def of(cls, article: Article) -> "Entry":
        """Return what a list shows of an article, loaded with tags and first notes."""
        return cls(fragment(ENTRY, article), address_of(article))


def address_of(article: Article) -> str:
    """Return the whole address of the page of an article."""
    return settings.SITE_URL + article.get_absolute_url()


def entries_at(keys: list[int]) -> list[Entry]:
    """Return what a list shows of the public articles with these primary keys.

    Only those are loaded that no page has shown since anything changed.
    """
    found = {key: kept_entry(key) for key in keys}
    missing = [key for key, entry in found.items() if entry is None]
    if missing:
        shown = Article.objects.with_tags().with_first_public_notes()
        for article in shown.public_at(missing):
            found[article.pk] = keep_entry(article.pk, Entry.of(article))
    return [entry for key in keys if (entry := found[key])]


def kept_entry(key: int) -> Entry | None:
    """Return an entry that a page has shown since anything changed, or None."""
    html, address = kept_piece((ENTRY, key)), kept_piece((Entry, key))
    return Entry(mark_safe(html), address) if html and address else None  # noqa: S308


def keep_entry(key: int, entry: Entry) -> Entry:
    """Keep an entry for the pages to come; return it."""
    keep_piece((ENTRY, key), entry.html)
    keep_piece((Entry, key), entry.address)
    return entry
