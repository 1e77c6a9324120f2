"""Full-text search, the same on both engines: words in, articles out, best first."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.expressions import Col, RawSQL

from articles.highlight import Wanted
from articles.models import places
from articles.models.hits import Hits
from articles.models.moment import kept
from articles.models.places import MINUTE
from articles.models.searchengine import TABLE, engine
from articles.models.tag import ArticleTag, Tag
from articles.periods import Period
from articles.query import Query
from articles.words import find_words, fold


@dataclass(frozen=True)
class Need:
    """Words that an article must have: a `word`, or a `phrase` to the letter.

    The name of a `tag` leaves those that may bear it, and has no part in their order.
    A word that is `open` may go on: its reader is still typing it. `kin` are words of
    the index that do as well; `goes_on` are those that begin with it, None where they
    are not known one by one.
    """

    kind: str
    value: str
    open: bool = False
    kin: tuple[str, ...] = ()
    goes_on: tuple[str, ...] | None = None


def widened(need):
    """Return a need with what the index has that does for it as well."""
    return kept((widened, need, settings.LANGUAGE_CODE), lambda: engine().widen(need))


class DocumentField(models.TextField):
    """What the index holds of an article: nothing but a search reads it."""


@DocumentField.register_lookup
class Match(models.Lookup):
    """`document__match=needs`: the article has all that is needed."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        document, _ = self.process_lhs(compiler, connection)
        return engine().match(document.rpartition(".")[0], self.rhs)


@DocumentField.register_lookup
class RankedMatch(Match):
    """The same, for `Rank` to tell how well."""

    lookup_name = "ranked_match"

    def as_sql(self, compiler, connection):
        document, _ = self.process_lhs(compiler, connection)
        return engine().match(document.rpartition(".")[0], self.rhs, ranked=True)


@DocumentField.register_lookup
class MatchAuthor(models.Lookup):
    """`authors__match_author=name`: the words of it stand in the authors' names."""

    lookup_name = "match_author"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        document, _ = self.process_lhs(compiler, connection)
        return engine().match_author(document.rpartition(".")[0], self.rhs)


class Rank(models.Func):
    """How well an article fits what is needed: more is better."""

    output_field = models.FloatField()

    def __init__(self, needs):
        super().__init__(models.F("search_entry__document"))
        self.needs = needs

    def as_sql(self, compiler, connection, **kwargs):
        (column,) = self.get_source_expressions()
        assert isinstance(column, Col)
        return self.of(connection.ops.quote_name(column.alias))

    def of(self, table):
        return engine().rank(table, self.needs)


class RoughRank(Rank):
    """The same, of articles from a place on: soon told, however many fit."""

    def __init__(self, needs, place):
        super().__init__(needs)
        self.place = place

    def of(self, table):
        return engine().rough_rank(table, self.needs, self.place)


class OfArticle(models.ForeignObject):
    """An article, by the place of its entry in the index: the engine says which."""

    def get_joining_fields(self, reverse_join=False):
        return ()

    def get_extra_restriction(self, alias, related_alias):
        condition = engine().join(article=alias, entry=related_alias)
        return RawSQL(condition, (), models.BooleanField())  # noqa: S611


class SearchEntry(models.Model):
    """The entry of a public article in the index. The database writes it, not we.

    Its triggers do (`triggers.py`), from the columns of an article, its notes and tags;
    a scheduled article has an entry, so ask for published ones. Its place rises with
    the minute of publication.
    """

    place = models.BigIntegerField(primary_key=True, db_column="rowid")
    article = OfArticle(
        "articles.Article",
        on_delete=models.DO_NOTHING,  # the database does
        from_fields=["place"],
        to_fields=["id"],
        related_name="search_entry",
        unique=True,
    )
    document = DocumentField(db_column="articles_search")  # FTS5 names it so
    authors = DocumentField()

    class Meta:
        managed = False
        db_table = TABLE
        default_permissions = ()

    def __str__(self):
        return str(self.article)


