from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.urls import path
from taggit.models import Tag as StockTag

from articles.admin.names import names_response, term_of
from articles.forms import TagForm
from articles.models import Tag

admin.site.unregister(StockTag)  # its table is empty: our tags are rows of our own


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Tags at the desk: named, described, given other names."""

    form = TagForm
    fields = ["name", "slug", "description", "aliases"]
    list_display = ["name", "slug", "aliases_in_order", "entries"]
    search_fields = ["name_key", "slug", "aliases__name_key"]
    ordering = ["name_key"]

    def get_queryset(self, request):
        tags = super().get_queryset(request).prefetch_related("aliases")
        return tags.annotate(count=Count("uses", distinct=True))

    @admin.display(description="aliases")
    def aliases_in_order(self, tag):
        return ", ".join(alias.name for alias in tag.aliases.all())

    @admin.display(description="entries", ordering="count")
    def entries(self, tag):
        return tag.count

    def view_on_site(self, tag):
        return tag.get_absolute_url() if tag.is_public() else None

    def save_model(self, request, tag, form, change):
        if not change:
            tag.save()
        if "aliases" in form.changed_data:
            tag.set_aliases(form.cleaned_data["aliases"])
        if change and form.has_changed():
            tag.rename(tag.name, tag.slug)

    def get_urls(self):
        names = self.admin_site.admin_view(self.names)
        return [path("names/", names, name="articles_tag_names"), *super().get_urls()]

    def names(self, request):
        """Answer with the tags that the term may mean, for the field and the filter."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tags = Tag.objects.suggest(term_of(request))
        return names_response(request, tags.values_list("name", "name"))
