"""A file that others wrote is imported at the desk: sent, its plan read, applied."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.loading import load_view
from articles.admin.plans import Entries
from articles.errors import Refused
from articles.formats.readers import READERS
from articles.forms import ColumnsForm, ImportForm
from articles.jobs.importing import format_of, import_articles, opened
from articles.models import (
    ImportBatch,
    ImportReport,
    Upload,
    note_import,
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
        context["waiting"] = Upload.objects.waiting(request.user).exclude(plan={})
        return render(request, "admin/import.html", context)
    plan = Plan(form)
    try:
        plan.make(request, upload)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context |= {"upload": upload, "columns": plan.columns}
        return render(request, "admin/import.html", context)
    if plan.is_applied:
        upload.delete()
        message = _("“{file}” is imported: {report}.")
        messages.success(request, message.format(file=upload, report=plan.report))
        return redirect("admin:articles_imports")
    context |= {"title": _("What would be imported"), "plan": plan, "upload": upload}
    return render(request, "admin/import_plan.html", context)


class Plan:
    """What an upload would become; or what it became, where that was read before."""

    def __init__(self, form):
        self.form = form
        self.columns = None  # a form, of a table

    def make(self, request, upload):
        """Plan what `upload` would become, or file it where that was read.

        Raise Refused where it cannot be read.
        """
        self.format, options = self.reading(request.POST, upload)
        chosen = {
            **self.form.choices,
            "format": self.format,
            "columns": options.columns,
        }
        self.entries = Entries((upload.uid, chosen))
        self.is_another = "apply" in request.POST
        read = request.POST.get("read") if self.is_another else None
        with transaction.atomic():
            self.report = import_articles(
                upload,
                self.format,
                options=options,
                repeats=self.form.cleaned_data["repeats"],
                plan=read is None,
                account=request.user,
                tell=self.entries.add,
            )
            self.entries.end(self.report)
            self.is_applied = self.entries.digest == read
            if self.is_applied:
                note_import(request.user, upload, self.report)
            else:
                transaction.set_rollback(True)
        if not self.is_applied:
            report = self.report.as_json()
            upload.plan = {"choices": self.form.choices, "report": report}
            upload.save(update_fields=["plan"])

    def reading(self, posted, upload):
        """Return the format of what was sent, and how it is read.

        Raise Refused where it is not known.
        """
        options = self.form.options
        with opened(upload) as source:
            format = format_of(source, self.form.cleaned_data["format"])
            row = READERS[format]
            if row.columns is None:
                return format, options
            found = row.columns(source, options)
        is_chosen = any(name.startswith("column-") for name in posted)
        self.columns = ColumnsForm(row.carries, found, posted if is_chosen else None)
        unread = dict.fromkeys(row.carries, "")
        fields = self.columns.columns if self.columns.is_valid() else found.mapping
        return format, replace(options, columns=unread | dict(fields))

    @property
    def format_name(self):
        """The name of the format."""
        return READERS[self.format].name


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
        ("imports/", imports_view, "articles_imports"),
        ("imports/<int:pk>/undo/", undo_view, "articles_import_undo"),
    ]
    return [
        path(route, site.admin_view(partial(view, site=site)), name=name)
        for route, view, name in pages
    ]
