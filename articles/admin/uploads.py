"""A large file that is imported: a process works on it, and a page tells how far."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from articles.admin.plans import Plan, Reading
from articles.errors import Refused
from articles.forms import ImportForm
from articles.jobs.importing.uploads import start
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
    """Answer with how far a large file is, its plan, or what it became."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    mine = Upload.objects.waiting(request.user).defer("content")
    upload = mine.filter(uid=uid).exclude(ticket=None).first()
    if "look" in request.GET and not (upload and upload.doing):
        return HttpResponse(status=204)  # static/progress.js loads the page
    if upload is None:
        messages.warning(request, _("That file waits no longer: send it again."))
        return redirect("admin:articles_import")
    if request.method == "POST":
        return act(request, upload)
    plan, context = upload.plan, {**site.each_context(request), "upload": upload}
    if upload.doing:
        context["title"] = _("Import")
        return render(request, "admin/import_progress.html", context)
    if IMPORTED in plan:
        report = ImportReport.of_json(plan["report"])
        messages.success(request, says_imported(upload, report))
        return redirect("admin:articles_imports")
    if REFUSED in plan:
        form = ImportForm(plan["choices"])
        form.add_error(None, plan[REFUSED])
        columns = Reading.of_json(plan).columns
        context |= {"title": _("Import"), "form": form, "columns": columns}
        return render(request, "admin/import.html", context)
    context |= {"title": _("What would be imported"), "plan": Plan.of_json(plan)}
    return render(request, "admin/import_plan.html", context)


def act(request, upload):
    """Let what has stopped be done again, or cancel it; answer with what is then."""
    if "cancel" in request.POST:
        gone = Upload.objects.filter(pk=upload.pk).exclude(doing="").delete()
        if any(gone):
            messages.success(
                request, _("Nothing is imported of “{file}”.").format(file=upload)
            )
            return redirect("admin:articles_import")
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
    return redirect("admin:articles_import_upload", upload.uid)


def says_imported(upload, report):
    """Return the words that say what an upload became."""
    return _("“{file}” is imported: {report}.").format(file=upload, report=report)
