"""How a reader narrows a list down: the query string of every list."""

import re
from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext as _

from articles import limits
from articles.filterfields import (
    NEWEST,
    RELEVANCE,
    AskedField,
    FlagField,
    LineField,
    OrderField,
    PeriodField,
    TagsField,
)
from articles.models import Article
from articles.periods import Period
from articles.query import FIELDS, QUOTES, Term

MOST = 30  # values of one name that are read; more are no reader's


class AskedFilter(django_filters.Filter):
    """Articles that fit a search: they are asked for last, by `filter_queryset()`."""

    field_class = AskedField

    def filter(self, qs, value):
        return qs


class TagsFilter(django_filters.Filter):
    """Articles that bear every one of some tags."""

    field_class = TagsField

    def filter(self, qs, value):
        return qs.tagged(*dict.fromkeys(value.values()))


class WithoutTagsFilter(django_filters.Filter):
    """Articles that bear none of some tags."""

    field_class = TagsField

    def filter(self, qs, value):
        return qs.untagged(*value.values())


def site_of(source):
    """Return the site that a reader means by its name."""
    return source.lower().removeprefix("www.")


class SourceFilter(django_filters.Filter):
    """Articles whose source is on a site."""

    field_class = LineField

    def filter(self, qs, value):
        return qs.from_site(site_of(value)) if value else qs


class AuthorFilter(django_filters.Filter):
    """Articles of an author, by words of the name."""

    field_class = LineField

    def filter(self, qs, value):
        return qs.by_author(value) if value else qs


class PeriodFilter(django_filters.Filter):
    """Articles that were posted in a year or a month of the site's time zone."""

    field_class = PeriodField

    def filter(self, qs, value):
        return qs.posted_in(Period.read(value)) if value else qs


class NoteFilter(django_filters.Filter):
    """Articles with a note that readers see."""

    field_class = FlagField

    def filter(self, qs, value):
        return qs.annotated() if value else qs


class OrderFilter(django_filters.Filter):
    """The order of the list: it is asked for last, by `ordered()`."""

    field_class = OrderField

    def filter(self, qs, value):
        return qs


