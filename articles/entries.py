"""The entries of a page of a list: what it shows of each, and where that is."""

from django.conf import settings
from django.utils.safestring import SafeString

from articles.fragments import fragment, keep_piece, kept_pieces
from articles.models import Article

ENTRY = "articles/_entry.html"


class Entry(SafeString):
    """An entry of a list, as HTML; and its `address`, for machines."""

    address: str

    @classmethod
    def of(cls, article: Article) -> "Entry":
        """Return what a list shows of an article, loaded with tags and first notes."""
        return cls.with_address(fragment(ENTRY, article), address_of(article))

    @classmethod
    def with_address(cls, html: str, address: str) -> "Entry":
        """Return HTML as an entry with an address."""
        entry = cls(html)
        entry.address = address
        return entry


def address_of(article: Article) -> str:
    """Return the whole address of the page of an article."""
    return settings.SITE_URL + article.get_absolute_url()


def entries_at(keys: list[int]) -> list[Entry]:
    """Return what a list shows of the public articles with these primary keys.

    Only those are loaded that no page has shown since anything changed.
    """
    found = kept_pieces((ENTRY, key) for key in keys)
    missing = [key for key in keys if found[ENTRY, key] is None]
    if missing:
        shown = Article.objects.with_tags().with_first_public_notes()
        for article in shown.public_at(missing):
            found[ENTRY, article.pk] = entry = Entry.of(article)
            keep_piece((ENTRY, article.pk), entry)
    return [entry for entry in found.values() if entry]
