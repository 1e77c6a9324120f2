"""What readers see of the content, in digests: what changed, and where that shows."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.urls import reverse

from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.tag import ArticleTag, Tag
from articles.models.tagalias import TagAlias
from articles.periods import Period

UNSEEN = ("account_id",)  # a column that no page shows
# Lists, facets and related entries go by these columns, not by words alone.
PLACING = ("id", "published_at", "site", "authors", "follows_id")


class Entry(NamedTuple):
    """An entry that readers see; a list of plain values, as JSON keeps it.

    `words` is a digest of all that is shown of it, `place` of what puts it into lists
    and beside others. `day` is the year, the month and the day it was posted on.
    """

    number: int
    words: str
    place: str
    posted: str
    day: list[int]
    tags: list[str]
    follows: str


@dataclass
class Touched:
    """What a change touches: addresses, whole lists, and entries that show elsewhere.

    `lists` holds the first addresses of lists: all pages, feeds and files of them.
    Wherever an entry of `shown` stood before, it stands in other words now. `numbers`
    are of the entries whose words a search finds otherwise.
    """

    addresses: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)

    def __bool__(self):
        return bool(self.addresses or self.lists or self.shown)


@dataclass
class Seen:
    """All that readers see: `entries` by slug, and a digest of each `others` address.

    Those are the addresses that no list holds: of tags (their names and descriptions),
    of old names, of what was withdrawn, of the page about the digest.
    """

    entries: dict[str, Entry]
    others: dict[str, str]

    def told(self) -> dict[str, dict]:
        """Return this as plain values, for JSON."""
        return {"entries": self.entries, "others": self.others}

    @classmethod
    def read(cls, values: dict[str, dict]) -> "Seen":
        """Return what `told` gave."""
        entries = {slug: Entry(*entry) for slug, entry in values["entries"].items()}
        return cls(entries, values["others"])

    def since(self, before: "Seen") -> Touched:
        """Return what is touched by the changes that lead from `before` to this."""
        touched = Touched()
        for address in self.others.keys() | before.others.keys():
            if self.others.get(address) != before.others.get(address):
                touched.addresses.add(address)
        placed = set()
        for slug in self.entries.keys() | before.entries.keys():
            now, then = self.entries.get(slug), before.entries.get(slug)
            if now == then:
                continue
            touched.addresses.add(_address(slug))
            touched.shown.add(slug)
            touched.numbers |= {entry.number for entry in (now, then) if entry}
            if not (now and then) or now.place != then.place:
                placed.add(slug)
        if not placed:
            return touched
        days = set()
        for seen in (before, self):
            days |= seen._touch_alike(placed, touched)
        for seen in (before, self):
            seen._touch_beside(placed, days, touched)
        return touched

    def _touch_alike(self, placed, touched):
        """Add what is akin to the entries `placed`; return their days.

        Their lists, and the entries that share a tag, or a day of the year.
        """
        found = [self.entries[slug] for slug in placed if slug in self.entries]
        tags = {tag for entry in found for tag in entry.tags}
        days = {tuple(entry.day[1:]) for entry in found}
        touched.lists.add(reverse("articles:latest"))
        touched.lists |= {reverse("articles:tag", args=[tag]) for tag in tags}
        touched.addresses |= {_address(one.follows) for one in found if one.follows}
        for slug, entry in self.entries.items():
            if not tags.isdisjoint(entry.tags) or tuple(entry.day[1:]) in days:
                touched.addresses.add(_address(slug))
        return {tuple(entry.day) for entry in found}

    def _touch_beside(self, placed, days, touched):
        """Add what lies next to the entries `placed`, and next to their `days`."""
        for one, other in pairwise(self._newest_first()):
            if one in placed or other in placed:
                touched.addresses |= {_address(one), _address(other)}
        for parts in (1, 2, 3):
            wanted = {day[:parts] for day in days}
            known = {tuple(entry.day[:parts]) for entry in self.entries.values()}
            around = {
                next_to
                for pair in pairwise(sorted(known | wanted))
                if not wanted.isdisjoint(pair)
                for next_to in pair
            }
            touched.lists |= {
                Period(*period).get_absolute_url() for period in around | wanted
            }

    def _newest_first(self):
        """Return the slugs of all entries, in the order of every list."""
        posted = {slug: entry.posted for slug, entry in self.entries.items()}
        return sorted(sorted(posted), key=posted.__getitem__, reverse=True)


def _address(slug):
    return reverse("articles:article", args=[slug])


def what_is_seen() -> Seen:
    """Return what readers see now. Eight queries, however many entries there are."""
    entries = _entries()
    return Seen(entries, dict(_others(entries)))


def followed() -> set[str]:
    """Return the slugs of all entries that another follows, seen or not."""
    rows = Article.objects.exclude(follows=None)
    return set(rows.values_list("follows__slug", flat=True))


def _entries():
    columns = [
        column.attname
        for column in Article._meta.concrete_fields
        if column.attname not in UNSEEN
    ]
    slugs = dict(Article.objects.published().values_list("pk", "slug"))
    tags, parts = defaultdict(list), defaultdict(list)
    taggings = ArticleTag.objects.order_by("content_object", "position")
    for pk, slug, name in taggings.values_list(
        "content_object", "tag__slug", "tag__name"
    ):
        tags[pk].append((slug, name))
    notes = Annotation.objects.filter(public=True).order_by("article", "position")
    for rows in (notes, Address.objects.order_by("article", "position")):
        place = [one.attname for one in rows.model._meta.concrete_fields].index(
            "article_id"
        )
        for row in rows.values_list():
            parts[row[place]].append(row)
    with_notes = set(notes.values_list("article", flat=True))
    found = {}
    for row in Article.objects.published().values_list(*columns):
        values = dict(zip(columns, row, strict=True))
        pk, posted = values["id"], values["published_at"]
        place = [*(values[name] for name in PLACING), tags[pk], pk in with_notes]
        found[values["slug"]] = Entry(
            number=pk,
            words=digest([row, tags[pk], parts[pk]]),
            place=digest(place),
            posted=posted.isoformat(),
            day=list(Period.day_of(posted).parts),
            tags=[slug for slug, _ in tags[pk]],
            follows=slugs.get(values["follows_id"], ""),
        )
    return found


def _others(entries):
    """Yield (address, digest) of what readers can meet outside of every list.

    What they cannot is left out: the folder of a site that is files keeps these.
    """
    met = {slug for entry in entries.values() for slug in entry.tags}
    for slug, name, description in Tag.objects.values_list(
        "slug", "name", "description"
    ):
        if slug in met:
            yield reverse("articles:tag", args=[slug]), digest([name, description])
    for slug, tag in TagAlias.objects.values_list("slug", "tag__slug"):
        if tag in met:
            yield reverse("articles:tag", args=[slug]), digest([tag])
    for row in Page.objects.values_list():
        yield reverse("articles:about"), digest(row)
    for slug, reason in Article.objects.filter(status="withdrawn").values_list(
        "slug", "reason"
    ):
        yield _address(slug), digest([reason])
    columns = ("path", "article__slug", "article__status", "tag__slug")
    for path, slug, status, tag in OldAddress.objects.values_list(*columns):
        if slug in entries or status == "withdrawn" or tag in met:
            yield path, digest([slug, slug in entries, status, tag])


def digest(values) -> str:
    """Return a short digest of values that spell themselves alike each time."""
    return hashlib.blake2b(repr(values).encode(), digest_size=8).hexdigest()
