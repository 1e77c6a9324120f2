"""What the records of tags claim: every name of a tag means that one alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from articles import limits, slugs
from articles.formats.records import TagRecord
from articles.models.oldaddress import OldAddress, normal
from articles.models.tag import Tag
from articles.models.tagalias import TagAlias, words_of
from articles.models.upsert import PARKED

CHUNK = 500  # paths looked for together


@dataclass
class TagClaim:
    """The address that a tag's record claims, its other words, its row if there is one.

    `says_address` is whether the record has it; a row keeps its own otherwise.
    """

    address: str
    name: str
    aliases: list[str]
    says_address: bool
    row: int | None = None

    def words(self) -> list[str]:
        """Return every word that will mean the tag, its address first."""
        return [self.address, self.name, *self.aliases]


class TagClaims:
    """What the records of tags claim, and the rows that they are about."""

    def __init__(self) -> None:
        self.claims: dict[str, TagClaim] = {}  # by address
        self.rows: dict[int, TagClaim] = {}  # by primary key, once matched

    def add(self, record: TagRecord):
        """Note what a record claims; of two at one address the second is refused.

        So is what no column takes: it claims nothing.
        """
        names = [record.name, *record.aliases]
        if len(names) > 1 + limits.ALIASES or len(record.slug) > limits.SLUG:
            return
        if any(len(name) > limits.TAG_NAME for name in names):
            return
        address = address_of(record)
        aliases = [word for name in record.aliases for word in sorted(words_of(name))]
        name = slugs.name_key(record.name)
        claim = TagClaim(address, name, aliases, bool(record.slug))
        self.claims.setdefault(address, claim)

    def row_of(self, record: TagRecord) -> Tag | None:
        """Return the row that a record is about, or None: once it is matched."""
        claim = self.claims.get(address_of(record))
        if claim is not None and claim.row is not None:
            return Tag.objects.filter(pk=claim.row).first()
        return Tag.objects.filter(slug=address_of(record)).first()

    def match(self):
        """Find the row of each claim: that at its address, else a free one it means."""
        here = dict(Tag.objects.values_list("slug", "pk")) if self.claims else {}
        for address, claim in self.claims.items():
            if address in here:
                self.rows[here[address]] = claim
                claim.row = here[address]
        living, other = words_of_tags() if self.claims else ({}, {})
        for claim in self.claims.values():
            if claim.row is None:
                meant = (living.get(w, other.get(w)) for w in claim.words())
                free = (pk for pk in meant if pk is not None and pk not in self.rows)
                claim.row = next(free, None)
                if claim.row is not None:
                    self.rows[claim.row] = claim

    def merges(self, *, prune: bool) -> Iterator[tuple[Tag, Tag]]:
        """Yield each tag without a record that an alias claims, and whose that is.

        With `prune` also where a name claims it: it would not stay in any case.
        """
        living, _ = words_of_tags() if self.claims else ({}, {})
        for target, claim in list(self.rows.items()):
            for word in claim.words() if prune else claim.aliases:
                merged = living.get(word)
                if merged is not None and merged not in self.rows:
                    self.rows[merged] = claim
                    yield Tag.objects.get(pk=merged), Tag.objects.get(pk=target)

    def park(self, *, prune: bool) -> tuple[dict[int, dict[str, Any]], dict[int, Any]]:
        """Take from tags what others claim.

        Return {pk: {field: value}}, what the records of tags that have one in the file
        held there, and {pk: record} of those that have none; these `prune` takes from.
        """
        held: dict[int, dict[str, Any]] = {}
        bare: dict[int, Any] = {}
        for pk, words in self.given_up().items():
            tag, claim = Tag.objects.get(pk=pk), self.rows.get(pk)
            if claim is None and not prune:
                continue  # it is in the way, and that is refused in words
            if claim is None:
                bare[pk] = tag.record()
            else:
                held[pk] = names_of(tag)
            give_up(tag, words)
        return held, bare

    def given_up(self) -> dict[int, set[str]]:
        """Return the words of tags that are here and that the record of another claims.

        {pk: words}
        """
        claimed = {word for claim in self.claims.values() for word in claim.words()}
        found: dict[int, set[str]] = {}
        living, other = words_of_tags() if claimed else ({}, {})
        for word, pk in (*living.items(), *other.items()):
            claim = self.rows.get(pk)
            stays = claim is not None and (
                word in claim.words() or (not claim.says_address and word in living)
            )
            if word in claimed and not stays:
                found.setdefault(pk, set()).add(word)
        return found

    def redirects(self) -> set[int]:
        """Return the old addresses where a tag will live, or where an alias leads."""
        leads: dict[str, int | None] = {}
        for claim in self.claims.values():
            for word in claim.aliases:
                if slugs.is_slug(word):
                    leads[path_of(Tag, word)] = claim.row
        living = {path_of(Tag, word) for word in self.claims if slugs.is_slug(word)}
        paths = list(leads.keys() | living)
        found = set()
        for start in range(0, len(paths), CHUNK):
            for old in OldAddress.objects.filter(path__in=paths[start : start + CHUNK]):
                elsewhere = old.tag_id is None or old.tag_id != leads.get(old.path)
                if old.path in living or elsewhere:
                    found.add(old.pk)
        return found


def names_of(tag: Tag) -> dict[str, Any]:
    """Return the fields of a tag's record that hold its names."""
    record = tag.record()
    return {name: getattr(record, name) for name in ("slug", "name", "aliases")}


def give_up(tag: Tag, words: set[str]):
    """Take `words` from a tag."""
    aliases = [a.pk for a in tag.aliases.all() if {a.name_key, a.slug} & words]
    columns = {}
    if tag.slug in words:
        columns["slug"] = f"{PARKED}{tag.pk}"
    if tag.name_key in words:
        columns |= dict.fromkeys(("name", "name_key"), f"{PARKED}{tag.pk}")
    TagAlias.objects.filter(pk__in=aliases).delete()
    if columns:
        Tag.objects.filter(pk=tag.pk).update(**columns)


def words_of_tags() -> tuple[dict[str, int], dict[str, int]]:
    """Return which tag is meant by each address and name, and which by each alias."""
    living: dict[str, int] = {}
    other: dict[str, int] = {}
    for pk, slug, key in Tag.objects.values_list("pk", "slug", "name_key"):
        living |= {key: pk, slug: pk}
    for pk, slug, key in TagAlias.objects.values_list("tag", "slug", "name_key"):
        other |= {key: pk, slug: pk}
    return living, other


def address_of(record: TagRecord) -> str:
    """Return the address of the tag that a record is about."""
    return record.slug or slugs.slugify(record.name)


def path_of(kind, slug: str) -> str:
    """Return the path at which the row of that kind and slug lives."""
    return normal(reverse(f"articles:{kind._meta.model_name}", args=[slug]))
