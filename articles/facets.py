"""Facets: what the entries of a list have in common, counted, each a link."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import limits
from articles.models import LocalMonth, Tag, count_all, kept, once, places, tags_on

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


def named(counts):
    """Return the tags of {primary key: count}, the most used: (slug, name, count)."""
    most = sorted(counts, key=counts.__getitem__, reverse=True)[:NAMED]
    tags = Tag.objects.filter(pk__in=most).values_list("pk", "slug", "name")
    return [(slug, name, counts[key]) for key, slug, name in tags]


class Facets:
    """Counts over all entries of the digest; of another list the first `limits.HITS`,
    newest first.
    """

    def __init__(self, listing):
        self.listing = listing

    @cached_property
    def count(self):
        """How many entries a list has; of more than limits.HITS, one more than that."""
        return kept((Facets, self.listing.key, "count"), lambda: len(self._rows))

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
        partial = self.listing.count > limits.HITS
        if shelf and shelf.is_everything:
            tags, sites = named(count_all("tag")), count_all("source")
            years, partial = shelf.years(), False
        elif shelf:
            tags = named(shelf.tags_of_newest(limits.HITS))
            sites = shelf.sites_of_newest(limits.HITS)
            years = shelf.years_of_newest(limits.HITS)
        else:
            rows = self._rows[: limits.HITS]
            tags = tags_on(self.keys)
            sites = Counter(site for _, site, _ in rows)
            years = Counter(year for _, _, year in rows)
        self.names = {slug: name for slug, name, _ in tags}
        counts = {
            "tag": {slug: count for slug, _, count in tags},
            "source": sites,
            "year": {str(year): count for year, count in years.items()},
        }
        return counts, partial

    def newest(self, most):
        """Return the primary keys of the newest `most`, of those that are counted."""
        rows = self._rows if "_rows" in vars(self) else self._newest(most)
        return [key for key, _, _ in rows[:most]]

    @cached_property
    def _rows(self):
        """The newest entries that are counted, and one more: see `_newest`."""
        return self._newest(limits.HITS + 1)

    def _newest(self, most):
        """Return the newest `most` entries: [(key, site, year)]."""
        narrowed = self.listing.filter
        if shelf := self.listing.own_shelf:
            zone = timezone.get_default_timezone()
            return [
                (key, site, instant.astimezone(zone).year)
                for key, site, instant in shelf.newest(most)
            ]
        if narrowed.hits:
            hits = narrowed.hits.newest(most)
            years = places.years_of([place for _, _, place in hits])
            return [(key, site, years[place]) for key, site, place in hits]
        rows = narrowed.newest_first(most)
        rows = rows.values_list("pk", "site", LocalMonth("published_at"))[:most]
        return [(key, site, month.year) for key, site, month in rows]

    @property
    def keys(self):
        """The primary keys of the entries that are counted, newest first."""
        return self.newest(limits.HITS)

    def _of(self, name, counts):
        chosen = self.listing.filter.values(name)
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
