from django.contrib import admin
from django.utils import timezone

from articles.admin.clashes import ClashAdmin
from articles.forms import PageForm
from articles.models import Page


@admin.register(Page)
class PageAdmin(ClashAdmin):
    """The pages of the site itself. Which there are is fixed; their words are not."""

    form = PageForm
    list_display = ["title", "slug", "updated_at"]

    def has_add_permission(self, request):
        missing = Page.objects.count() < len(Page.Slug)
        return missing and super().has_add_permission(request)

    def get_model_perms(self, request):
        # Each page of the desk asks: without a look at which pages are missing.
        return {
            "add": False,
            "change": self.has_change_permission(request),
            "delete": self.has_delete_permission(request),
            "view": self.has_view_permission(request),
        }

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def view_on_site(self, page):
        return page.get_absolute_url()

    def save_model(self, request, page, form, change):
        if form.has_changed():
            page.updated_at = timezone.now()
            page.save()
