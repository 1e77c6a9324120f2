"""Covered before: what we have written of a work, and of works that are near it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Substr

from articles import limits, links
from articles.likeness import is_alike
from articles.models import roles
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.search import Asked
from articles.query import parse
from articles.words import find_words

SHOWN = 5  # entries of each kind
TOLD = 3  # others on the works of an entry of a list
HOLDING = 2_000  # others that are looked at for all entries of a list
LATEST = 2_000  # entries, the last ones to change, that are looked at for near works
FOUND = 50  # published entries, by the index, that are looked at as well
OF_A_PAGE = 100  # addresses that begin alike


@dataclass
class Coverage:
    """Entries that an editor should know of before there is another: `SHOWN` of each.

    Each is as `in_brief` returns it.
    """

    same: list[Article] = field(default_factory=list)  # on the work, the first first
    beside: list[Article] = field(default_factory=list)  # but for what stands after "#"
    near: list[Article] = field(default_factory=list)  # much the same title or authors


def coverage(url, title="", authors=(), but=None, more=()):
    """Return the Coverage of the work at `url`, with that title and those authors.

    `more` are further addresses of it; an entry counts by each of its own. `but` is the
    key of an entry that does not count: the one that is being written. Eleven queries
    at most. What is no web address is covered by nothing. Of what who is at work may
    not know, it tells only that there is one on the work itself.
    """
    others = Article.objects.exclude(pk=but)
    same = Article.objects.none()
    urls = [each for each in (url, *more) if links.is_web_address(each)]
    if urls:
        same = others.holding(*urls).order_by(F("follows").asc(nulls_first=True), "pk")
    found = Coverage(same=in_brief(same[:SHOWN]))
    others = roles.known(others)
    if url in urls:
        key, there = links.work_key(url), [article.pk for article in found.same]
        rest = others.exclude(work_key=key).exclude(pk__in=there)
        found.beside = _beside(rest, url, key)
    known = [article.pk for article in (*found.same, *found.beside)]
    found.near = _near(others.exclude(pk__in=known), title, authors)
    return found


def in_brief(articles):
    """Return `articles`, a queryset, as a list: of each what an editor is told.

    That is its first note, a list of one at most, as `first_notes`, and whether who is
    at work may open it at the desk, as `is_open`, and know of it, as `is_known`.
    """
    notes = Annotation.objects.filter(article=OuterRef("pk")).order_by("position")
    words = Substr("body_text", 1, 4 * limits.OPENING)
    # Of a list, neither the excerpt nor what is made of it is shown.
    columns = "uid title slug site work_key status published_at follows account".split()
    found = list(
        articles.only(*columns).annotate(
            said=Subquery(notes.values(words=words)[:1]),
            is_said_to_readers=Subquery(notes.values("public")[:1]),
        )
    )
    for article in found:
        article.is_open = roles.sees(article)
        article.is_known = roles.knows(article)
        may_read = article.is_open or article.is_said_to_readers
        is_told = article.said is not None and may_read
        article.first_notes = [Annotation(body_text=article.said)] if is_told else []
    return found


def tell_covered(entries):
    """Give each of `entries`, a list, what else is on its works, as `covered`.

    `TOLD` of them at most, each as `in_brief` returns it: what it follows, what readers
    see, the rest. Entries are articles, or lie in the bin. Two or three queries,
    however many there are.
    """
    if not entries:
        return
    works, holders = _works_and_holders(entries)
    wanted = {}
    for entry in entries:
        earlier = getattr(entry, "follows_id", None)
        found = {pk: rank for key in works[entry.pk] for pk, rank in holders[key]}
        found |= {earlier: (0,)} if earlier else {}
        if isinstance(entry, Article):
            found.pop(entry.pk, None)
        wanted[entry.pk] = sorted(found, key=found.__getitem__)
    first = {pk for pks in wanted.values() for pk in pks[: TOLD + 1]}  # one is itself
    rows = in_brief(Article.objects.filter(pk__in=first))
    known = {other.pk: other for other in rows}
    for entry in entries:
        others = (known.get(pk) for pk in wanted[entry.pk])
        others = [each for each in others if each and each.uid != entry.uid]
        entry.covered = others[:TOLD]


def _works_and_holders(entries):
    """Return the works of each of `entries`, and who else holds them.

    {pk: keys}, and {key: [(pk of an article, its rank)]}.
    """
    if not isinstance(entries[0], Article):
        works = type(entries[0]).objects.works_of(entries)
        return works, _holders(set().union(*works.values()))
    works = {entry.pk: {entry.work_key} for entry in entries}
    own = Address.objects.filter(article__in=works).order_by().values("work_key")
    holders = _holders(set().union(*works.values()), own)
    for key, found in holders.items():
        for pk, _rank in found:
            works.get(pk, set()).add(key)  # they hold what is theirs, too
    return works, holders


def _holders(*wanted):
    """Return who holds works: {key: [(pk of an article, its rank)]}.

    `wanted` are collections of keys, and queries for them: each is asked for by
    itself, as PostgreSQL takes no index for one or the other.
    """
    rows = []
    for keys in wanted:
        sources = Article.objects.filter(work_key__in=keys).order_by()
        rows.append(sources.values_list("pk", "work_key", "status", "published_at"))
        further = Address.objects.filter(work_key__in=keys).order_by()
        state = "article__status", "article__published_at"
        rows.append(further.values_list("article", "work_key", *state))
    holders = defaultdict(list)
    for pk, key, status, at in rows[0].union(*rows[1:], all=True)[:HOLDING]:
        is_out = status == Article.Status.PUBLISHED
        holders[key].append((pk, (1, at, pk) if is_out else (2, pk)))
    return holders


def _beside(others, url, key):
    """Return those of `others` on the page of `key` but for what stands after #.

    By their source, or by a further address.
    """
    page = key.partition("#")[0]
    if not page.startswith("https://"):
        return []  # a work that is known by its name
    alike = Q(work_key=page) | Q(work_key__startswith=f"{page}#")
    sources = others.filter(alike, site=links.site(url)).order_by()
    further = Address.objects.filter(alike).exclude(work_key=key).order_by()
    rows = sources.values_list("pk", "work_key").union(
        further.values_list("article", "work_key")
    )
    # SQLite looks past the case of letters.
    found = [pk for pk, at in rows[:OF_A_PAGE] if at.partition("#")[0] == page]
    return in_brief(others.filter(pk__in=found).order_by("pk")[:SHOWN])


def _near(others, title, authors):
    """Return those of `others` with a title much like this one, or these authors."""
    words, names = _folded(title), {_folded(name) for name in authors} - {""}
    if not words and not names:
        return []
    titled, written = {}, {}
    for articles in _candidates(others, words, authors):
        for pk, other, by in articles.values_list("pk", "title", "authors"):
            if _is_titled(words, other):
                titled[pk] = True
            elif names and len(by) == len(names) and {*map(_folded, by)} == names:
                written[pk] = True
    best = list(titled | written)[:SHOWN]
    found = {a.pk: a for a in in_brief(others.filter(pk__in=best))}
    return [found[pk] for pk in best if pk in found]


def _candidates(others, words, authors):
    """Yield the latest of `others`, and older ones that the index has."""
    yield others.order_by("-updated_at")[:LATEST]
    public = others.published().newest_first()
    if words:
        yield Asked(parse(f'"{words}"')).of(public)[:FOUND]
    if authors:
        yield public.by_author(authors[0])[:FOUND]


def _is_titled(words, title):
    """Return whether `title` is much like `words`, which are folded."""
    # That they differ much in length, or in letters, is seen soon.
    if not words or abs(len(words) - len(title)) > max(len(words) // 3, 5):
        return False
    other = _folded(title)
    missing = (Counter(words) - Counter(other)).total()
    return 5 * missing <= max(len(words), len(other)) and is_alike(words, other)


def _folded(text):
    return " ".join(word.folded for word in find_words(text))
