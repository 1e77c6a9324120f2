"""A fixture is loaded at the desk: a file is sent, its plan is read, it is applied."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from articles.errors import Refused
from articles.forms import LoadForm
from articles.jobs.fixtures import load_fixture
from articles.models import Changes, note_load, roles


def load_view(request, site):
    """Answer with the form, with the plan of what was sent, or having applied it."""
    if not roles.may_load(request.user):
        raise PermissionDenied
    may_prune = roles.may_delete(request.user)
    form = LoadForm(request.POST or None, request.FILES or None, may_prune=may_prune)
    context = {**site.each_context(request), "title": _("Load a fixture"), "form": form}
    template = "admin/load_fixture.html"
    if not form.is_valid():
        return render(request, template, context)
    upload = form.upload_of(request.user)
    if upload is None:
        form.add_error("file", _("Choose a file."))
        return render(request, template, context)
    read = request.POST.get("read") if "apply" in request.POST else None
    changes = Changes((upload.uid, form.choices))
    try:
        report = load(upload, form.choices, changes, read)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context["upload"] = upload
        return render(request, template, context)
    if changes.digest == read:
        note_load(request.user, upload, report)
        upload.delete()
        message = _("“{file}” is loaded: {report}.")
        messages.success(request, message.format(file=upload, report=report))
        return redirect("admin:articles_article_changelist")
    plan = {"upload": upload, "report": report, "changes": changes}
    plan |= {"title": _("What would change"), "is_another": "apply" in request.POST}
    return render(request, "admin/load_fixture_plan.html", {**context, **plan})


@transaction.atomic
def load(upload, choices, changes, read):
    """Load a file, where that changes what the plan named that was read; plan it else.

    `read` is the digest of that plan, or None. Return the Report.
    """
    report = load_fixture(upload, **choices, plan=read is None, tell=changes.add)
    changes.end(report)
    if changes.digest != read:
        transaction.set_rollback(True)
    return report
