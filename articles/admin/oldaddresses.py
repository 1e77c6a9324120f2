from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin.deskadmin import DeskAdmin
from articles.models import OldAddress


@admin.register(OldAddress)
class OldAddressAdmin(DeskAdmin):
    """Paths that lead on, among them those that renaming left."""

    fields = ["path", "article", "tag"]
    autocomplete_fields = ["article", "tag"]
    list_display = ["path", "target"]
    list_select_related = ["article", "tag"]
    search_fields = ["path"]
    ordering = ["path"]

    @admin.display(description=_("target"))
    def target(self, old):
        return old.target

    def get_changeform_initial_data(self, request):
        return {}  # a target that is no number would be asked of the database
