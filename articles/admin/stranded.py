"""What was typed at an entry that cannot be saved any more: its text is not lost.

An editor published the entry meanwhile, or threw it in the bin. What was typed is kept
and shown as it stands, to be copied; where the entry comes back it is offered there.
"""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.bin import bring_back
from articles.admin.unfinished import (
    UnfinishedAdmin,
    form_of,
    form_uid,
    parsed,
    waiting,
)
from articles.errors import Refused
from articles.forms import ArticleForm, NoteForm
from articles.models import Article, Binned, Unfinished, roles, why_stranded

NOTE = re.compile(r"notes-(\d+)-(body|passage|credit)", re.ASCII)


class StrandedAdmin(UnfinishedAdmin):
    """The part of an article's admin that keeps what comes too late to be saved."""

    def get_urls(self):
        view = self.admin_site.admin_view
        page = "unfinished/<uuid:form>/"
        return [
            path(page, view(self.typed), name="articles_typed"),
            path(f"{page}back/", view(self.restore), name="articles_typed_restore"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        if request.method == "POST" and object_id:
            row = self.stranded(request, object_id)
            if row is not None:
                return redirect("admin:articles_typed", row.form)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def stranded(self, request, object_id):
        """Keep what was posted of an entry that one may not change any more.

        Return the row; None where it may be saved, or is not kept.
        """
        article = self.get_object(request, unquote(object_id))
        if article and self.has_change_permission(request, article):
            return None
        uid = article.uid if article else parsed(request.POST.get("entry_uid", ""))
        known = Article.objects.filter(uid=uid).first()
        if uid is None or not roles.may_keep(request.user, known):
            return None
        typed = int(timezone.now().timestamp() * 1_000)
        form, words = form_uid(request), request.POST.urlencode()
        if form is None:
            return None
        try:
            return Unfinished.objects.keep(
                request.user, form, words, uid=uid, typed=typed
            )
        except (Refused, TooManyFieldsSent):
            return None

    def typed(self, request, form):
        """Answer with what was typed, as text; where it can be saved, with its form."""
        row = waiting(request, str(form))
        if row is None:
            raise Http404
        why_not = "" if row.is_new else why_stranded(request.user, row.uid)
        if not why_not:
            return redirect(form_of(row))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What you typed"),
            "opts": self.opts,
            "row": row,
            "why_stranded": why_not,
            "texts": texts_of(row.words()),
            "may_restore": row.binned and roles.is_editor(request.user),
        }
        return render(request, "admin/articles/article/typed.html", context)

    @method_decorator(require_POST)
    def restore(self, request, form):
        """Take the entry out of the bin; lead to its form, which offers the text."""
        if not roles.is_editor(request.user):
            raise PermissionDenied
        row = waiting(request, str(form))
        binned = row and Binned.objects.filter(pk=row.binned).first()
        if binned is None:
            raise Http404
        try:
            bring_back(self, request, binned)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:articles_typed", form)


def texts_of(words):
    """Return what stands in a form, but for what is empty: [(label, text)]."""
    texts = ((label_of(name), ", ".join(words.getlist(name))) for name in words)
    return [(label, text) for label, text in texts if label and text.strip()]


def label_of(name):
    """Return what a field is called of which an editor typed the text, or ""."""
    if note := NOTE.fullmatch(name):
        label = NoteForm.base_fields[note[2]].label
        return _("Note {number}: {part}").format(number=int(note[1]) + 1, part=label)
    field = ArticleForm.base_fields.get(re.sub(r"_[01]$", "", name))
    return field.label if field else ""
