from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import StreamingHttpResponse
from django.urls import path
from django.utils import timezone

from articles import limits
from articles.admin.filters import SiteFilter, StateFilter, TagFilter
from articles.admin.names import names_response, term_of
from articles.errors import Refused
from articles.forms import ArticleForm, NamesWidget, NoteForm, NoteFormSet
from articles.jobs.fixtures import export_fixture
from articles.models import Annotation, Article

# The verbs of an article, as a button says them and as the desk reports them.
VERBS = {
    "publish": (
        "Save and publish",
        "published, or scheduled if its date is to come",
    ),
    "submit": ("Save and submit for review", "handed in for review"),
    "withdraw": ("Save and withdraw", "withdrawn"),
    "reopen": ("Save as a draft", "a draft again"),
}


class ArticleList(ChangeList):
    """A list that offers to show all only where it does not."""

    def get_results(self, request):
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class NoteInline(admin.StackedInline):
    model = Annotation
    form = NoteForm
    formset = NoteFormSet
    fields = ["body", ("public", "credit", "place")]
    extra = 0
    max_num = limits.NOTES
    verbose_name_plural = "Notes: our own words"


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """Articles at the desk: found, quoted, annotated, published, withdrawn."""

    form = ArticleForm
    inlines = [NoteInline]
    fieldsets = [
        (None, {"fields": ["title", "url", "excerpt", "tag_names"]}),
        (
            "Publication",
            {
                "classes": ["side"],
                "fields": ["state", "published_at", "slug", "language", "credit"],
            },
        ),
        (
            "About the source",
            {
                "classes": ["collapse"],
                "fields": ["authors", "source_date", "via_url", "via_name", "follows"],
            },
        ),
    ]
    readonly_fields = ["state"]
    autocomplete_fields = ["follows"]
    list_display = ["title", "state", "site", "tags_in_order", "date"]
    list_filter = [StateFilter, SiteFilter, TagFilter]
    search_fields = ["title", "url", "excerpt", "notes__body"]
    search_help_text = "In titles, addresses, excerpts and notes."
    ordering = ["-updated_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["publish", "withdraw", "download"]

    @property
    def media(self):
        return super().media + NamesWidget("").media

    # The list

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def get_queryset(self, request):
        return Article.objects.with_tags().order_by(*self.get_ordering(request))

    @admin.display(description="status", ordering="status")
    def state(self, article):
        return article.state

    @admin.display(description="tags")
    def tags_in_order(self, article):
        return ", ".join(tag.name for tag in article.tag_list)

    @admin.display(description="date", ordering="published_at")
    def date(self, article):
        if article.published_at is None:
            return ""
        return timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M")

    @admin.action(description="Publish, at its date or now", permissions=["change"])
    def publish(self, request, articles):
        self.do(request, "publish", articles)

    @admin.action(description="Withdraw from readers", permissions=["change"])
    def withdraw(self, request, articles):
        self.do(request, "withdraw", articles)

    def do(self, request, verb, articles):
        """Do `verb` to each of `articles`, or to none where one refuses; report it."""
        _, done = VERBS[verb]
        try:
            with transaction.atomic():
                for article in articles:
                    getattr(article, verb)()
        except Refused as refusal:
            message = f"{refusal} Nothing was changed."
            self.message_user(request, message, messages.ERROR)
        else:
            count = len(articles)
            what = f"“{articles[0]}”" if count == 1 else f"{count} articles"
            self.message_user(request, f"{what}: {done}.", messages.SUCCESS)

    @admin.action(description="Download as a fixture", permissions=["view"])
    def download(self, request, articles):
        name = f"digest-{timezone.localdate()}.json"
        return StreamingHttpResponse(
            export_fixture(articles),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    # The form

    def get_urls(self):
        sites = self.admin_site.admin_view(self.sites)
        return [
            path("sites/", sites, name="articles_article_sites"),
            *super().get_urls(),
        ]

    def sites(self, request):
        """Answer with the sites of which the term is a part, for the filter."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = term_of(request).lower()
        sites = Article.objects.filter(site__contains=term).order_by("site")
        names = sites.values_list("site", "site").distinct()
        return names_response(request, names)

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public() else None

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody filed the same between our look and our writing: look again.
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        if self.has_change_permission(request, obj):
            steps = (obj or Article()).next_steps
            context["verbs"] = [(verb, VERBS[verb][0]) for verb in steps]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, article, form, change):
        """Wait for the tags and the notes: `save_related` writes all at once."""

    def save_related(self, request, form, formsets, change):
        article = form.instance
        for formset in formsets:
            formset.save(commit=False)  # tells the log what changed
        if not change:
            sign(article, request.user)
        if any(part.has_changed() for part in (form, *formsets)):
            notes = [note for formset in formsets for note in formset.in_order()]
            for note in notes:
                if note.pk is None:
                    sign(note, request.user)
            article.updated_at = timezone.now()
            article.write(form.cleaned_data["tag_names"], notes)
        for verb in VERBS:
            if f"_{verb}" in request.POST:
                self.do(request, verb, [article])


def sign(written, account):
    """Note who wrote an article or a note; a credit that is there already stays."""
    written.account = account
    written.credit = written.credit or account.get_full_name() or account.username
