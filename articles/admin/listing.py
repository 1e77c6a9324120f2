"""The list of articles at the desk: what it shows of each, and what leads on."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.capturing import covered_line
from articles.admin.changelist import ArticleList, found_in, paginator_of
from articles.admin.detached import marked_detached
from articles.admin.filters import FILTERS
from articles.admin.savedfilters import saved_context
from articles.admin.writers import WritersAdmin
from articles.models import roles


class ListAdmin(WritersAdmin):
    """The part of an article's admin that lists articles, and the pages beside."""

    list_display = ["title", "state", "site", "tag_names", "date"]
    list_filter = FILTERS
    search_fields = ["title", "url", "excerpt", "notes__body"]  # see `found_in`
    search_help_text = _("In titles, addresses, excerpts and notes.")
    ordering = ["-updated_at", "-pk"]
    sortable_by = ["title", "date"]  # each has an index
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count all there is

    def desk_pages(self, request):
        """Return what one may do beside the list: [(name, page, whether one may)]."""
        sees = self.has_view_permission(request)
        is_editor = roles.is_editor(request.user)
        may_load = roles.may_load(request.user)
        return [
            (_("Capture"), "articles_capture", self.has_add_permission(request)),
            (_("Triage"), "articles_triage", sees),
            (_("Calendar"), "articles_calendar", sees),
            (_("Who did what"), "articles_trail", is_editor),
            (_("Merged entries"), "articles_merged", is_editor),
            (_("Import"), "articles_import", may_load),
            (_("Load a fixture"), "articles_load_fixture", may_load),
        ]

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        return paginator_of(request, queryset, per_page)

    def get_search_results(self, request, queryset, search_term):
        everywhere = "reach" in request.GET or not self.sees_all(request)
        return found_in(queryset, search_term, everywhere), False

    def changelist_view(self, request, extra_context=None):
        context = saved_context(request, self)
        if not self.sees_all(request):
            context["list_title"] = context["title"] = _("Your entries")
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("status"), ordering="status")
    def state(self, article):
        covered = covered_line(article) if hasattr(article, "covered") else ""
        label = format_html("{} {}", article.state_label, covered)
        return marked_detached(label, article)

    @admin.display(description=_("tags"))
    def tag_names(self, article):
        return ", ".join(tag.name for tag in article.tag_list)

    @admin.display(description=_("Further addresses"))
    def addresses(self, article):
        return "\n".join(map(str, article.addresses.all()))

    @admin.display(description=_("date"), ordering="published_at")
    def date(self, article):
        if article.published_at is None:
            return ""
        return timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M")