class Asked:
    """A search, as it is understood here: `query` is what it was taken for.

    A tag that readers do not meet is looked for as a word.
    """

    def __init__(self, query):
        named = [term.value for term in query.terms if term.kind == "tag"]
        self.tags = Tag.objects.public_by_name(named) if named else {}
        self.query = Query(tuple(map(self._understood, query.terms)), query.cut)

    def _understood(self, term):
        if term.kind != "tag":
            return term
        if term.value not in self.tags:
            return replace(term, kind="word")
        return replace(term, value=self.tags[term.value].slug)

    @cached_property
    def needs(self):
        """The words and phrases that an article must have, each with its kin."""
        wanted = self.query.of("word", "phrase")
        last = self.query.terms[-1:]
        needs = [
            Need(term.kind, term.value, (term,) == last and _is_begun(term))
            for term in wanted
        ]
        return list(map(widened, needs))

    @cached_property
    def wanted(self):
        """What to mark in the articles that are found."""
        single = [need for need in self.needs if need.kind == "word"]
        split = [tuple(w.folded for w in find_words(need.value)) for need in self.needs]
        return Wanted(
            settings.LANGUAGE_CODE,
            words=[words[0] for words in split if len(words) == 1],
            open=[fold(need.value) for need in single if need.open],
            phrases=[words for words in split if len(words) > 1],
        )

    def of(self, articles):
        """Keep the `articles` that fit every term."""
        if self.needs and engine().SEES_BOTH_WAYS:
            articles = articles.filter(search_entry__document__match=self.needs)
        elif self.needs:
            found = SearchEntry.objects.filter(document__match=self.needs)
            found = self._in_years(found, "place")
            keys = found.values_list(models.F("place").bitand(places.KEYS))
            articles = articles.filter(pk__in=keys)
        for term in self.query.terms:
            if term.kind in ("word", "phrase") and not term.negated:
                continue
            fitting = self._fitting(articles, term)
            if not term.negated:
                articles = fitting
            else:
                unwanted = self._fitting(articles.model.objects.all(), term)
                articles = articles.exclude(pk__in=unwanted.values("pk"))
        return articles

    def _in_years(self, found, place):
        """Keep what has its `place` in the years that are asked for, or just beside."""
        for term in self.query.of("year"):
            year = Period.read(term.value)
            ends = places.place_at(year.start), places.place_at(year.end + MINUTE)
            found = found.filter(**{f"{place}__gte": ends[0], f"{place}__lt": ends[1]})
        return found

    def _fitting(self, articles, term):
        """Keep the `articles` that fit a term, whether it is wanted or not."""
        match term.kind:
            case "tag":
                tags = {tag.slug: tag for tag in self.tags.values()}
                return articles.tagged(tags[term.value])
            case "source":
                return articles.from_site(term.value)
            case "author":
                return articles.by_author(term.value)
            case "year":
                return articles.posted_in(Period.read(term.value))
            case "before":
                return articles.posted_before(Period.read(term.value))
            case "after":
                return articles.posted_after(Period.read(term.value))
            case "has":
                return articles.annotated()
            case "address":
                return articles.copies_of(term.value)
        need = widened(Need(term.kind, term.value))
        return articles.filter(search_entry__document__match=[need])

    def hits(self, tags):
        """Return what the index tells of the words together with `tags`, as Hits."""
        tags = sorted(tags, key=lambda tag: tag.pk)
        named = [Need("tag", tag.name) for tag in tags]
        return Hits([*self.needs, *named], tags)

    def with_hits(self, articles, hits):
        """Keep the `articles` that are Hits."""
        found = self._bearing(articles, hits.tags)
        return found.filter(search_entry__document__match=hits.needs)

    def _bearing(self, articles, tags):
        for tag in tags:  # no join: the index is to be read first
            bears = ArticleTag.objects.filter(content_object=models.OuterRef("pk"))
            articles = articles.filter(models.Exists(bears.filter(tag=tag)))
        return articles

    def newest_first(self, articles, hits, most):
        """Order `articles`, all Hits, newest first: the newest `most`, perhaps more."""
        place = hits.place_of(most)
        if place is not None:
            minute = places.minute_of(place)
            articles = articles.filter(search_entry__place__gte=minute)
        return articles.newest_first()

    def best_first(self, articles):
        """Order `articles`, of this search, by relevance; alike ones newest first."""
        if engine().SEES_BOTH_WAYS:
            ranked = articles
        else:
            key = models.F("search_entry__place").bitand(places.KEYS)
            keys = articles.order_by().values("pk")
            ranked = articles.model.objects.alias(key=key).filter(key__in=keys)
            ranked = self._in_years(ranked, "search_entry__place")
        return self._ranked(ranked).order_by("-rank", "-published_at", "slug")

    def best_hits_first(self, articles, hits):
        """Order those of `articles` that are Hits as `hits.best()` does."""
        if hits.is_rough:
            place = hits.first_of_ranked
            ranked = self.with_hits(articles, hits)
            ranked = ranked.filter(search_entry__place__gte=place)
            ranked = ranked.annotate(rank=RoughRank(hits.needs, place))
        else:
            ranked = self._ranked(self._bearing(articles, hits.tags))
        return ranked.order_by("-rank", "-search_entry__place")

    def _ranked(self, articles):
        ranked = articles.filter(search_entry__document__ranked_match=self.needs)
        return ranked.annotate(rank=Rank(self.needs))

    def in_vain(self, articles):
        """Return the terms that none of `articles` fits, taken one by one."""
        return [
            term
            for term in self.query.terms
            if not term.negated and not self._fitting(articles, term).exists()
        ]


def _is_begun(term):
    """Return whether the last term may be the beginning of a word."""
    (first, *others) = term.words
    return term.kind == "word" and not others and (len(first) > 1 or first > "z")
