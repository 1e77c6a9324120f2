"""A file that waits to be imported: its plan, or how far the process at it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from articles.admin.plans import Plan, Reading
from articles.errors import Refused
from articles.forms import ImportForm
from articles.jobs.importing.uploads import start, take_at_once
from articles.models import (
    IMPORTED,
    READING,
    REFUSED,
    WRITING,
    ImportReport,
    Upload,
    roles,
)


def begin(upload, reading, read):
    """Start a process that plans `upload`; or imports it, if `read` is of its plan.

    Raise Refused where none can be started.
    """
    if read is None:
        start(upload, READING, reading.as_json())
    else:
        start(
            upload,
            WRITING,
            {**upload.plan, **reading.as_json(), "read": read},
            ImportReport.of_json(upload.plan.get("report", {})).outcomes.total(),
        )


def upload_view(request, uid, site):
    """Answer with the plan of a file, how far a large one is, or what it became."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    mine = Upload.objects.waiting(request.user).exclude(plan={}).defer("content")
    upload = mine.filter(uid=uid).first()
    if "look" in request.GET and not (upload and upload.doing):
        return HttpResponse(status=204)  # static/progress.js loads the page
    if upload is None:
        messages.warning(request, _("That file waits no longer: send it again."))
        return redirect("admin:articles_import")
    if request.method == "POST":
        return act(request, upload)
    plan = upload.plan
    if upload.doing:
        context = {**site.each_context(request), "upload": upload}
        context["title"] = _("Import")
        return render(request, "admin/import_progress.html", context)
    if IMPORTED in plan:
        report = ImportReport.of_json(plan["report"])
        messages.success(request, says_imported(upload, report))
        return redirect("admin:articles_imports")
    form = ImportForm(plan["choices"])
    if not form.is_valid():
        return refused_page(request, site, form, upload)
    if upload.ticket is None:
        return plan_again(request, site, form, upload)
    if REFUSED in plan:
        form.add_error(None, plan[REFUSED])
        return refused_page(request, site, form, upload, Reading.of_json(plan))
    return planned_page(request, site, upload, Plan.of_json(plan))


def plan_page(request, site, form, upload, posted, read=None):
    """Answer with the plan of an upload; or import it, if `read` is of its plan.

    `form` says how it is read, and `posted` which columns were chosen.
    """
    if upload.doing or IMPORTED in upload.plan:
        return redirect("admin:articles_import_upload", upload.uid)
    reading = Reading.of_form(form)
    try:
        reading.find(form, posted, upload)
        made = take_at_once(upload, reading.how, read)
        if made is None:
            begin(upload, reading, read)
            return redirect("admin:articles_import_upload", upload.uid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        upload.note({**reading.as_json(), REFUSED: str(refusal)})
        return refused_page(request, site, form, upload, reading)
    entries, report = made
    if entries.digest == read:
        upload.delete()
        messages.success(request, says_imported(upload, report))
        return redirect("admin:articles_imports")
    upload.note({**reading.as_json(), "report": report.as_json()})
    plan = Plan(reading, report, entries, entries.digest, read is not None)
    return planned_page(request, site, upload, plan)


def plan_again(request, site, form, upload):
    """Answer with the plan of an upload that was made at once, and keep nothing of it.

    Where that takes too long by now, the form is there to ask for it.
    """
    reading, made = Reading.of_form(form), None
    chosen = upload.plan.get("reading", {}).get("columns", {})
    posted = {f"column-{name}": column for name, column in chosen.items()}
    try:
        reading.find(form, posted, upload)
        made = take_at_once(upload, reading.how, None)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    if made is None:
        return refused_page(request, site, form, upload, reading)
    entries, report = made
    plan = Plan(reading, report, entries, entries.digest, is_another=False)
    return planned_page(request, site, upload, plan)


def planned_page(request, site, upload, plan):
    """Answer with a plan."""
    context = {**site.each_context(request), "upload": upload, "plan": plan}
    context["title"] = _("What would be imported")
    return render(request, "admin/import_plan.html", context)


def refused_page(request, site, form, upload, reading=None):
    """Answer with the form again, which says why an upload is not read."""
    columns = reading and reading.columns
    context = {"title": _("Import"), "form": form, "upload": upload, "columns": columns}
    return render(request, "admin/import.html", site.each_context(request) | context)


def act(request, upload):
    """Do again what has stopped, cancel it, or discard the file; lead to what is then.

    What is imported by now stays.
    """
    rows = Upload.objects.filter(pk=upload.pk).exclude(plan__has_key=IMPORTED)
    gone = None
    if "cancel" in request.POST:
        gone = rows.exclude(doing="").delete()
    elif "discard" in request.POST:
        gone = rows.exclude(doing=WRITING).delete()
    elif upload.has_stopped:
        try:
            start(
                upload,
                upload.doing,
                upload.plan,
                upload.about if upload.doing == WRITING else 0,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
    if gone and any(gone):
        words = _("Nothing is imported of “{file}”.").format(file=upload)
        messages.success(request, words)
        return redirect("admin:articles_imports")
    return redirect("admin:articles_import_upload", upload.uid)


def says_imported(upload, report):
    """Return the words that say what an upload became."""
    return _("“{file}” is imported: {report}.").format(file=upload, report=report)
