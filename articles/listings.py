"""Lists of entries: each is the same under its pages, its feeds and its files."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles import limits
from articles.entries import entries_at
from articles.facets import Facets
from articles.filterfields import NEWEST, OLDEST, RELEVANCE, TAGS
from articles.filters import ArticleFilter
from articles.formats.exports import EXPORTS, TAKEN
from articles.formats.feeds import KINDS
from articles.formats.lists import FORMATS
from articles.hits import hits_at
from articles.models import Article, Shelf, Tag, is_one_moment, kept, latest
from articles.paths import path_of
from articles.periods import Period

PAGE = 20  # entries
CHUNK = 100  # entries that a file holds in memory
EXPORTED = [(ending, EXPORTS[key].name) for ending, key in TAKEN.items()]
DEEP = 50_000  # the last page that is looked for in a list that is not counted


class NoSuchList(LookupError):
    """Nothing public is listed at an address."""


class Listing:
    """Public entries, narrowed by the query of a request; pages count from 1.

    A subclass says which entries, and the name that its addresses are filed under.
    """

    url_name: str
    within: Sequence[Tag] | None = ()  # which entries bear to be here; None: it is more

    def __init__(self, query):
        self.filter = ArticleFilter(query, self.everything, self.within)

    def everything(self):
        """Return the entries of this list before a reader narrows it."""
        return Article.objects.published()

    @property
    def shelf(self):
        """Where the database keeps this list before a reader narrows it, or None."""
        return Shelf()

    @cached_property
    def is_shelved(self):
        """Whether this is all of what the database keeps: in order, and counted."""
        return self.shelf is not None and not self.filter.narrows

    @cached_property
    def own_shelf(self):
        """Where the database keeps this very list, narrowed as it is, or None."""
        return self.filter.shelf_of(self.shelf)

    def is_there(self):
        """Return whether it has entries, before a reader narrows it."""
        there = (self.shelf or self.everything()).exists
        return kept((type(self), str(self.place)), there)

    @property
    def place(self):
        """The parts of the address that tell this list from others of its kind."""
        return {}

    @property
    def title(self):
        """The title of this very list, as a feed, a tab and a bookmark show it."""
        labels = [str(chip["label"]) for chip in self.chips]
        return ", ".join(filter(None, [self.name, *labels])) or settings.SITE_NAME

    @property
    def name(self):
        """What all of this list is, before a reader narrows it; "" for the site."""
        return ""

    @property
    def description(self):
        return settings.SITE_DESCRIPTION

    def fixed(self, name):
        """Return the values of a filter that this list has anyway: no facets."""
        return ()

    @property
    def chips(self):
        """What a reader narrows this list by, each with the way to take it off."""
        return self.filter.chips_of_words + self.filter.chips

    # Addresses

    def address(self, page=1):
        """Return the path of a page of this list."""
        return self._reverse("", page=page) if page > 1 else self._first_page

    @cached_property
    def _first_page(self):
        return self._reverse("")

    def narrowed(self, name, value):
        """Return the address of this list with one value of a filter more."""
        return self.address() + self.filter.query_with(name, value)

    def feed(self, kind, page=1):
        """Return the path of a feed: atom, rss or json."""
        numbered = {"page": page} if page > 1 else {}
        return self._reverse("_feed", kind=kind, **numbered)

    @property
    def feeds_narrowed(self):
        """The feeds of this very list: [(absolute address, media type)]."""
        return [
            (settings.SITE_URL + self.feed(kind) + self.filter.query, feed.media_type)
            for kind, feed in KINDS.items()
        ]

    def file(self, ending):
        """Return the path of this list as a file: list.bib."""
        return self._reverse("_file", ending=ending)

    def _reverse(self, end, **parts):
        return path_of(f"{self.url_name}{end}", **self.place, **parts)

    # Entries

    @property
    def key(self):
        """What tells this very list from all others, for `once` and `kept`."""
        return type(self), self.address(), self.filter.query

    feeds = [(kind, feed.title) for kind, feed in KINDS.items()]
    files = [(ending, format.name) for ending, format in FORMATS.items()]
    exports: list[tuple] = []  # those of TAKEN in which it is given out

    @cached_property
    def facets(self):
        return Facets(self)

    @cached_property
    def count(self):
        """The number of entries; of one that is narrowed, at most limits.HITS + 1."""
        return self.shelf.count if self.is_shelved else self.facets.count

    @property
    def is_counted(self):
        """Whether `count` is exact."""
        return self.is_shelved or self.count <= limits.HITS

    @property
    def most(self):
        """How many entries of a list that is narrowed are counted."""
        return limits.HITS

    @property
    def pages(self):
        """The number of pages, at least 1; None where entries are not counted."""
        return max(-(-self.count // PAGE), 1) if self.is_counted else None

    def entries(self, page=1):
        """Return the entries of a page, each an Entry.

        One more than a page has may follow: then there is a next page.
        """
        if page > (self.pages or DEEP):
            return []
        keys = self.keys(PAGE * (page - 1), PAGE + 1)
        asked = self.filter.asked
        return (
            hits_at(keys, asked.wanted) if asked and asked.needs else entries_at(keys)
        )

    def keys(self, start, count):
        """Return the primary keys of up to `count` entries, from place `start` on."""
        end, is_newest = start + count, self.filter.ordering == NEWEST
        if is_newest and not self.is_shelved and end <= limits.HITS:
            return self.facets.newest(end)[start:]
        shelf = self.own_shelf
        if shelf is None:
            return self._keys_found(start, end)
        if is_newest:
            return shelf.keys(start, count)
        end = max(shelf.count - start, 0)
        first = max(end - count, 0)
        return shelf.keys(first, end - first)[::-1]

    def _keys_found(self, start, end):
        if self.filter.ordering == RELEVANCE and self.filter.hits:
            end = min(end, limits.RANKED)
            return self.filter.hits.best(max(end - start, 0), start)
        return list(self.filter.ordered(end).values_list("pk", flat=True)[start:end])

    def records(self):
        """Return the first limits.FILED entries of it, an iterable of PublicRecords."""
        if is_one_moment():  # then its other files are asked for next
            return latest((self.key, "filed"), lambda: list(self._records()))
        return self._records()

    def _records(self):
        found = Article.objects.prefetch_related("follows")
        found = found.with_tags().with_public_notes()
        keys = self.keys(0, limits.FILED)
        for first in range(0, len(keys), CHUNK):
            for article in found.public_at(keys[first : first + CHUNK]):
                yield article.public_record()

    def chosen(self):
        """Return the same entries as a queryset, in no order."""
        return Article.objects.filter(pk__in=self.keys(0, limits.FILED))

    @property
    def orders(self):
        """The other orders of this list: [{"label", "address"}]."""
        labels = {
            RELEVANCE: _("Best match first"),
            NEWEST: _("Newest first"),
            OLDEST: _("Oldest first"),
        }
        if not self.filter.narrows or self.count < 2:
            return []
        ranked = self.filter.asked is not None and bool(self.filter.asked.needs)
        usual = RELEVANCE if ranked else NEWEST
        return [
            {
                "label": label,
                "address": self.address()
                + self.filter.query_with("order", "" if order == usual else order),
            }
            for order, label in labels.items()
            if order != self.filter.ordering and (ranked or order != RELEVANCE)
        ]

    def newest(self, start, count):
        """Return the primary keys of entries, newest first, from place `start` on."""
        if self.own_shelf:
            return self.own_shelf.keys(start, count)
        newest = self.filter.newest_first(start + count).values_list("pk", flat=True)
        return list(newest[start : start + count])


class Latest(Listing):
    """All entries."""

    url_name = "latest"
    exports = EXPORTED


class Search(Listing):
    """The entries that fit a search."""

    url_name = "search"
    exports = EXPORTED

    @property
    def name(self):
        asked = self.filter.asked
        return _("Search: %(query)s") % {"query": asked.query} if asked else _("Search")

    @property
    def chips(self):
        return self.filter.chips  # the words stand in the box


class Tagged(Listing):
    """The entries that bear a tag, or several: /tags/bias+performance/."""

    url_name = "tag"

    def __init__(self, query, slug):
        """Raise NoSuchList where a name in `slug` is no tag that readers meet."""
        found = kept((Tagged, slug), lambda: self.meant(slug))
        if not found:
            raise NoSuchList(slug)
        self.within = self.tags = sorted(found, key=lambda tag: tag.slug)
        if not self.is_there():
            raise NoSuchList(slug)
        super().__init__(query)

    @staticmethod
    def meant(slug):
        """Return the tags that are meant: by “c++” one, by “bias+c” two; none: {}."""
        names = [name for name in slug.split("+") if name]
        known = Tag.objects.resolve_all({slug, *names})
        if slug in known or not 0 < len(names) <= TAGS:
            return {known[slug]} if slug in known else set()
        found = {known.get(name) or Tag.objects.at(name) for name in names}
        return set() if None in found else found

    def everything(self):
        return super().everything().tagged(*self.tags)

    @property
    def place(self):
        return {"slug": "+".join(tag.slug for tag in self.tags)}

    @property
    def shelf(self):
        return Shelf.of_tag(self.tags[0]) if len(self.tags) == 1 else None

    def narrowed(self, name, value):
        """Return where entries are that bear another tag as well: on its own page."""
        if name != "tag" or len(self.tags) == TAGS:
            return super().narrowed(name, value)
        slugs = [tag.slug for tag in self.tags]
        return Tag.address_together(*slugs, value) + self.filter.query

    @property
    def name(self):
        return " ".join(f"#{tag}" for tag in self.tags)

    @property
    def description(self):
        return self.tags[0].description if len(self.tags) == 1 else ""

    def fixed(self, name):
        return {tag.slug for tag in self.tags} if name == "tag" else ()


class Posted(Listing):
    """The entries that were posted in a year, a month or a day: /2021/11/."""

    within = None

    def __init__(self, query, **parts):
        """Raise NoSuchList where nothing was, or where no calendar has it."""
        try:
            self.period = Period(**parts)
        except ValueError as error:
            raise NoSuchList(parts) from error
        self.url_name = self.period.kind
        if not self.is_there():
            raise NoSuchList(parts)
        super().__init__(query)

    def everything(self):
        return super().everything().posted_in(self.period)

    @property
    def shelf(self):
        return Shelf(period=self.period)

    @property
    def place(self):
        kinds = ("year", "month", "day")
        return dict(zip(kinds, self.period.parts, strict=False))

    @property
    def name(self):
        return str(self.period)

    def fixed(self, name):
        return {str(self.period.year)} if name == "year" else ()
