from functools import partial
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import Media
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, text
from articles.admin.bulk import BULK
from articles.admin.calendar import calendar_view
from articles.admin.capturing import (
    capture_view,
    covered_settings,
    covered_view,
    found_for,
)
from articles.admin.deskadmin import NOW
from articles.admin.detached import warn_of_detached
from articles.admin.exporting import export_page, sent
from articles.admin.history import history_page, restore_view
from articles.admin.importing import import_urls
from articles.admin.listing import ListAdmin
from articles.admin.merging import MergingAdmin
from articles.admin.names import names_response, term_of
from articles.admin.preview import preview_of, preview_view
from articles.admin.savedfilters import saved_filters_view
from articles.admin.signing import sign
from articles.admin.stale import Stale
from articles.admin.trail import trail_view
from articles.admin.triage import triage_view
from articles.admin.writing import settings_of, writing
from articles.errors import Refused
from articles.formats.revisions import fingerprint
from articles.forms import ArticleForm, NamesWidget, NoteForm, NoteFormSet
from articles.models import (
    WITH_REASON,
    Annotation,
    Article,
    Binned,
    EarlierGone,
    acting,
    snapshot,
)

SCRIPTS = ["writing.js", "preview.js", "covered.js", "typing.js"]

# The verbs of an article, as its button says them.
VERBS = {
    "publish": _("Save and publish"),
    "submit": _("Save and submit for review"),
    "withdraw": _("Save and withdraw"),
    "reopen": _("Save as a draft"),
}


class NoteInline(admin.StackedInline):
    model = Annotation
    form = NoteForm
    formset = NoteFormSet
    fields = ["body", "passage", ("public", "credit", "place")]
    extra = 0
    max_num = limits.NOTES
    verbose_name_plural = _("Notes: our own words")

    def place(self, note):
        return note.position + 1

    def passage(self, note):
        return note.quote

    def get_formset(self, request, obj=None, **kwargs):
        read = 2 * limits.NOTES  # two may have added some
        return super().get_formset(request, obj, absolute_max=read, **kwargs)

    def get_fields(self, request, obj=None):
        hidden = ["before", "after"]  # of the passage that a script marks
        may_change = self.has_change_permission(request, obj)
        return [*self.fields, *(hidden if may_change else [])]

    # Notes are a part of their article: who may change it may change them.

    def has_view_permission(self, request, obj=None):
        return self.of_article.has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self.of_article.has_add_permission(request)
        return self.of_article.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    @property
    def of_article(self):
        return self.admin_site.get_model_admin(Article)


