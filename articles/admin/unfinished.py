"""At the form of an entry: who is here too, and typing that is never lost.

What is typed is kept in rows of `Unfinished` by static/typing.js, and offered where its
entry is opened again. To take it up is a POST that shows the form with it; it saves
nothing, and `articles/admin/stale.py` meets what others saved since.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.deskadmin import DeskAdmin
from articles.errors import Refused
from articles.models import Article, Presence, Unfinished, roles, why_stranded

TAKE_UP = "_take_up"


class Sent(forms.Form):
    """What the script of a form sends: whose form it is, and what stands in it."""

    form = forms.UUIDField()
    uid = forms.UUIDField()
    new = forms.BooleanField(required=False)
    typed = forms.IntegerField(min_value=0, max_value=2**53)  # milliseconds
    words = forms.CharField(strip=False)


class Here(forms.Form):
    """A form that is open: its own uid, and that of its entry."""

    form = forms.UUIDField()
    uid = forms.UUIDField()
    new = forms.BooleanField(required=False)


class UnfinishedAdmin(DeskAdmin):
    """The part of an article's admin that keeps what is typed and not saved."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("here/", view(self.here), name="articles_here"),
            path("unfinished/", view(self.keep), name="articles_keep"),
            path("unfinished/discard/", view(self.discard), name="articles_discard"),
            *super().get_urls(),
        ]

    # What the script asks

    @method_decorator(require_POST)
    def here(self, request):
        """Note who has an entry open; answer with who else has, and what is offered."""
        sent = Here(request.POST)
        if not sent.is_valid():
            return HttpResponseBadRequest()
        uid, is_new = sent.cleaned_data["uid"], sent.cleaned_data["new"]
        self.refuse_strangers(request, uid, is_new)
        why_not = "" if is_new else why_stranded(request.user, uid)
        is_here = not is_new and not why_not
        if is_here:
            Presence.objects.tell(request.user, uid)
        offered = offers(request.user, sent.cleaned_data["form"], uid, is_new)
        context = {"unfinished": offered, "why_stranded": why_not}
        template = "admin/articles/article/_unfinished.html"
        return JsonResponse(
            {
                "others": Presence.objects.beside(request.user, uid) if is_here else "",
                "offers": render_to_string(template, context, request),
                "problem": why_not and problem(why_not),
            }
        )

    @method_decorator(require_POST)
    def keep(self, request):
        """Keep what stands in a form; answer with when, or that it is saved already."""
        sent = Sent(request.POST)
        if not sent.is_valid():
            return HttpResponseBadRequest()
        told = sent.cleaned_data
        self.refuse_strangers(request, told["uid"], told["new"])
        try:
            row = Unfinished.objects.keep(
                request.user,
                told["form"],
                told["words"],
                uid=told["uid"],
                is_new=told["new"],
                typed=told["typed"],
            )
        except (Refused, TooManyFieldsSent) as refusal:
            return HttpResponseBadRequest(str(refusal), content_type="text/plain")
        if row is None:
            return JsonResponse({"saved": True, "form": uuid4()})
        why_not = "" if told["new"] else why_stranded(request.user, told["uid"])
        kept = _("Kept, not saved: {time}").format(time=row.when)
        return JsonResponse({"kept": kept, "problem": why_not and problem(why_not)})

    @method_decorator(require_POST)
    def discard(self, request):
        """Throw away unfinished work of one's own; lead back to its form."""
        row = waiting(request, request.POST.get("form", ""))
        if row is None:
            return redirect("admin:index")
        Unfinished.objects.filter(pk=row.pk).delete()
        return redirect(form_of(row))

    def refuse_strangers(self, request, uid, is_new=False):
        """Raise PermissionDenied to who may keep nothing at the entry `uid`."""
        article = Article.objects.filter(uid=uid).first()
        may = roles.may_keep(request.user, article)
        if is_new and article is None:
            may = self.has_add_permission(request)
        if not may:
            raise PermissionDenied

    # The form

    def take_up(self, request):
        """Let what was posted be the unfinished work that was asked for, if any was."""
        if TAKE_UP in request.POST:
            request.taken_up = waiting(request, request.POST[TAKE_UP])
            if request.taken_up:
                request.POST = request.taken_up.words()
            else:
                request.method = "GET"  # it is gone: the form is shown as it is

    def hold(self, request):
        """See to it that what was taken up is shown, and not saved."""
        taken = getattr(request, "taken_up", None)
        if taken and not request.POST.get("held"):
            request.POST = request.POST.copy()
            request.POST["held"] = _("Nothing is saved yet.")

    def changeform_view(self, request, *args, **kwargs):
        self.hold(request)
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        may = self.has_change_permission(request, obj) if obj else add
        if obj and not may:
            context["unfinished"] = offers(request.user, None, obj.uid, False)
            context["why_stranded"] = why_stranded(request.user, obj.uid)
        if may and not context["is_popup"]:
            form = form_uid(request) or uuid4()
            uid = obj.uid if obj else context["new_uid"]
            context["form_uid"] = form
            context["unfinished"] = offers(request.user, form, uid, obj is None)
            context["entry_uid"] = obj and obj.uid
            context["others"] = obj and Presence.objects.beside(request.user, uid)
            of_form = {"uid": str(uid), "new": "" if obj else "on"}
            site: Any = self.admin_site  # articles/desk.py
            context["typing"] = site.typing(request, **of_form)
            if taken := getattr(request, "taken_up", None):
                context["taken_up"] = taken
                if not context.get("questions"):
                    context["errors"] = None  # nobody tried to save
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, *args, **kwargs):
        note_saved(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        note_saved(request, obj)
        return super().response_change(request, obj)


def note_saved(request, article):
    """Note that nothing of the form that was posted waits any more."""
    if form := form_uid(request):
        Unfinished.objects.done(request.user, form, article.uid)


def form_uid(request):
    """Return the uid of the form that was posted, or None."""
    return parsed(request.POST.get("form_uid", ""))


def parsed(text):
    """Return the UUID that `text` spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def waiting(request, form):
    """Return what waits of the form with the uid `form`, or None."""
    return Unfinished.objects.waiting(request.user).filter(form=parsed(form)).first()


def offers(account, form, uid, is_new):
    """Return what is offered at a form: unfinished work on the same entry, a few.

    At the form of a new entry it is that on all entries that are not there yet.
    """
    rows = Unfinished.objects.waiting(account)
    rows = rows.exclude(form=form) if form else rows
    rows = rows.filter(entry=None, is_new=True) if is_new else rows.filter(uid=uid)
    return list(rows[:3])


def form_of(row):
    """Return the address of the form in which unfinished work is taken up."""
    if row.entry:
        return reverse("admin:articles_article_change", args=[row.entry])
    return reverse("admin:articles_article_add" if row.is_new else "admin:index")


def problem(why_not):
    """Return what is said above a form of which nothing can be saved any more."""
    return _("{why_not} What you type is kept.").format(why_not=why_not)
