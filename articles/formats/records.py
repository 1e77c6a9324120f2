"""Records: the shape of the content outside the database.

Fixtures, imports, exports and revisions all speak of these. A record holds what an
editor wrote and nothing that follows from it. Instants are aware, in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(kw_only=True)
class NoteRecord:
    """An editor's note. Its place among the notes of the article is its position."""

    uid: UUID | None = None  # None: a new note
    body: str
    public: bool = True
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    credit: str = ""


@dataclass(kw_only=True, frozen=True)
class AddressRecord:
    """A further address of the work: its PDF, its code, a discussion of it."""

    label: str = "other"  # one of `labels.NAMES`
    url: str

    def __str__(self) -> str:
        return f"{self.label} {self.url}"


@dataclass(kw_only=True)
class CorrectionRecord:
    """What was changed in an article after readers had seen it, and when."""

    at: datetime
    text: str


@dataclass(kw_only=True)
class ArticleRecord:
    """An article with its addresses, tags and notes, each in their order."""

    uid: UUID | None = None  # None: a new article
    slug: str = ""  # "": made from the title
    title: str
    url: str
    follows: UUID | None = None  # the uid of the earlier entry
    authors: list[str] = field(default_factory=list)
    source_date: str = ""
    via_url: str = ""
    via_name: str = ""
    excerpt: str = ""
    language: str = ""  # "": the site's
    status: str = "draft"
    reason: str = ""  # why it was withdrawn, or came back as a draft
    corrections: list[CorrectionRecord] = field(default_factory=list)  # oldest first
    published_at: datetime | None = None
    created_at: datetime | None = None  # None: now, and so for updated_at
    updated_at: datetime | None = None
    credit: str = ""
    addresses: list[AddressRecord] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)  # slugs; names and aliases do as well
    notes: list[NoteRecord] = field(default_factory=list)


@dataclass(kw_only=True)
class PublicRecord(ArticleRecord):
    """What readers may see of an article, and its words and tags as they see them.

    The words, and the HTML, were derived when it was written: reading Markdown costs.
    """

    tag_names: list[str] = field(default_factory=list)  # of the tags, in their order
    excerpt_text: str = ""
    excerpt_html: str = ""
    note_texts: list[str] = field(default_factory=list)  # of the notes, in their order
    note_htmls: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class TagRecord:
    """A tag and its other names."""

    slug: str = ""  # "": made from the name
    name: str
    description: str = ""
    aliases: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class OldAddressRecord:
    """A path that once was, and the one article (uid) or tag (slug) it leads to."""

    path: str
    article: UUID | None = None
    tag: str = ""


@dataclass(kw_only=True)
class PageRecord:
    """A page of the site itself."""

    slug: str
    title: str
    body: str = ""
    updated_at: datetime | None = None


Record = ArticleRecord | TagRecord | OldAddressRecord | PageRecord