@admin.register(Article)
class ArticleAdmin(ListAdmin, MergingAdmin):
    """Articles at the desk: found, quoted, annotated, published, withdrawn."""

    form = ArticleForm
    inlines = [NoteInline]
    fieldsets = [
        (None, {"fields": ["title", "url", "addresses", "excerpt", "tag_names"]}),
        (
            _("Publication"),
            {
                "classes": ["side"],
                "fields": ["state", "published_at", "slug", "language", "credit"],
            },
        ),
        (
            _("About the source"),
            {
                "classes": ["collapse"],
                "fields": ["authors", "source_date", "via_url", "via_name", "follows"],
            },
        ),
    ]
    readonly_fields = ["state"]
    autocomplete_fields = ["follows"]
    actions = [*BULK, "merge", "export", "download"]

    @property
    def media(self):
        return super().media + NamesWidget("").media + Media(js=SCRIPTS)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if excerpt := form.base_fields.get("excerpt"):
            excerpt.widget.attrs["data-writing"] = settings_of(obj)
        if url := form.base_fields.get("url"):
            url.widget.attrs["data-covered"] = covered_settings("form", obj)
        return form

    def do(self, request, verb, article, why=""):
        """Do `verb` to `article`, and note in its history what it is now, and why."""
        getattr(article, verb)(*([why] if verb in WITH_REASON else []))
        told = [NOW[article.state], article.reason]
        self.log_change(request, article, "\n".join(filter(None, told)))

    def log_change(self, request, obj, message):
        """Note what was changed, unless nothing was."""
        return super().log_change(request, obj, message) if message else None

    @admin.action(description=_("Export"), permissions=["download"])
    def export(self, request, articles):
        return export_page(self, request, articles)

    @admin.action(description=_("Download as a fixture"), permissions=["download"])
    def download(self, request, articles):
        return sent("fixture", articles)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Say `message`; Django’s own, that all is saved, is left out after a step."""
        if level == messages.SUCCESS and getattr(request, "is_told", False):
            return
        super().message_user(request, message, level, *args, **kwargs)

    # The form

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return {k: v for k, v in initial.items() if k in ("title", "url", "excerpt")}

    def get_urls(self):
        sites = self.admin_site.admin_view(self.sites)
        show = self.admin_site.admin_view(writing)
        return [
            path("sites/", sites, name="articles_article_sites"),
            *import_urls(self.admin_site),
            path("writing/", show, name="articles_writing"),
            path("preview/", self.view(preview_view), name="articles_preview"),
            path(
                "<path:object_id>/preview/",
                self.view(preview_view),
                name="articles_article_preview",
            ),
            path("capture/", self.view(capture_view), name="articles_capture"),
            path(
                "filters/", self.view(saved_filters_view), name="articles_saved_filters"
            ),
            path("calendar/", self.view(calendar_view), name="articles_calendar"),
            path("triage/", self.view(triage_view), name="articles_triage"),
            path("trail/", self.view(trail_view), name="articles_trail"),
            path("covered/", self.view(covered_view), name="articles_covered"),
            path(
                "<path:object_id>/restore/",
                self.view(restore_view),
                name="articles_article_restore",
            ),
            *super().get_urls(),
        ]

    def view(self, answer):
        """Return a view of the desk that knows of us."""
        return self.admin_site.admin_view(partial(answer, article_admin=self))

    def sites(self, request):
        """Answer with the sites of which the term is a part, for the filter."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = term_of(request).lower()
        seen = self.get_queryset(request).prefetch_related(None)
        sites = seen.filter(site__contains=term).order_by("site")
        names = sites.values_list("site", flat=True).distinct()
        return names_response(request, names)

    def history_view(self, request, object_id, extra_context=None):
        return history_page(request, self, object_id, super().history_view)

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public() else None

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        if request.method == "POST":
            return self.save_all(request, object_id, *args, **kwargs)
        # What stands in the form is of one moment, as is what it says it was made of:
        # or what another saves meanwhile would be taken back. No writer is waited for.
        with snapshot():
            response = self.meet(request, object_id, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    @transaction.atomic
    def save_all(self, request, object_id, *args, **kwargs):
        """Answer a form that was sent: what it says is saved whole, or not at all."""
        try:
            with transaction.atomic():
                return self.meet(request, object_id, *args, **kwargs)
        except (IntegrityError, EarlierGone):
            # Between our look and our writing somebody filed the same, or deleted what
            # this follows: look again.
            return self.meet(request, object_id, *args, **kwargs)

    def meet(self, request, object_id, *args, **kwargs):
        """Answer a form, having met what others saved since it was read."""
        request.stale = None
        self.take_up(request)
        if request.method == "POST" and "_popup" not in request.POST:
            object_id = object_id or self.saved_already(request)
            article = object_id and self.locked(request, object_id)
            if article and self.has_change_permission(request, article):
                request.stale = self.stale(request, article)
                request.POST = request.stale.rebase()
                if request.stale.merged_names and not request.stale.questions:
                    says = _("Saved meanwhile by {who}; those changes stay.")
                    said = says.format(who=request.stale.who)
                    self.message_user(request, said, messages.INFO)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def saved_already(self, request):
        """Return the key of the new entry that a second click would save again."""
        known = Article.objects.filter(uid=new_uid(request))
        pk = known.values_list("pk", flat=True).first()
        if pk is not None:
            request.POST = request.POST.copy()
            request.POST["read"] = "new"
        return pk and str(pk)

    def locked(self, request, object_id):
        """Return the entry, which nobody else writes until we are done."""
        article = self.get_object(request, unquote(object_id))
        if article is not None:
            Article.objects.select_for_update().only("pk").get(pk=article.pk)
            article = self.get_object(request, unquote(object_id))
        return article

    def stale(self, request, article):
        """Return what was posted of `article`, and what it is by now."""
        form = self.get_form(request, article, change=True)(instance=article)
        notes = []
        for formset, inline in self.get_formsets_with_inlines(request, article):
            rows = inline.get_queryset(request)
            notes = formset(instance=article, queryset=rows).initial_forms
        return Stale(request.POST, article, form, notes)

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        if obj is None or self.has_change_permission(request, obj):
            steps = (obj or Article()).steps_for(request.user)
            context["verbs"] = [(verb, VERBS[verb]) for verb in steps]
        context["preview"] = preview_of(obj)
        stale = request.stale
        if obj is None:
            context["new_uid"] = request.POST.get("uid", uuid4())
        else:
            context["read"] = stale.mark if stale else fingerprint(obj.record())
            if stale and stale.questions:
                context |= stale.asked(step_of(request), VERBS)
            context["captured"] = found_for(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_model(self, request, article):
        self.delete_queryset(request, Article.objects.filter(pk=article.pk))

    def delete_queryset(self, request, articles):
        why = text.one_line(request.POST.get("why", ""))[: limits.REASON]
        with acting(why=why):
            count = Binned.objects.throw(articles)
        words = ngettext("It is in the bin now.", "They are in the bin now.", count)
        self.message_user(request, words, messages.INFO)

    def save_model(self, request, article, form, change):
        """Wait for the tags and the notes: `save_related` writes all at once."""

    def save_related(self, request, form, formsets, change):
        article = form.instance
        was_public = change and Article.objects.get(pk=article.pk).is_public()
        for formset in formsets:
            formset.save(commit=False)  # tells the log what changed
        if not change:
            article.uid = new_uid(request) or article.uid
            sign(article, request.user)
        if any(part.has_changed() for part in (form, *formsets)):
            notes = [note for formset in formsets for note in formset.in_order()]
            if not formsets:  # none was shown, so none is taken away
                notes = list(article.notes.all())
            for note in notes:
                if note.pk is None:
                    sign(note, request.user)
            is_seen = form.has_changed() or any(part.is_seen() for part in formsets)
            if is_seen or not was_public:  # no date tells readers of editors' notes
                article.updated_at = timezone.now()
            self.add_correction(request, article, form)
            addresses = form.cleaned_data.get("addresses")
            article.write(form.cleaned_data["tag_names"], notes, addresses)
        warn_of_detached(request, self, article)
        if verb := step_of(request):
            self.do_alone(request, verb, article, form.cleaned_data.get("why", ""))
        elif was_public and not article.is_public():
            when = timezone.localtime(article.published_at)
            message = _("“{title}” is hidden from readers until {time}.").format(
                title=article, time=f"{when:%Y-%m-%d %H:%M}"
            )
            self.message_user(request, message, messages.WARNING)

    def do_alone(self, request, verb, article, why):
        """Do `verb` to `article`, which is saved; report what it is now, or why not."""
        try:
            self.do(request, verb, article, why)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            message = _("“{title}” is now {state}.").format(
                title=article, state=article.state_label
            )
            self.message_user(request, message, messages.SUCCESS)
            request.is_told = True


def step_of(request):
    """Return the verb whose button was pressed, or None."""
    return next((verb for verb in VERBS if f"_{verb}" in request.POST), None)


def new_uid(request):
    """Return the uid that the form of a new entry came with, or None.

    That of an entry in the bin is not given again: it has a history of its own.
    """
    try:
        uid = UUID(request.POST.get("uid", ""))
    except ValueError:
        return None
    return None if Binned.objects.filter(uid=uid).exists() else uid
