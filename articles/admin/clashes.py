"""Two editors at one tag or page: fields merge one by one, or are asked.

Such a row has no revisions; so the texts that were read travel with the form. What was
posted is written anew, as in articles/admin/stale.py.
"""

import json

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.utils.translation import gettext as _

from articles import text
from articles.admin.deskadmin import DeskAdmin
from articles.admin.stale import HELD, MERGED, MINE, THEIRS, Question, raw_of
from articles.formats.worddiff import sides


class ClashAdmin(DeskAdmin):
    """The admin of one kind of row, where no edit of another is written over."""

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        request.clash = None
        if request.method != "POST":  # waits for no writer
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            if object_id:
                self.meet(request, unquote(object_id))
            return super().changeform_view(request, object_id, *args, **kwargs)

    def meet(self, request, key):
        """Let what is posted be both edits, ours and that of who saved meanwhile."""
        row = self.get_object(request, key)
        if row is None or not self.has_change_permission(request, row):
            return
        self.model.objects.select_for_update().only("pk").get(pk=row.pk)
        row = self.get_object(request, key)
        form = self.get_form(request, row, change=True)(instance=row)
        request.clash = Clash(request.POST, form)
        request.POST = request.clash.rebase()
        if request.clash.is_merged and not request.clash.questions:
            self.message_user(request, str(MERGED), messages.INFO)

    def texts(self, request, row):
        """Return what stands in the form of `row` before anybody types."""
        return texts_of(self.get_form(request, row, change=True)(instance=row))

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        clash = request.clash
        if obj and self.has_change_permission(request, obj):
            held = clash.theirs if clash else self.texts(request, obj)
            context["read"] = json.dumps(held)
            if clash and clash.questions:
                context |= clash.asked()
        if not context["is_popup"]:
            context["kept"] = f"{self.opts.model_name}-{obj.pk if obj else 'new'}"
        return super().render_change_form(request, context, add, change, form_url, obj)


class Clash:
    """What was posted of a row, and what its form says by now: `theirs`."""

    def __init__(self, post, form):
        self.post, self.form, self.theirs = post.copy(), form, texts_of(form)
        self.is_merged = False
        self.questions: list[Question] = []
        self.post.pop("held", None)

    def rebase(self):
        """Return what is posted in the end; `questions` says what is still open."""
        read, asked = self.read(), self.post.getlist("clash")
        for name, theirs in self.theirs.items():
            mine = text.mend_newlines(self.post.get(name, ""))
            before = read.get(name, theirs)
            choice = self.post.get(f"choose {name}") if theirs == before else None
            is_open = theirs != before or name in asked
            if not is_open or mine == theirs or choice == MINE:
                continue
            if mine == before or choice == THEIRS:
                self.post[name] = theirs
                self.is_merged = True
                continue
            label = str(self.form.fields[name].label)
            self.questions.append(Question(name, label, *sides(theirs, mine)))
        if self.questions:
            self.post["held"] = str(HELD)
        return self.post

    def asked(self):
        """Return what a form shows of the questions; it is said once what they are."""
        return {
            "questions": self.questions,
            "theirs": _("somebody else"),
            "held": self.post["held"],
            "errors": None,
        }

    def read(self):
        """Return the texts of which the form was made, by their names."""
        try:
            read = json.loads(self.post.get("read", "{}"))
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


def texts_of(form):
    """Return what a form shows, {name: text}, its line ends as we keep them."""
    found = {}
    for bound in form:
        for name, values in raw_of(bound).items():
            found[name] = text.mend_newlines("\n".join(values))
    return found
