"""Who may do what at the desk, as the models say it; and what a step is told with."""

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.stranded import StrandedAdmin
from articles.errors import Refused
from articles.models import WITH_REASON, Article, roles


class WritersAdmin(StrandedAdmin):
    """The part of an article's admin that knows editors from contributors.

    Who may only add articles sees their own entries, and changes those of them that
    are drafts. Without an entry it is asked what one may do with all of them.
    """

    def get_queryset(self, request):
        articles = Article.objects.with_tags().order_by(*self.get_ordering(request))
        if self.sees_all(request) or not self.has_add_permission(request):
            return articles  # who may neither look nor add comes no further
        return articles.filter(account=request.user.pk)

    def sees_all(self, request):
        """Return whether one may look at the entries of others."""
        return super().has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        if super().has_view_permission(request, obj):
            return True
        is_own = obj is None or obj.account_id == request.user.pk
        return is_own and self.has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and roles.may(request.user, "write", obj)

    def has_download_permission(self, request):
        """Return whether one may take entries, and those that they follow, along."""
        return self.sees_all(request)

    # The form

    def get_fieldsets(self, request, obj=None):
        """Add what only an editor is asked, and only where it has a meaning."""
        (name, main), (side, publication), *rest = super().get_fieldsets(request, obj)
        fields, beside = list(main["fields"]), list(publication["fields"])
        if not roles.is_editor(request.user):  # when readers see it is not asked
            at = beside.index("published_at")
            beside[at : at + 1] = ["date"] if obj and obj.published_at else []
        if obj and obj.corrections:
            fields.append("corrected")
        if obj and roles.is_editor(request.user):
            if obj.is_public():
                fields.append("correction")
            if {*WITH_REASON} & {*obj.next_steps}:
                beside.insert(1, "why")
        return [
            (name, {**main, "fields": fields}),
            (side, {**publication, "fields": beside}),
            *rest,
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "corrected", "date"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form without the questions that are not asked."""
        form = super().get_form(request, obj, change, **kwargs)
        asked = flatten_fieldsets(self.get_fieldsets(request, obj))
        for name in ("why", "correction"):
            if name not in asked:
                form.base_fields.pop(name, None)
        return form

    def add_correction(self, request, article, form):
        """Let `article`, which is about to be saved, tell readers what was changed."""
        if words := form.cleaned_data.get("correction"):
            try:
                article.corrections = article.with_correction(words)
            except Refused as refusal:  # it is hidden from readers by this very save
                self.message_user(request, str(refusal), messages.ERROR)

    @admin.display(description=_("corrections"))
    def corrected(self, article):
        """Say which corrections there are."""
        told = (
            (f"{timezone.localtime(one.at):%Y-%m-%d}", one.text)
            for one in article.corrections
        )
        return format_html_join("", "<div>{} <bdi>{}</bdi></div>", told)
