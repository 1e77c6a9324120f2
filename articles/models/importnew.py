"""Which entries of a file are simply new: nothing here or in the file is like them.

They can be written many at once, in whatever order; all others go one by one.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from articles import slugs
from articles.formats.records import ArticleRecord
from articles.models.article import Article
from articles.models.claims import work_of
from articles.models.importlookup import Here
from articles.models.importsaid import dated
from articles.models.newarticles import New, built, is_plain
from articles.models.oldaddress import OldAddress, normal, path_in

Word = tuple[str, str | UUID]  # what it names, and the name


class Candidate(NamedTuple):
    """An article of a file: what it is known by, and where it stood."""

    identity: str
    record: ArticleRecord
    permalinks: tuple[str, ...]


def simply_new(
    candidates: Mapping[int, Candidate], here: Here
) -> dict[int, tuple[ArticleRecord, New]]:
    """Return those that are simply new by number: a record with its slug, and built.

    `here` is what was found of all `candidates`.
    """
    words = {number: words_of(each) for number, each in candidates.items()}
    times = Counter(chain.from_iterable(words.values()))
    taken = taken_of({stem_of(each.record) for each in candidates.values()})
    found = {}
    for number, (identity, record, _permalinks) in candidates.items():
        is_known = identity in here.imported or here.holder(record) is not None
        is_known = is_known or record.uid in here.articles or record.uid in here.binned
        if is_known or any(times[word] > 1 for word in words[number]):
            continue
        wanted = replace(dated(record), slug=stem_of(record))
        if wanted.slug not in taken and is_plain(wanted):
            new = built(wanted)
            if new is not None:
                found[number] = wanted, new
    return found


def words_of(candidate: Candidate) -> set[Word]:
    """Return all that an entry could have in common with another one."""
    record = candidate.record
    urls = (record.url, *(address.url for address in record.addresses))
    paths = [normal(path_in(address)) for address in candidate.permalinks]
    words: set[Word] = {("work", work_of(url)) for url in urls}
    words |= {("path", path) for path in (*paths, path_of(stem_of(record)))}
    return words | {("uid", uid) for uid in (record.uid, record.follows) if uid}


def stem_of(record: ArticleRecord) -> str:
    """Return the slug that an article has where that is free."""
    return slugs.slugify(record.slug or record.title) or "entry"


def path_of(slug: str) -> str:
    """Return the path of an article, as an old address would be spelled."""
    return normal(reverse("articles:article", args=[slug]))


def taken_of(stems: set[str]) -> set[str]:
    """Return those of `stems` at which an article stands, or stood."""
    taken = set(Article.objects.filter(slug__in=stems).values_list("slug", flat=True))
    paths = {path_of(stem): stem for stem in stems}
    stood = OldAddress.objects.filter(path__in=paths).values_list("path", flat=True)
    return taken | {paths[path] for path in stood}
