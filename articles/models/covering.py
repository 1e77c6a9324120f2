"""Covered before: what we have written of a work, and of works that are near it."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q

from articles import links
from articles.likeness import is_alike
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.search import Asked
from articles.query import parse
from articles.words import find_words

SHOWN = 5  # entries of each kind
LATEST = 2_000  # entries, the last ones to change, that are looked at for near works
FOUND = 50  # published entries, by the index, that are looked at as well
OF_A_SITE = 50  # addresses that begin alike


@dataclass
class Coverage:
    """Entries that an editor should know of before there is another: `SHOWN` of each.

    Each has its first note loaded, a list of one at most, as `first_notes`.
    """

    same: list[Article] = field(default_factory=list)  # on the work, the first first
    beside: list[Article] = field(default_factory=list)  # but for what stands after "#"
    near: list[Article] = field(default_factory=list)  # much the same title or authors


def coverage(url, title="", authors=(), but=None, more=()):
    """Return the Coverage of the work at `url`, with that title and those authors.

    `more` are further addresses of it; an entry counts by each of its own. `but` is the
    key of an entry that does not count: the one that is being written. Ten queries at
    most. What is no web address is covered by nothing.
    """
    others = Article.objects.exclude(pk=but)
    same = Article.objects.none()
    urls = [each for each in (url, *more) if links.is_web_address(each)]
    if urls:
        same = others.holding(*urls).order_by(F("follows").asc(nulls_first=True), "pk")
    found = Coverage(same=list(with_first_note(same)[:SHOWN]))
    if url in urls:
        key, there = links.work_key(url), [article.pk for article in found.same]
        rest = others.exclude(work_key=key).exclude(pk__in=there)
        found.beside = _beside(rest, url, key)
    known = [article.pk for article in (*found.same, *found.beside)]
    found.near = _near(others.exclude(pk__in=known), title, authors)
    return found


def with_first_note(articles):
    """Load the first note of each of `articles` along, as `first_notes`."""
    first = Annotation.objects.order_by("position")[:1]
    notes = Prefetch("notes", first, to_attr="first_notes")
    # Of a list, neither the excerpt nor what is made of it is shown.
    columns = ("uid", "title", "site", "work_key", "status", "published_at", "follows")
    return articles.only(*columns).prefetch_related(notes)


def with_earlier(articles):
    """Load what each of `articles` follows along, with its first note: two queries."""
    earlier = with_first_note(Article.objects.all())
    return articles.prefetch_related(Prefetch("follows", earlier))


def _beside(others, url, key):
    """Return those of `others` whose work key differs from `key` by its end after #."""
    page = key.partition("#")[0]
    if not page.startswith("https://"):
        return []  # a work that is known by its name
    alike = Q(work_key=page) | Q(work_key__startswith=f"{page}#")
    found = others.filter(alike, site=links.site(url)).order_by("pk")[:OF_A_SITE]
    # On SQLite it looks past the case of letters.
    same = [a for a in with_first_note(found) if a.work_key.partition("#")[0] == page]
    return same[:SHOWN]


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
    found = {a.pk: a for a in with_first_note(others.filter(pk__in=best))}
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
