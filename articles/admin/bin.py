from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.capturing import covered_line
from articles.admin.deskadmin import DeskAdmin
from articles.errors import Refused
from articles.models import Article, Binned, roles, tell_covered


class BinList(ChangeList):
    """A page of the bin: of each entry, what else is on its work by now."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        tell_covered(self.result_list)


@admin.register(Binned)
class BinnedAdmin(DeskAdmin):
    """The bin: entries that were deleted; they are restored, or deleted for good."""

    list_display = ["title", "site", "account", "when", "why", "covered"]
    list_select_related = ["account"]
    search_fields = ["title", "site"]
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = ["title", "site", "account", "when", "why", "excerpt", "notes"]
    fields = ("title", "site", "account", "when", "why", "excerpt", "notes")
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

    @admin.display(description=gettext_lazy("at"), ordering="at")
    def when(self, binned):
        at = timezone.localtime(binned.at)
        shown = '<time datetime="{}" class="when">{}</time>'
        return format_html(shown, at.isoformat(), f"{at:%Y-%m-%d %H:%M}")

    def get_changelist(self, request, **kwargs):
        return BinList

    @admin.display(description=gettext_lazy("covered before"))
    def covered(self, binned):
        return covered_line(binned)

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

    def delete_model(self, request, binned):
        Binned.objects.filter(pk=binned.pk).delete_for_good()

    def delete_queryset(self, request, chosen):
        chosen.delete_for_good()


def bring_back(article_admin, request, binned):
    """Restore an entry, say so, and note it in its log. Raise Refused."""
    with transaction.atomic():
        article, said = binned.restore()
    words = [_("“{title}” is restored.").format(title=article), *said]
    level = messages.WARNING if said else messages.SUCCESS
    article_admin.message_user(request, " ".join(words), level)
    article_admin.log_change(request, article, "Restored from the bin.")
