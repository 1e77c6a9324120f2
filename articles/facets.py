"""Facets: what the entries of a list have in common, counted, each a link."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles import limits
from articles.models import LocalMonth, once, places, tags_on

SHOWN = {"tag": 12, "source": 8, "year": 12}


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
    """Counts over the first `limits.HITS` entries of a list, newest first."""

    def __init__(self, listing):
        self.listing = listing

    @cached_property
    def _rows(self):
        """The newest entries, and one more: [(key, site, year)]."""
        narrowed, most = self.listing.filter, limits.HITS + 1
        if narrowed.is_by_words:
            hits = narrowed.asked.hits.newest(most)
            years = places.years_of([place for _, _, place in hits])
            return [(key, site, years[place]) for key, site, place in hits]
        rows = narrowed.newest_first(most)
        rows = rows.values_list("pk", "site", LocalMonth("published_at"))[:most]
        return [(key, site, month.year) for key, site, month in rows]

    @property
    def keys(self):
        """The primary keys of the entries that are counted, newest first."""
        return [key for key, _, _ in self._rows[: limits.HITS]]

    @property
    def count(self):
        """How many entries the list has; limits.HITS + 1 for any number past it."""
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
        return once((Facets, here.address(), here.filter.query), self._find)

    def _find(self):
        with_tags = bool(self.listing.fixed("tag"))
        groups = [
            (_("Often together with") if with_tags else _("Tag"), "tag", self._tags()),
            (_("Source"), "source", self._sources()),
            (_("Year"), "year", self._years()),
        ]
        facets = [(t, name, self._of(name, counts)) for t, name, counts in groups]
        partial = len(self._rows) > limits.HITS
        return [group for group in facets if group[2]], partial

    def _tags(self):
        tags = tags_on(self.keys)
        self.names = {slug: name for slug, name, _ in tags}
        return {slug: count for slug, _, count in tags}

    def _sources(self):
        return Counter(site for _, site, _ in self._rows[: limits.HITS])

    def _years(self):
        return Counter(str(year) for _, _, year in self._rows[: limits.HITS])

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
