"""All that is content, as records in the order of a fixture; or a choice of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from articles import links
from articles.errors import Refused
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    PageRecord,
    PublicRecord,
    Record,
    TagRecord,
)
from articles.models.address import Address
from articles.models.article import Article
from articles.models.manyrecords import records_of_articles
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.tag import Tag

CHUNK = 100  # rows in memory at a time


def chosen(published=False, tag=None, since: date | None = None):
    """Return the articles of an export, or None where neither choice is made.

    `tag` is any name of a tag; `since` the day, of the site's time zone, on which or
    after which an article was changed. Raise Refused for a tag that is not known.
    """
    if tag is None and since is None:
        return None
    articles = Article.objects.published() if published else Article.objects.all()
    if tag is not None:
        found = Tag.objects.resolve(tag)
        if found is None:
            raise Refused(f"There is no tag “{tag}”.")
        articles = articles.tagged(found)
    if since is not None:
        start = timezone.make_aware(datetime.combine(since, time.min))
        articles = articles.filter(updated_at__gte=start)
    return articles


def content_of(articles=None, *, published=False) -> Iterator[Record]:
    """Yield the records of all content, or of `articles` and of what they lean on.

    With `published` nothing that readers do not see.
    """
    if articles is not None:
        yield from selection(articles, published)
    elif published:
        pages = records_of(Page.objects.order_by("slug"))
        yield from selection(Article.objects.published(), published, pages)
    else:
        yield from all_records()


def public_records(articles=None, *, published=False) -> Iterator[PublicRecord]:
    """Yield all articles, or those given, as PublicRecords; what was made last first.

    With `published` only those that readers see.
    """
    rows = Article.objects.published() if published else Article.objects.all()
    if articles is not None:
        rows = rows.filter(pk__in=articles.order_by().values("pk"))
    rows = rows.with_tags().with_public_notes().select_related("follows")
    for row in rows.order_by("-created_at", "slug").iterator(chunk_size=CHUNK):
        yield row.public_record()


def shown_of(articles) -> Iterator[Record]:
    """Yield the records of public `articles`, and of what they lean on, as pages do.

    The other names of a tag, and the paths that lead on, are listed on none; the user
    name and the password in an address are shown on none.
    """
    for record in content_of(articles, published=True):
        if isinstance(record, TagRecord):
            record.aliases = []
        elif isinstance(record, ArticleRecord):
            record.url = links.href(record.url)
            record.via_url = links.href(record.via_url)
            record.addresses = [
                replace(one, url=links.href(one.url)) for one in record.addresses
            ]
        if not isinstance(record, OldAddressRecord):
            yield record


def all_records() -> Iterator[Record]:
    """Yield the record of all that is content, in the order of a fixture."""
    yield from tag_records(Tag.objects.all())
    yield from records_of(Page.objects.order_by("slug"))
    yield from article_records(Article.objects.all())
    yield from old_address_records(OldAddress.objects.all())


def selection(
    articles, published: bool, pages: Iterable[PageRecord] = ()
) -> Iterator[Record]:
    """Yield the records of `articles`, and of the tags and entries they lean on.

    With `published` the words of no other entry, and no note for editors.
    """
    wanted = Article.objects.filter(pk__in=articles.order_by().values("pk"))
    earlier: set[int] = set()
    leant_on = followed_by(wanted)
    while leant_on - earlier:
        earlier |= leant_on
        leant_on = followed_by(Article.objects.filter(pk__in=leant_on))
    wanted = Article.objects.filter(Q(pk__in=wanted.values("pk")) | Q(pk__in=earlier))
    if published:
        wanted = wanted.published()
    tags = Tag.objects.filter(uses__content_object__in=wanted).distinct()
    yield from tag_records(tags)
    yield from pages
    yield from as_readers_see(wanted) if published else article_records(wanted)
    yield from old_address_records(
        OldAddress.objects.filter(Q(article__in=wanted) | Q(tag__in=tags))
    )


def followed_by(articles) -> set[int]:
    """Return the primary keys of the entries that `articles` follow."""
    rows = articles.exclude(follows=None)
    return set(rows.values_list("follows", flat=True).iterator(CHUNK))


def as_readers_see(articles) -> Iterator[ArticleRecord]:
    """Yield the records of public articles without what readers do not see.

    An entry that follows a hidden one follows the next public one before it. Where
    there is none, the first entry on a work follows nothing, and the others follow it.
    """
    follows = follows_in_public(articles)
    ends = {pk for pair in follows.items() for pk in pair if pk is not None}
    uids: dict[int, UUID] = {}
    for chunk in batched(list(ends), CHUNK):
        uids |= articles.filter(pk__in=chunk).values_list("pk", "uid")
    earlier = {uids[pk]: uids[first] for pk, first in follows.items() if first}
    for record in article_records(articles, follows):
        assert record.uid is not None  # a row has one
        record.follows = earlier.get(record.uid)
        record.notes = [note for note in record.notes if note.public]
        yield record


def follows_in_public(articles) -> dict[int, int | None]:
    """Return what each follow-up among public `articles` follows, as readers see it."""
    rows = Article.objects.exclude(follows=None)
    chain = dict(rows.values_list("pk", "follows").iterator(CHUNK))
    followed = articles.exclude(followed_by=None)
    shown = set(followed.values_list("pk", flat=True).iterator(CHUNK))
    follows: dict[int, int | None] = {}
    freed = Freed(articles.filter(follows=None))
    follow_ups = articles.exclude(follows=None).order_by("slug")
    for pk, key in list(follow_ups.values_list("pk", "work_key").iterator(CHUNK)):
        earlier = chain[pk]
        while earlier is not None and earlier not in shown:
            earlier = chain.get(earlier)
        if earlier is None:
            earlier = freed.before(pk, key)
        follows[pk] = earlier
    return follows


class Freed:
    """Follow-ups that follow nothing any more: of those on a work the first stays so.

    `natives` are the entries that follow nothing anyway.
    """

    def __init__(self, natives) -> None:
        self.natives = natives
        self.sources: dict[str, int] = {}  # entries by the work key of their source
        self.holders: dict[str, int] = {}  # by that of any of their addresses

    def before(self, pk: int, key: str) -> int | None:
        """Return the entry which that of `pk` follows now, or None.

        `key` is the work key of its source.
        """
        rows = Address.objects.filter(article=pk)
        further = list(rows.values_list("work_key", flat=True))
        native = (
            self.natives.filter(work_key__in=[key, *further]).first()
            or self.natives.filter(addresses__work_key=key).first()
        )
        known = (self.sources[other] for other in further if other in self.sources)
        first = native.pk if native else self.holders.get(key) or next(known, None)
        if first is None:
            self.sources[key] = pk
            self.holders |= dict.fromkeys([key, *further], pk)
        return first


def tag_records(tags) -> Iterator[TagRecord]:
    """Yield the records of `tags` by address."""
    yield from records_of(tags.prefetch_related("aliases").order_by("slug"))


def old_address_records(rows) -> Iterator[OldAddressRecord]:
    """Yield the records of old addresses by path."""
    yield from records_of(rows.select_related("article", "tag").order_by("path"))


def article_records(
    articles, follows: dict[int, int | None] | None = None
) -> Iterator[ArticleRecord]:
    """Yield the records of `articles` by address, an entry before its follow-ups.

    `follows` is what each follow-up follows, where that is not what the database says.
    """
    if follows is None:
        follow_ups = articles.exclude(follows=None).order_by("slug")
        follows = dict(follow_ups.values_list("pk", "follows_id"))
    freed = [pk for pk, earlier in follows.items() if earlier is None]
    first = Q(follows=None) | Q(pk__in=freed)
    yield from records_of_articles(articles.filter(first).order_by("slug"))
    later = {pk: earlier for pk, earlier in follows.items() if earlier is not None}
    while later:
        # What follows one that stands above already; of a circle, whatever is left.
        ready = [pk for pk, earlier in later.items() if earlier not in later]
        for chunk in batched(ready or list(later), CHUNK):
            rows = articles.filter(pk__in=chunk).order_by("slug")
            yield from records_of_articles(rows)
            for pk in chunk:
                del later[pk]


def batched(items: list, length: int) -> Iterator[list]:
    """Yield `items` in lists of at most `length`."""
    for start in range(0, len(items), length):
        yield items[start : start + length]


def records_of(rows) -> Iterator:
    """Yield the record of each row, a chunk of rows in memory at a time."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield row.record()
