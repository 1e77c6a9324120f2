"""A file that others wrote is imported at the desk: sent, its plan read, applied."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.loading import load_view
from articles.admin.uploads import plan_page, upload_view
from articles.errors import Refused
from articles.forms import ImportForm
from articles.models import (
    ImportBatch,
    ImportReport,
    Upload,
    note_undo,
    roles,
)

TOLD = 100  # imports of the page that lists them
NAMED = 20  # entries of an import that is about to be undone


def may_undo(user):
    """Return whether `user` may take an import back: that deletes what it made."""
    return roles.may_load(user) and roles.may_delete(user)


def import_view(request, site):
    """Answer with the form, with the plan of what was sent, or having applied it."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    upload = sent(request, form) if form.is_valid() else None
    if upload is not None:
        read = request.POST.get("read") if "apply" in request.POST else None
        return plan_page(request, site, form, upload, request.POST, read)
    waiting = Upload.objects.waiting(request.user).unfinished()
    context = {"title": _("Import"), "form": form, "waiting": waiting}
    return render(request, "admin/import.html", site.each_context(request) | context)


def sent(request, form):
    """Return what is sent with a valid form, or was before; None, and it says why."""
    try:
        upload = form.upload_of(request.user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    if upload is None:
        form.add_error("file", _("Choose a file."))
    return upload


def imports_view(request, site):
    """Answer with the imports there were, the latest first."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    batches = list(ImportBatch.objects.latest()[:TOLD])
    for batch in batches:
        batch.told = ImportReport.of_json(batch.report)
    waiting = Upload.objects.waiting(request.user).unfinished()
    context = {"title": _("Imports"), "batches": batches, "waiting": waiting}
    context |= {"may_undo": may_undo(request.user), **site.each_context(request)}
    return render(request, "admin/imports.html", context)


def undo_view(request, pk, site):
    """Ask whether an import is to be undone; or undo it."""
    if not may_undo(request.user):
        raise PermissionDenied
    batch = get_object_or_404(ImportBatch, pk=pk)
    if request.method == "POST":
        try:
            count = batch.undo()
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            note_undo(request.user, batch)
            words = ngettext(
                "“{file}” is undone: {count} entry.",
                "“{file}” is undone: {count} entries.",
                count,
            )
            messages.success(request, words.format(file=batch, count=count))
        return redirect("admin:articles_imports")
    context = {
        **site.each_context(request),
        "title": _("Undo an import"),
        "batch": batch,
        "report": ImportReport.of_json(batch.report),
        "names": batch.entries.order_by("pk").values_list("name", flat=True)[:NAMED],
        "more": max(0, batch.entries.count() - NAMED),
    }
    return render(request, "admin/import_undo.html", context)


def import_urls(site):
    """Return the addresses at which files are taken in."""
    pages: list[tuple[str, Any, str]] = [
        ("load/", load_view, "articles_load_fixture"),
        ("import/", import_view, "articles_import"),
        ("import/<uuid:uid>/", upload_view, "articles_import_upload"),
        ("imports/", imports_view, "articles_imports"),
        ("imports/<int:pk>/undo/", undo_view, "articles_import_undo"),
    ]
    return [
        path(route, site.admin_view(partial(view, site=site)), name=name)
        for route, view, name in pages
    ]
