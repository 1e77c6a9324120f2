"""A fixture is loaded at the desk: a file is sent, its plan is read, it is applied."""

import hashlib
from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from articles.errors import Refused
from articles.forms import LoadForm
from articles.jobs.fixtures import load_fixture
from articles.models import note_load

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
    context = {**site.each_context(request), "title": _("Load a fixture"), "form": form}
    template = "admin/load_fixture.html"
    if not form.is_valid():
        return render(request, template, context)
    upload = form.upload_of(request.user)
    if upload is None:
        form.add_error("file", _("Choose a file."))
        return render(request, template, context)
    read = request.POST.get("read") if "apply" in request.POST else None
    changes = Changes(upload, form.choices)
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


class Changes:
    """The first changes of a plan, how many more there are, and a digest of all."""

    def __init__(self, upload, choices):
        self.shown, self.more = [], 0
        self.hash = hashlib.sha256(repr((upload.uid, choices)).encode())

    def add(self, change):
        """Note a change."""
        # What is here counts. What comes is the file's, but for the uid of a new note
        # and the time of now, which differ each time.
        here = [(d.field, d.before) for d in change.differences if d.before]
        self.note((change.outcome, change.kind, change.name, here))
        if len(self.shown) < SHOWN:
            fields = [
                (d.field, list(islice(d.lines(), 200))) for d in change.differences
            ]
            self.shown.append((change, fields))
        else:
            self.more += 1

    def end(self, report):
        """Note the counts of all changes."""
        self.note(str(report))

    def note(self, what):
        """Let the digest depend on `what`."""
        self.hash.update(repr(what).encode("utf-8", "surrogatepass"))

    @property
    def digest(self):
        """What two plans share only where they name the same changes."""
        return self.hash.hexdigest()
