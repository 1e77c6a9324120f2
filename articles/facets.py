"""Facets: what the entries of a list have in common, counted, each a link."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import limits
from articles.models import ArticleTag, Tag, count_all, kept, once

SHOWN = {"tag": 12, "source": 8, "year": 12}
NAMED = 100  # tags, the most used: those of equal count are shown by name


@dataclass(frozen=True)
class Facet:
    """One value: how many entries have it, and the address of the list with it.

    Of a `current` one, the address of the list without it. `share` is of the most, in
    percent.
    """

    value: str
    label: str
    count: int
    share: int
    address: str
    current: bool


class Facets:
    """Counts over all entries of the digest; of another list the first `limits.HITS`,
    newest first.
    """

    def __init__(self, listing):
        self.listing = listing

    @cached_property
    def count(self):
        """How many entries a list has that is not kept; of more, limits.HITS + 1."""
        return len(self._rows)

    @property
    def partial(self):
        """Whether there are more entries than are counted."""
        return self._found[1]

    @property
    def groups(self):
        """The facets, in groups that have any: [(title, name, facets)]."""
        return self._found[0]

    @cached_property
    def _found(self):
        here = self.listing
        key = Facets, here.address(), here.filter.query, get_language()
        return kept(key, self._find) if here.is_shelved else once(key, self._find)

    def _find(self):
        with_tags = bool(self.listing.fixed("tag"))
        titles = {
            "tag": _("Often together with") if with_tags else _("Tag"),
            "source": _("Source"),
            "year": _("Year"),
        }
        counts, partial = self._counts()
        facets = [(titles[name], name, self._of(name, counts[name])) for name in titles]
        return [group for group in facets if group[2]], partial

    def _counts(self):
        """Return {name: {value: count}}, and whether there are more entries."""
        shelf = self.listing.shelf if self.listing.is_shelved else None
        if shelf and shelf.is_everything:
            tags = count_all("tag")
            years = {
                str(year.period.year): year.count for year in shelf.timeline().years
            }
            return self._named(tags, count_all("source"), years), False
        if shelf:
            rows = shelf.sites_and_instants(limits.HITS)
            tags = shelf.tags_of_newest(limits.HITS)
            partial = shelf.count > limits.HITS
        else:
            rows = [row[1:] for row in self._rows[: limits.HITS]]
            tags, partial = self._tags(), self.count > limits.HITS
        sites = Counter(site for site, _ in rows)
        zone = timezone.get_default_timezone()
        years = Counter(str(instant.astimezone(zone).year) for _, instant in rows)
        return self._named(tags, sites, years), partial

    @cached_property
    def _rows(self):
        newest = self.listing.filter.qs.newest_first()
        return list(newest.values_list("pk", "site", "published_at")[: limits.HITS + 1])

    def _tags(self):
        keys = [key for key, _, _ in self._rows[: limits.HITS]]
        uses = ArticleTag.objects.filter(content_object__in=keys).order_by()
        return dict(uses.values_list("tag").annotate(models.Count("pk")))

    def _named(self, tags, sites, years):
        """Return the counts by name; those of the tags, by primary key, by slug."""
        most = sorted(tags, key=tags.__getitem__, reverse=True)[:NAMED]
        known = Tag.objects.in_bulk(most)
        self.names = {tag.slug: tag.name for tag in known.values()}
        by_slug = {tag.slug: tags[key] for key, tag in known.items()}
        return {"tag": by_slug, "source": sites, "year": years}

    def _of(self, name, counts):
        chosen = {value for value in counts if self.listing.filter.has(name, value)}
        most = max(counts.values(), default=1)
        ordered = sorted(
            counts.items(),
            key=(lambda pair: -int(pair[0]))
            if name == "year"
            else (lambda pair: (pair[0] not in chosen, -pair[1], pair[0])),
        )
        fixed = self.listing.fixed(name)
        return [
            Facet(
                value=value,
                label=self.names[value] if name == "tag" else value,
                count=count,
                share=round(100 * count / most),
                address=self._toggled(name, value, value in chosen),
                current=value in chosen,
            )
            for value, count in islice(
                ((v, c) for v, c in ordered if v not in fixed), SHOWN[name]
            )
        ]

    def _toggled(self, name, value, chosen):
        here = self.listing
        if chosen:
            return here.address() + here.filter.query_without(name, value)
        return here.narrowed(name, value)
