"""How a reader narrows a list down: the query string of every list."""

from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django_filters.fields import ModelMultipleChoiceField

from articles.models import Article


def tags_that_readers_know(request):
    """Return the tags of public articles: no answer tells whether another exists."""
    return Article.objects.published().tags_in_use()


class TagsField(ModelMultipleChoiceField):
    """Tags by their slugs. What no database would look for is no choice."""

    def clean(self, value):
        for slug in value or ():
            ProhibitNullCharactersValidator()(slug)
        return super().clean(value)


class TagsFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = TagsField


class YearFilter(django_filters.NumberFilter):
    """A whole year of the site's time zone."""

    field_class = forms.IntegerField


class ArticleFilter(django_filters.FilterSet):
    """?tag=bias&tag=performance&source=arxiv.org&year=2021: each part narrows.

    A value that makes no sense is ignored; `form.errors` names it.
    """

    tag = TagsFilter(
        field_name="tags__slug",
        to_field_name="slug",
        queryset=tags_that_readers_know,
        conjoined=True,
    )
    source = django_filters.CharFilter(field_name="site")
    year = YearFilter(
        field_name="published_at", lookup_expr="year", min_value=1000, max_value=9000
    )

    class Meta:
        model = Article
        fields = ["tag", "source", "year"]

    @property
    def ignored(self):
        """The values that make no sense, as the reader wrote them."""
        return [self.data.get(name, "") for name in self.form.errors]

    @property
    def chips(self):
        """What narrows the list: [{"label", "without"}], `without` being a query."""
        chosen = self._chosen()
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
        return as_query(self._chosen())

    def _chosen(self):
        if not self.form.is_bound:
            return []
        held = getattr(self.form, "cleaned_data", {})
        pairs = [("tag", tag.slug) for tag in held.get("tag") or ()]
        return pairs + [
            (name, str(held[name])) for name in ("source", "year") if held.get(name)
        ]


def as_query(pairs):
    """Return "?name=value&…", or "" where there is nothing to say."""
    return f"?{urlencode(pairs)}" if pairs else ""
