"""Filters of the list of articles."""

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import text
from articles.models import Article, Tag


class StateFilter(admin.SimpleListFilter):
    """By status; what is published in the future is a state of its own."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        more = [
            ("scheduled", _("scheduled")),
            ("back", _("came back")),
            ("detached", _("a note without its passage")),
        ]
        return [*Article.Status.choices, *more]

    def queryset(self, request, queryset):
        if self.value() == "scheduled":
            return queryset.scheduled()
        if self.value() == "back":
            return queryset.came_back()
        if self.value() == "detached":
            return queryset.with_detached_notes()
        if self.value() == Article.Status.PUBLISHED:
            # Not by its date: so an index has them in the order of the list.
            later = Article.objects.scheduled().values("pk")
            return queryset.filter(status="published").exclude(pk__in=later)
        if self.value() in Article.Status:
            return queryset.filter(status=self.value())
        return queryset


class WriterFilter(admin.SimpleListFilter):
    """One’s own entries."""

    title = _("writer")
    parameter_name = "writer"

    def lookups(self, request, model_admin):
        return [("me", _("me"))]

    def queryset(self, request, queryset):
        mine = self.value() == "me"
        return queryset.filter(account=request.user.pk) if mine else queryset


class ReachFilter(admin.SimpleListFilter):
    """How far a search reaches; see `found_in`."""

    title = _("searched")
    parameter_name = "reach"

    def lookups(self, request, model_admin):
        if request.GET.get(SEARCH_VAR) and model_admin.sees_all(request):
            return [("all", _("each entry to the letter"))]
        return []

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": _("what changed last, and words")}, *others]

    def queryset(self, request, queryset):
        return queryset


class NameFilter(admin.SimpleListFilter):
    """By a name that the editor types; a view offers those that are known."""

    template = "admin/name_filter.html"
    url_name = ""

    def lookups(self, request, model_admin):
        return []

    def value(self):
        value = super().value() or ""
        return "" if text.bad_character(value, lines=False) else value

    def has_output(self):
        return True

    def choices(self, changelist):
        """Give the template what it needs: the value, the view, the other choices."""
        kept = {
            name: values[-1]
            for name, values in changelist.filter_params.items()
            if name != self.parameter_name
        }
        if changelist.query:
            kept["q"] = changelist.query
        yield {
            "name": self.parameter_name,
            "value": self.value(),
            "url": reverse(self.url_name),
            "kept": kept,
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }


class SiteFilter(NameFilter):
    title = _("site")
    parameter_name = "site"
    url_name = "admin:articles_article_sites"

    def queryset(self, request, queryset):
        return queryset.filter(site=self.value()) if self.value() else queryset


class TagFilter(NameFilter):
    title = _("tag")
    parameter_name = "tag"
    url_name = "admin:articles_tag_names"

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        tag = Tag.objects.resolve(self.value())
        return queryset.tagged(tag) if tag else queryset.none()


FILTERS = (StateFilter, SiteFilter, TagFilter, WriterFilter, ReachFilter)
