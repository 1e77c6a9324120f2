from django.contrib import admin

from articles.models import OldAddress


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    """Paths that lead on, among them those that renaming left."""

    fields = ["path", "article", "tag"]
    autocomplete_fields = ["article", "tag"]
    list_display = ["path", "target"]
    list_select_related = ["article", "tag"]
    search_fields = ["path"]
    ordering = ["path"]

    def get_changeform_initial_data(self, request):
        return {}  # a target that is no number would be asked of the database
