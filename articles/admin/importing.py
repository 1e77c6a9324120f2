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
from articles.admin.plans import Plan, Reading
from articles.admin.uploads import begin, says_imported, upload_view
from articles.errors import Refused
from articles.forms import ImportForm
from articles.jobs.importing.uploads import take_at_once
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
    context = {**site.each_context(request), "title": _("Import"), "form": form}
    upload = form.upload_of(request.user) if form.is_valid() else None
    if upload is None:
        if form.is_bound and not form.errors:
            form.add_error("file", _("Choose a file."))
        Upload.objects.sweep()
        context["waiting"] = Upload.objects.waiting(request.user).unfinished()
        return render(request, "admin/import.html", context)
    reading = Reading.of_form(form)
    read = request.POST.get("read") if "apply" in request.POST else None
    try:
        reading.find(form, request.POST, upload)
        made = take_at_once(upload, reading.how, read)
        if made is None:
            begin(upload, reading, read)
            return redirect("admin:articles_import_upload", upload.uid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context |= {"upload": upload, "columns": reading.columns}
        return render(request, "admin/import.html", context)
    entries, report = made
    if entries.digest == read:
        upload.delete()
        messages.success(request, says_imported(upload, report))
        return redirect("admin:articles_imports")
    upload.plan = {"choices": reading.choices, "report": report.as_json()}
    upload.save(update_fields=["plan"])
    plan = Plan(reading, report, entries, entries.digest, "apply" in request.POST)
    context |= {"title": _("What would be imported"), "plan": plan, "upload": upload}
    return render(request, "admin/import_plan.html", context)


def imports_view(request, site):
    """Answer with the imports there were, the latest first."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    batches = list(ImportBatch.objects.latest()[:TOLD])
    for batch in batches:
        batch.told = ImportReport.of_json(batch.report)
    context = {"title": _("Imports"), "batches": batches}
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
