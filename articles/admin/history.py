"""The history of an article at the desk: revisions, what differs, the way back."""

from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.changes import differences
from articles.formats.notechanges import (
    is_reordered,
    name_of,
    note_changes,
    words_of,
)
from articles.formats.revisions import NO_CONTENT
from articles.formats.worddiff import sides
from articles.models import Revision, restore
from articles.models.restoring import NEVER

PER_PAGE = 100


class Comparison(forms.Form):
    """Which two revisions stand side by side: ?old=3&new=5."""

    old = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    new = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class Restoration(forms.Form):
    """Which revision is restored; one field of it, or all."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    field = forms.CharField(required=False, max_length=50)


class Compared(NamedTuple):
    """What differs, its words on either side, and the field that restores it, or ""."""

    name: str
    before: list[Any]
    after: list[Any]
    field: str = ""


def context_of(request, article):
    """Return what the history page shows of `article`: its revisions, two compared."""
    revisions = Revision.objects.of(article.uid).select_related("account")
    latest = revisions.first()
    page = list(revisions.defer("content")[: PER_PAGE + 1])
    context = {
        "revisions": page[:PER_PAGE],
        "is_cut": len(page) > PER_PAGE,
        "latest": latest,
    }
    asked = Comparison(request.GET)
    if asked.is_valid():
        numbers = asked.cleaned_data
        two = {r.number: r for r in revisions.filter(number__in=numbers.values())}
        if len(two) == 2:
            old, new = two[numbers["old"]], two[numbers["new"]]
            context |= {"old": old, "new": new, "compared": compare(old, new)}
    elif latest is not None and latest.number > 1:
        context |= {"preset": (latest.number - 1, latest.number)}
    return context


def compare(old, new):
    """Return each field and each note that differs between two revisions."""
    then, now = old.record(), new.record()
    fields = differences(replace(then, notes=[]), replace(now, notes=[]))
    return [
        Compared(d.field, *sides(d.before, d.after), restorable(then, d.field))
        for d in fields
        if d.field not in NO_CONTENT
    ] + compare_notes(then, now)


def compare_notes(then, now):
    """Return each note that differs between two records; else their order, if it does.

    The notes are restored together: the first of them says so.
    """
    found = [
        Compared(
            name_of(note.number, note.opening, note.how),
            *sides(words_of(note.before), words_of(note.after)),
        )
        for note in note_changes(then, now)
    ]
    if not found and is_reordered(then, now):
        bodies = ("\n".join(note.body for note in r.notes) for r in (then, now))
        found = [Compared(_("order of the notes"), *sides(*bodies))]
    return [one._replace(field="" if n else "notes") for n, one in enumerate(found)]


def restorable(record, name):
    """Return the field of `record` that can be restored by itself, or ""."""
    return name if hasattr(record, name) and name not in NEVER else ""


def restore_view(request, article_admin, object_id):
    """Restore a revision of an article, which was asked for by POST; lead back."""
    article = article_admin.get_object(request, object_id)
    allowed = article and article_admin.has_change_permission(request, article)
    if request.method != "POST" or not allowed:
        raise PermissionDenied
    asked, revision = Restoration(request.POST), None
    if asked.is_valid():
        known = Revision.objects.of(article.uid).select_related("base")
        revision = known.filter(number=asked.cleaned_data["number"]).first()
    if revision is None:
        article_admin.message_user(
            request, _("There is no such revision."), messages.ERROR
        )
        return back(article)
    try:
        changed = restore(article, revision, asked.cleaned_data["field"])
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return back(article)
    said = _("Restored from revision {number}.") if changed else _("Nothing differs.")
    said = said.format(number=revision.number)
    article_admin.message_user(request, said, messages.SUCCESS)
    if changed:
        article_admin.log_change(request, article, f"Restored {revision}.")
    return back(article)


def back(article):
    """Return the way back to the history of `article`."""
    return redirect(reverse("admin:articles_article_history", args=[article.pk]))


def history_page(request, article_admin, object_id, stock):
    """Answer with the stock history page, `stock`, and the revisions upon it."""
    article = article_admin.get_object(request, object_id)
    if article is None or not article_admin.has_view_or_change_permission(
        request, article
    ):
        return stock(request, object_id)
    may = article_admin.has_change_permission(request, article)
    context = {**context_of(request, article), "may_restore": may}
    return stock(request, object_id, context)
