"""How a reader narrows a list down: the query string of every list."""

from urllib.parse import urlencode

import django_filters
from django import forms

from articles import limits
from articles.models import Article, Tag

TAGS = 10  # that one query may ask for; each costs the database a join


class TagsField(forms.Field):
    """Names of tags, aliases as well. Gives {name: tag}, for those that readers meet.

    So no answer tells whether a tag exists that only drafts bear.
    """

    widget = forms.SelectMultiple

    def clean(self, value):
        known = Tag.objects.resolve_all((value or [])[:TAGS])
        wanted = {tag.pk for tag in known.values()}
        met = set(Article.objects.published().tags_in_use().filter(pk__in=wanted))
        return {name: tag for name, tag in known.items() if tag in met}


class TagsFilter(django_filters.Filter):
    """Articles that bear every one of some tags."""

    field_class = TagsField

    def filter(self, qs, value):
        return qs.tagged(*dict.fromkeys(value.values()))


class YearFilter(django_filters.NumberFilter):
    """A whole year of the site's time zone."""

    field_class = forms.IntegerField


class ArticleFilter(django_filters.FilterSet):
    """?tag=bias&tag=performance&source=arxiv.org&year=2021: each part narrows.

    A value that makes no sense is ignored, and named by `ignored`.
    """

    tag = TagsFilter()
    source = django_filters.CharFilter(field_name="site")
    year = YearFilter(
        field_name="published_at",
        lookup_expr="year",
        min_value=limits.FIRST_YEAR,
        max_value=limits.END_YEAR - 1,
    )

    class Meta:
        model = Article
        fields = ["tag", "source", "year"]

    @property
    def ignored(self):
        """The values that make no sense, as the reader wrote them."""
        known = self._held["tag"]
        tags = [name for name in self.data.getlist("tag") if name not in {*known, ""}]
        return tags + [self.data[name] for name in self.form.errors]

    @property
    def chips(self):
        """What narrows the list: [{"label", "without"}], `without` being a query."""
        chosen = self._chosen
        return [
            {
                "label": f"#{value}" if name == "tag" else value,
                "without": as_query([pair for pair in chosen if pair != (name, value)]),
            }
            for name, value in chosen
        ]

    @property
    def query(self):
        """The query of this very list, in one spelling: "?source=arxiv.org" or ""."""
        return as_query(self._chosen)

    @property
    def _chosen(self):
        """What narrows the list, as pairs of a query; each tag once, by its slug."""
        tags = dict.fromkeys(tag.slug for tag in self._held["tag"].values())
        others = ((name, self._held.get(name)) for name in ("source", "year"))
        return [
            *(("tag", slug) for slug in tags),
            *((name, str(value)) for name, value in others if value),
        ]

    @property
    def _held(self):
        """The values that make sense, by name."""
        self.form.is_valid()  # sorts them out
        return self.form.cleaned_data


def as_query(pairs):
    """Return "?name=value&…", or "" where there is nothing to say."""
    return f"?{urlencode(pairs)}" if pairs else ""
