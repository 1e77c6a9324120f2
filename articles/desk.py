import json
import logging
import re
from functools import partial, wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import PasswordChangeView
from django.contrib.messages.storage import default_storage
from django.db import DatabaseError
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _

from articles.forms import EditorSettingsForm
from articles.forms.passwords import PasswordForm
from articles.models import (
    Article,
    EditorSettings,
    Revision,
    Tag,
    Unfinished,
    acting,
    care,
    counted,
    obstacle,
    tell_covered,
)

log = logging.getLogger(__name__)

CARED_FOR = 300  # tags, the most used, among which it looks for what needs care
KEPT = re.compile("[a-z0-9_-]{1,60}")  # the name of a small form
SHORT = 8  # entries of a list of the first page
SHOWN = (
    "title slug site work_key follows status published_at updated_at reason account uid"
).split()

# What is said above a form of which nothing reaches the server.
SAID = {
    "lost": _(
        "You are not logged in any more. What you type is kept in this browser:"
        " log in again, and it is here."
    ),
    "denied": _(
        "Your account may not change this entry any more. What you type is kept in"
        " this browser."
    ),
    "down": _("The server does not answer. What you type is kept in this browser."),
    "full": _("What you type is not kept: it is too long. Save it."),
    "login": _("Log in in a new tab"),
}


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
            if view != self.logout and lacks_second_factor(request.user):
                return redirect("mfa_index")
            # Asked each time: a change in one browser shows in all others at once.
            language = EditorSettings.objects.of(request.user).desk_language
            account = request.user if request.user.is_authenticated else None
            with translation.override(language), acting(account):
                try:
                    response = rendered(view(request, *args, **kwargs))
                except DatabaseError as error:
                    return self.not_saved(request, error)
                return answered(request, response)

        return super().admin_view(in_their_language, cacheable)

    def not_saved(self, request, error):
        """Answer 503: what the database cannot do, and how a form is sent once more.

        Raise `error`, a DatabaseError, where there is no obstacle.
        """
        why = obstacle(error)
        if why is None:
            raise error
        log.warning("The database cannot do it (%s): %s", why, error)
        # That all is saved, is not true. Django has no public way to drop what one
        # request has said, and to keep what those before it have.
        request._messages = default_storage(request)
        context = {
            **self.each_context(request),
            "title": gettext("Nothing is saved yet"),
        }
        response = render(request, f"admin/{why}.html", context, status=503)
        response.headers["Retry-After"] = "60"  # seconds
        return response

    def each_context(self, request):
        return {**super().each_context(request), "desk_pages": self.pages(request)}

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        # What the desk is about stands first.
        return sorted(apps, key=lambda app: app["app_label"] != "articles")

    def pages(self, request):
        """Return what one may do at the desk beside its lists: [(name, address)]."""
        kinds: list[Any] = [self.get_model_admin(kind) for kind in (Article, Tag)]
        pages = [page for kind in kinds for page in kind.desk_pages(request)]
        return [(name, reverse(f"admin:{page}")) for name, page, may in pages if may]

    def logout(self, request, extra_context=None):
        with translation.override(settings.LANGUAGE_CODE):
            return rendered(super().logout(request, extra_context))

    def password_change(self, request, extra_context=None):
        view = PasswordChangeView.as_view(
            form_class=partial(PasswordForm, request=request),
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def get_urls(self):
        view = self.admin_view(self.settings_view)
        # Django’s way to the page of a row asks nobody whether they may know of it.
        urls = super().get_urls()
        urls = [one for one in urls if getattr(one, "name", "") != "view_on_site"]
        return [path("settings/", view, name="settings"), *urls]

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
            "lists": self.lists(request),
            "care": self.care(request),
        }
        if self.get_model_admin(Article).has_view_permission(request):
            context["typing"] = self.typing(request)
        return super().index(request, {**context, **(extra_context or {})})

    def typing(self, request, **of_form):
        """Return what static/typing.js is told, as JSON; `of_form` of its form."""
        told = {
            "account": request.user.pk,
            "here": reverse("admin:articles_here"),
            "keep": reverse("admin:articles_keep"),
            "cookie": settings.CSRF_COOKIE_NAME,
            "labels": {name: str(says) for name, says in SAID.items()},
            "login": reverse("admin:login"),
        }
        return json.dumps(told | of_form)

    def autocomplete_view(self, request):
        request.GET = request.GET.copy()
        request.GET["term"] = request.GET.get("term", "").replace("\0", "")
        return super().autocomplete_view(request)

    def articles(self, request):
        """Return the articles that one may look at; what a list shows of each."""
        article_admin = self.get_model_admin(Article)
        if not article_admin.has_view_permission(request):
            return Article.objects.none()
        articles = article_admin.get_queryset(request).prefetch_related(None)
        return articles.only(*SHOWN)

    def waiting(self, request):
        """Return how many wait for an editor: [{"label", "count", "url"}]."""
        articles = self.articles(request)
        drafts = counted(articles.filter(status=Article.Status.DRAFT))
        review = counted(articles.filter(status=Article.Status.REVIEW))
        scheduled = counted(articles.scheduled())
        if not self.get_model_admin(Article).has_view_permission(request):
            return []
        return [
            {"label": label, "count": count, "url": listed(state)}
            for label, state, count in (
                (npgettext("waiting", "draft", "drafts", drafts), "draft", drafts),
                (_("in review"), "review", review),
                (_("scheduled"), "scheduled", scheduled),
            )
        ]

    def lists(self, request):
        """Return lists of what an editor may go on with; each has `SHORT` at most.

        [{"title", "rows", "url" of all of them, "told"}]: `told` is what is said of
        each: "reason", "date", "changed" or "site". Empty ones are left out. A query
        each, and four for what else is on their works.
        """
        articles = self.articles(request)
        mine = articles.filter(account=request.user.pk)
        last = Revision.objects.filter(uid=OuterRef("uid")).order_by("-number")
        changed = articles.annotate(by=Subquery(last.values("name")[:1]))
        drafts = mine.filter(status=Article.Status.DRAFT, reason="")
        review = articles.filter(status=Article.Status.REVIEW)
        lists = [
            (_("Came back to you"), mine.came_back(), "back&writer=me", "reason"),
            (_("In review"), review.order_by("updated_at", "pk"), "review", "site"),
            (_("Your drafts"), drafts, "draft&writer=me", "changed"),
            (
                _("Notes without their passage"),
                articles.with_detached_notes().order_by("-pk"),
                "detached",
                "site",
            ),
            (
                _("Scheduled"),
                articles.scheduled().order_by("published_at", "pk"),
                "scheduled",
                "date",
            ),
            (_("Changed lately"), changed, "", "changed"),
        ]
        found = (
            {"title": title, "rows": list(rows[:SHORT]), "url": url, "told": told}
            for title, rows, state, told in lists
            for url in [listed(state)]
        )
        kept = [one for one in found if one["rows"]]
        tell_covered([entry for one in kept for entry in one["rows"]])
        return kept

    def care(self, request):
        """Return how many suggestions there are on tags, to who may follow them."""
        tags = self.get_model_admin(Tag)
        may = tags.has_change_permission(request), tags.has_delete_permission(request)
        if not all(may):
            return 0
        return len(care(CARED_FOR))


def lacks_second_factor(account):
    """Return whether the site demands one of `account`, which has none."""
    if not settings.SECOND_FACTOR or not account.is_authenticated:
        return False
    return not Authenticator.objects.filter(
        user=account.pk, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    ).exists()


def listed(state):
    """Return the address of the list of articles in a state."""
    address = reverse("admin:articles_article_changelist")
    return f"{address}?state={state}" if state else address


def answered(request, response):
    """Return `response`; the browser is told that the form that it keeps was read.

    A log-in that is asked for, and a refusal, are no answer: see static/kept.js.
    """
    kept = request.POST.get("kept", "")
    if KEPT.fullmatch(kept):
        response.set_cookie(
            "kept",
            kept,
            max_age=600,  # seconds
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def rendered(response):
    """Return `response` with its template rendered, in the language of now."""
    is_template = isinstance(response, SimpleTemplateResponse)
    return response.render() if is_template else response
