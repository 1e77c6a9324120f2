from django.contrib import admin, messages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.errors import Refused
from articles.models import Article, Binned, roles


@admin.register(Binned)
class BinnedAdmin(admin.ModelAdmin):
    """The bin: entries that were deleted; they are restored, or deleted for good."""

    list_display = ["title", "site", "account", "at", "why"]
    list_select_related = ["account"]
    search_fields = ["title", "site"]
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = ["title", "site", "account", "at", "why", "excerpt", "notes"]
    fields = ("title", "site", "account", "at", "why", "excerpt", "notes")
    actions = ["restore"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("entries", "accounts")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_restore_permission(self, request):
        """Return whether entries may be made anew."""
        return roles.is_editor(request.user)

    @admin.display(description=gettext_lazy("excerpt"))
    def excerpt(self, binned):
        return binned.record().excerpt

    @admin.display(description=gettext_lazy("notes"))
    def notes(self, binned):
        return "\n\n".join(note.body for note in binned.record().notes)

    @admin.action(
        description=gettext_lazy("Restore selected entries"), permissions=["restore"]
    )
    def restore(self, request, chosen):
        # What follows another of them is deleted before it, and restored after it.
        for binned in chosen.order_by("pk"):
            entries = self.admin_site.get_model_admin(Article)
            try:
                bring_back(entries, request, binned)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)

    def delete_queryset(self, request, chosen):
        for binned in chosen:
            binned.delete()


def bring_back(article_admin, request, binned):
    """Restore an entry, say so, and note it in its log. Raise Refused."""
    with transaction.atomic():
        article, said = binned.restore()
    words = [_("“{title}” is restored.").format(title=article), *said]
    level = messages.WARNING if said else messages.SUCCESS
    article_admin.message_user(request, " ".join(words), level)
    article_admin.log_change(request, article, "Restored from the bin.")