class ArticleFilter(django_filters.FilterSet):
    """?q=data&tag=bias&source=arxiv.org&year=2021&order=oldest: each part narrows.

    A value that makes no sense is ignored, and named by `ignored`.
    """

    q = AskedFilter()
    tag = TagsFilter()
    without = WithoutTagsFilter()
    source = SourceFilter()
    author = AuthorFilter()
    year = PeriodFilter(kind="year")
    month = PeriodFilter(kind="month")
    note = NoteFilter()
    order = OrderFilter()
    form_class = None

    class Meta:
        model = Article
        fields: list[str] = []

    def __init__(self, query, articles, tags=()):
        """`articles` is called for those that are narrowed, a queryset.

        They are all that readers see and that bear all of `tags`; None: fewer.
        """
        if query:
            super().__init__(query, articles())
        else:  # as in most lists, which need no form, nor a copy of each filter
            self.is_bound, self.data, self.filters = False, query, self.base_filters
            self.articles = articles
        self.tags = tags

    @property
    def qs(self):
        """The articles that are left, a queryset."""
        return super().qs if self.is_bound else self.articles()

    def get_form_class(self):
        """Return the class of the form: one for all, as it takes long to make."""
        cls = type(self)
        if cls.form_class is None:
            cls.form_class = super().get_form_class()
        return cls.form_class

    def filter_queryset(self, articles):
        if not self.is_bound:
            return articles
        if self.hits:
            return self.asked.with_hits(Article.objects.published(), self.hits)
        narrowed = super().filter_queryset(articles)
        return self.asked.of(narrowed) if self.asked else narrowed

    @property
    def asked(self):
        """The search as it is understood, or None."""
        return self._held.get("q")

    @property
    def narrows(self):
        """Whether anything is left out of the list."""
        return any(name != "order" for name, _ in self.chosen)

    @property
    def is_reread(self):
        """Whether the search is understood otherwise than it was written."""
        if self.asked is None or self.asked.query.cut:
            return False
        written = re.sub(QUOTES, '"', " ".join(self.data["q"].split()))
        return str(self.asked.query) != written

    @property
    def ordering(self):
        """The order of the list: by relevance where words are looked for."""
        ranked = self.asked is not None and bool(self.asked.needs)
        order = self._held.get("order") or (RELEVANCE if ranked else NEWEST)
        return NEWEST if order == RELEVANCE and not ranked else order

    @cached_property
    def hits(self):
        """What the index tells of this very list, as Hits; None where it does not.

        It does where words narrow the list, and tags perhaps, and nothing else.
        """
        asked = self.asked
        if self.tags is None or asked is None or not asked.needs:
            return None
        by = {name for name, _ in self.chosen}
        told = asked.query.of("word", "phrase", "tag")
        if by - {"q", "tag", "order"} or len(told) < len(asked.query.terms):
            return None
        return asked.hits(
            {*self.tags, *self._held["tag"].values(), *asked.tags.values()}
        )

    def shelf_of(self, shelf):
        """Return where the database keeps what is left of a Shelf; None for nowhere.

        That is known of one tag or one site, and of one period.
        """
        pairs = [pair for pair in self.chosen if pair[0] not in ("q", "order")]
        terms = self.asked.query.terms if self.asked else ()
        pairs += [("not" if t.negated else t.kind, t.value) for t in terms]
        for name, value in dict.fromkeys(pairs):
            shelf = shelf and self._part_of(shelf, name, value)
        return shelf

    def _part_of(self, shelf, name, value):
        match name:
            case "tag":
                asked = self.asked.tags if self.asked else {}
                tags = (*self._held["tag"].values(), *asked.values())
                return shelf.tagged(next(tag for tag in tags if tag.slug == value))
            case "source":
                return shelf.from_site(site_of(value))
            case "year" | "month":
                return shelf.posted_in(Period.read(value))
        return None

    def newest_first(self, most):
        """Return what the filter leaves, newest first: the first `most`, if not all."""
        if self.hits and most:
            return self.asked.newest_first(self.qs, self.hits, most)
        return self.qs.newest_first()

    @cached_property
    def is_ranked_in_part(self):
        """Whether the list has the newest hits alone: all are too many to rank."""
        is_ranked = self.ordering == RELEVANCE and self.hits is not None
        return is_ranked and self.hits.last_ranked is not None

    @property
    def ranked(self):
        """How many hits are ordered by relevance at most: the newest."""
        return limits.RANKED

    def ordered(self, most):
        """Return what the filter leaves, in its order: the first `most`, if not all.

        More may follow. `most` is None for all.
        """
        if self.ordering == RELEVANCE and self.hits:
            return self.asked.best_hits_first(Article.objects.published(), self.hits)
        if self.ordering == RELEVANCE:
            return self.asked.best_first(self.qs)
        if self.ordering == NEWEST:
            return self.newest_first(most)
        return self.qs.oldest_first()

    @property
    def refused(self):
        """What makes no sense, as the reader wrote it: pairs of a name and a value."""
        if not self.is_bound:
            return []
        pairs = [
            (name, value)
            for name in ("tag", "without")
            for value in self.data.getlist(name)[:MOST]
            if value not in {*self._held[name], ""}
        ]
        return pairs + [(name, self.data[name]) for name in self.form.errors]

    @property
    def ignored(self):
        """The values that make no sense, as the reader wrote them."""
        return [value for name, value in self.refused]

    @property
    def chips(self):
        """What narrows the list, but for words: [{"label", "without"}].

        `without` is the query of the list without it.
        """
        chips = [
            {
                "label": self._label(name, value),
                "without": self.query_without(name, value),
            }
            for name, value in self.chosen
            if name not in ("q", "order")
        ]
        return chips + self._chips_of(lambda term: term.kind in FIELDS)

    @property
    def chips_of_words(self):
        """The words that are looked for, each as one of `chips`."""
        return self._chips_of(lambda term: term.kind not in FIELDS)

    def _chips_of(self, counts):
        terms = filter(counts, self.asked.query.terms if self.asked else ())
        return [
            {"label": str(term), "without": self._query_without_term(term)}
            for term in terms
        ]

    def _label(self, name, value):
        match name:
            case "tag" | "without":
                held = {tag.slug: tag for tag in self._held[name].values()}
                tag = held[value]
                return f"#{tag}" if name == "tag" else _("not #%(tag)s") % {"tag": tag}
            case "author":
                return _("by %(name)s") % {"name": value}
            case "month":
                return str(Period.read(value))
            case "note":
                return _("with a note")
        return value

    @cached_property
    def query(self):
        """The query of this very list, in one spelling: "?source=arxiv.org" or ""."""
        return as_query(self.chosen)

    def query_with(self, name, value):
        """Return the query of this list with another value of a name, or none (“”).

        A tag is added to those that are there.
        """
        pairs = self.chosen
        if name not in ("tag", "without"):
            pairs = [pair for pair in pairs if pair[0] != name]
        added = [(name, value)] if value else []
        names = list(self.filters)
        return as_query(sorted(pairs + added, key=lambda pair: names.index(pair[0])))

    def query_without(self, name, value):
        """Return the query of this list without a value of a name."""
        if self._term(name, value):
            return self._query_without_term(self._term(name, value))
        return as_query([pair for pair in self.chosen if pair != (name, value)])

    def _query_without_term(self, term):
        return self.query_with("q", str(self.asked.query.without(term)))

    def values(self, name):
        """Return the values that a name narrows the list to, so or by the search."""
        terms = self.asked.query.of(name) if self.asked else ()
        chosen = {value for other, value in self.chosen if other == name}
        return chosen.union(term.value for term in terms)

    def _term(self, name, value):
        """Return the part of the search that asks for a value, or None."""
        term = Term(name, value)
        return term if self.asked and term in self.asked.query.terms else None

    @cached_property
    def chosen(self):
        """What narrows and orders the list, as pairs of a query; a tag by its slug."""
        held = self._held
        tags = [
            (name, slug)
            for name in ("tag", "without")
            for slug in dict.fromkeys(tag.slug for tag in held[name].values())
        ]
        asked = [("q", str(held["q"].query))] if held.get("q") else []
        others = [
            (name, held[name])
            for name in self.filters
            if name not in ("q", "tag", "without") and held.get(name)
        ]
        return asked + tags + others

    @cached_property
    def _held(self):
        """The values that make sense, by name."""
        if not self.is_bound:
            return {"tag": {}, "without": {}}
        self.form.is_valid()  # sorts them out
        return self.form.cleaned_data


def as_query(pairs):
    """Return "?name=value&…", or "" where there is nothing to say."""
    return f"?{urlencode(pairs)}" if pairs else ""
