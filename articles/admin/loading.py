"""A fixture is loaded at the desk: a file is sent, its plan is read, it is applied."""

from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from articles.errors import Refused
from articles.forms import LoadForm
from articles.jobs.fixtures import load_fixture

NOUNS = ("article", "tag", "page", "oldaddress")
PERMISSIONS = [
    f"articles.{verb}_{noun}" for verb in ("add", "change") for noun in NOUNS
]
DELETE = [f"articles.delete_{noun}" for noun in NOUNS]
SHOWN = 500  # changes of a plan


def may_load(user):
    """Return whether `user` may do all that a fixture can do, but for deleting."""
    return user.has_perms(PERMISSIONS)


def load_view(request, site):
    """Answer with the form, with the plan of what was sent, or having applied it."""
    if not may_load(request.user):
        raise PermissionDenied
    may_prune = request.user.has_perms(DELETE)
    form = LoadForm(request.POST or None, request.FILES or None, may_prune=may_prune)
    context = {**site.each_context(request), "title": "Load a fixture", "form": form}
    template = "admin/load_fixture.html"
    if not form.is_valid():
        return render(request, template, context)
    upload = form.upload_of(request.user)
    if upload is None:
        form.add_error("file", "Choose a file.")
        return render(request, template, context)
    apply, changes = "apply" in request.POST, Changes()
    try:
        report = load_fixture(upload, **form.choices, plan=not apply, tell=changes.add)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context["upload"] = upload
        return render(request, template, context)
    if apply:
        upload.delete()
        messages.success(request, f"“{upload}” is loaded: {report}.")
        return redirect("admin:articles_article_changelist")
    plan = {"upload": upload, "report": report, "changes": changes}
    plan["title"] = "What would change"
    return render(request, "admin/load_fixture_plan.html", {**context, **plan})


class Changes:
    """The first changes of a plan, and how many more there are."""

    def __init__(self):
        self.shown, self.more = [], 0

    def add(self, change):
        """Note a change."""
        if len(self.shown) < SHOWN:
            fields = [
                (d.field, list(islice(d.lines(), 200))) for d in change.differences
            ]
            self.shown.append((change, fields))
        else:
            self.more += 1
