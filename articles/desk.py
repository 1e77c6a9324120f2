from functools import wraps

from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _

from articles.forms import EditorSettingsForm
from articles.models import Article, EditorSettings, Unfinished, acting


class Desk(admin.AdminSite):
    """The admin of the digest, with what waits for an editor on its first page.

    It speaks each editor's language; its log-in and its farewell speak the site's.
    """

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("The desk")

    def admin_view(self, view, cacheable=False):
        """Return `view` for editors alone, in the language that each has set.

        What it writes is by who is logged in.
        """

        @wraps(view)
        def in_their_language(request, *args, **kwargs):
            # Asked each time: a change in one browser shows in all others at once.
            language = EditorSettings.objects.of(request.user).desk_language
            account = request.user if request.user.is_authenticated else None
            with translation.override(language), acting(account):
                return rendered(view(request, *args, **kwargs))

        return super().admin_view(in_their_language, cacheable)

    def logout(self, request, extra_context=None):
        with translation.override(settings.LANGUAGE_CODE):
            return rendered(super().logout(request, extra_context))

    def get_urls(self):
        view = self.admin_view(self.settings_view)
        return [path("settings/", view, name="settings"), *super().get_urls()]

    def settings_view(self, request):
        """Answer with what the editor may set for themselves, or having kept it."""
        kept = EditorSettings.objects.of(request.user)
        form = EditorSettingsForm(request.POST or None, instance=kept)
        if form.is_valid():
            form.save()
            with translation.override(kept.desk_language):
                messages.success(request, gettext("Your settings are saved."))
            return redirect("admin:index")
        context = {"title": _("Your settings"), "form": form}
        context |= self.each_context(request)
        return render(request, "admin/settings.html", context)

    def index(self, request, extra_context=None):
        context = {
            "waiting": self.waiting(request),
            "unfinished": Unfinished.objects.waiting(request.user)[:10],
        }
        return super().index(request, {**context, **(extra_context or {})})

    def autocomplete_view(self, request):
        request.GET = request.GET.copy()
        request.GET["term"] = request.GET.get("term", "").replace("\0", "")
        return super().autocomplete_view(request)

    def waiting(self, request):
        """Return what waits for an editor: [{"label", "count", "url"}]."""
        if not request.user.has_perm("articles.view_article"):
            return []
        drafts = Article.objects.filter(status=Article.Status.DRAFT).count()
        review = Article.objects.filter(status=Article.Status.REVIEW).count()
        scheduled = Article.objects.scheduled().count()
        articles = reverse("admin:articles_article_changelist")
        return [
            {"label": label, "count": count, "url": f"{articles}?state={state}"}
            for label, state, count in (
                (npgettext("waiting", "draft", "drafts", drafts), "draft", drafts),
                (_("in review"), "review", review),
                (_("scheduled"), "scheduled", scheduled),
            )
        ]


def rendered(response):
    """Return `response` with its template rendered, in the language of now."""
    is_template = isinstance(response, SimpleTemplateResponse)
    return response.render() if is_template else response
