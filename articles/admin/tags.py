from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.urls import path
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as StockTag

from articles import slugs
from articles.admin.deskadmin import DeskAdmin
from articles.admin.names import names_response, term_of
from articles.forms import TagForm
from articles.models import Article, Tag

admin.site.unregister(StockTag)  # its table is empty: our tags are rows of our own


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """Tags at the desk: named, described, given other names."""

    form = TagForm
    fields = ["name", "slug", "description", "aliases"]
    list_display = ["name", "slug", "aliases", "entries"]
    search_fields = [
        "name_key__contains",
        "slug__contains",
        "aliases__name_key__contains",
    ]
    ordering = ["name_key"]

    def get_queryset(self, request):
        tags = super().get_queryset(request).prefetch_related("aliases")
        return tags.annotate(count=Count("uses", distinct=True))

    @admin.display(description=_("aliases"))
    def aliases(self, tag):
        return ", ".join(alias.name for alias in tag.aliases.all())

    @admin.display(description=_("entries"), ordering="count")
    def entries(self, tag):
        return tag.count

    def view_on_site(self, tag):
        return tag.get_absolute_url() if tag.is_public() else None

    def save_model(self, request, tag, form, change):
        if not change:
            tag.save()
        if form.has_changed():
            tag.rename(aliases=form.cleaned_data["aliases"])

    def get_search_results(self, request, queryset, search_term):
        term = slugs.name_key(search_term)  # as the columns compare
        return super().get_search_results(request, queryset, term)

    def get_urls(self):
        names = self.admin_site.admin_view(self.names)
        return [path("names/", names, name="articles_tag_names"), *super().get_urls()]

    def names(self, request):
        """Answer with the tags that the term may mean, for the field and the filter."""
        articles = self.admin_site.get_model_admin(Article)
        may = (
            self.has_view_permission(request),
            articles.has_view_permission(request),
            articles.has_add_permission(request),
        )
        if not any(may):
            raise PermissionDenied
        tags = Tag.objects.suggest(term_of(request))
        return names_response(request, tags.values_list("name", flat=True))
