from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as StockTag

from articles import slugs
from articles.admin.clashes import ClashAdmin
from articles.admin.names import names_response, term_of
from articles.admin.tagcare import (
    MERGED,
    care_view,
    merge_address,
    merge_view,
    split_view,
)
from articles.forms import TagForm
from articles.models import Article, Tag, fitting, offer

admin.site.unregister(StockTag)  # its table is empty: our tags are rows of our own


@admin.register(Tag)
class TagAdmin(ClashAdmin):
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
    actions = ["merge"]

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

    def desk_pages(self, request):
        """Return what one may do beside the list: [(name, page, whether one may)]."""
        may = self.has_care_permission(request)
        return [(_("Tags that need care"), "articles_tag_care", may)]

    # Care: merged, split, deleted, and that undone

    def has_care_permission(self, request):
        """Return whether tags may be merged, split and left, and that undone."""
        return self.has_change_permission(request) and self.has_delete_permission(
            request
        )

    def careful(self, view):
        """Return `view` of this admin, for those alone who care for tags."""

        def allowed(request, **kwargs):
            if not self.has_care_permission(request):
                raise PermissionDenied
            return view(request, self, **kwargs)

        return self.admin_site.admin_view(allowed)

    def changelist_view(self, request, extra_context=None):
        may = {"may_care": self.has_care_permission(request)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_care"] = self.has_care_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Merge selected tags"), permissions=["care"])
    def merge(self, request, tags):
        address = reverse("admin:articles_tag_merge")
        return redirect(f"{address}?{merge_address(tags[: MERGED + 1])}")

    def get_deleted_objects(self, objs, request):
        """Return that nothing else goes, and nothing stands in the way.

        The page says of how many entries a tag is taken; to list them all would take
        minutes where it is on many.
        """
        return [], {}, set(), []

    def delete_model(self, request, tag):
        self.delete_queryset(request, [tag])

    def delete_queryset(self, request, tags):
        for tag in tags:
            tag.remove()
        words = str(_("Under “Tags that need care” it can be undone."))
        self.message_user(request, words, messages.INFO)

    def get_urls(self):
        names = self.admin_site.admin_view(self.names)
        fitting = self.admin_site.admin_view(self.fitting)
        split = "<path:object_id>/split/"
        return [
            path("names/", names, name="articles_tag_names"),
            path("fitting/", fitting, name="articles_tag_fitting"),
            path("care/", self.careful(care_view), name="articles_tag_care"),
            path("merge/", self.careful(merge_view), name="articles_tag_merge"),
            path(split, self.careful(split_view), name="articles_tag_split"),
            *super().get_urls(),
        ]

    def names(self, request):
        """Answer with the tags that the term may mean, for the field and the filter."""
        self.refuse_strangers(request)
        return names_response(request, offer(term_of(request)))

    def fitting(self, request):
        """Answer with the names of tags that fit what is written so far, as JSON."""
        self.refuse_strangers(request)
        words = [request.POST.get(name, "") for name in ("title", "excerpt", "url")]
        names = [tag.name for tag in fitting(*words)]
        return JsonResponse({"says": str(_("Tags that may fit")), "names": names})

    def refuse_strangers(self, request):
        """Raise PermissionDenied unless one may look at tags, or tag an entry."""
        articles = self.admin_site.get_model_admin(Article)
        may = (
            self.has_view_permission(request),
            articles.has_view_permission(request),
            articles.has_add_permission(request),
        )
        if not any(may):
            raise PermissionDenied
