"""Triage: drafts and entries in review, one at a time, each decided with a key.

A key presses a button or leads to a field (static/keyboard.js); without a script the
buttons do the same. What is decided leads to the next one.
"""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.models import DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles import limits
from articles.admin.deskadmin import NOW
from articles.errors import Refused
from articles.formats.revisions import fingerprint
from articles.models import (
    Article,
    AtLeast,
    Binned,
    LineFormField,
    Tag,
    acting,
    fitting,
    tell_covered,
)

QUEUE = 1_000  # entries that are counted, before the one that is shown and after it
HOUR = time(9)  # when an entry appears, unless the editor says so
QUEUES = ("", "review", "draft")


class Asked(forms.Form):
    """Which queue, and which entry of it: that one, or the next one after its key."""

    queue = forms.ChoiceField(choices=[(one, one) for one in QUEUES], required=False)
    at = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)


class PublishForm(forms.Form):
    """Readers see it."""

    def do(self, article):
        """Decide on `article`. Raise Refused where a rule says no."""
        article.publish()


class SubmitForm(PublishForm):
    """Editors decide on it."""

    def do(self, article):
        article.submit()


class ScheduleForm(PublishForm):
    """Readers see it from an instant on."""

    at = forms.DateTimeField()

    def do(self, article):
        article.schedule(self.cleaned_data["at"])


class ReasonForm(PublishForm):
    """It goes back to its writer, or, as a draft, to the bin."""

    reason = LineFormField(max_length=limits.REASON)

    def do(self, article):
        reason = self.cleaned_data["reason"]
        if article.status == Article.Status.DRAFT:
            with acting(why=reason):
                Binned.objects.throw([article])
        else:
            article.reopen(reason)


class TagForm(PublishForm):
    """It bears these tags as well: names, a comma between them."""

    names = LineFormField(max_length=limits.TAG_NAME * limits.TAGS)

    def do(self, article):
        names = [name.strip() for name in self.cleaned_data["names"].split(",")]
        bears = [tag.name for tag in article.tag_list]
        if article.set_tags([*bears, *filter(None, names)]):
            article.touch()


class UntagForm(PublishForm):
    """It bears a tag no more."""

    names = forms.ModelChoiceField(Tag.objects)

    def do(self, article):
        gone = self.cleaned_data["names"]
        article.set_tags([tag.name for tag in article.tag_list if tag != gone])
        article.touch()


FORMS = {
    "publish": PublishForm,
    "submit": SubmitForm,
    "schedule": ScheduleForm,
    "reject": ReasonForm,
    "tag": TagForm,
    "untag": UntagForm,
}
IN_THE_BIN = "Now in the bin."  # what the log says
TAGGED = [{"changed": {"fields": ["tags"]}}]
STAYS = ("tag", "untag")  # on the entry


def triage_view(request, article_admin):
    """Answer with an entry of the queue; or having decided on it, lead to the next."""
    if not article_admin.has_view_permission(request):
        raise PermissionDenied
    asked = Asked(request.GET)
    given = asked.cleaned_data if asked.is_valid() else {}
    queue, at = given.get("queue", ""), given.get("at") or 0
    if request.method == "POST":
        name = request.POST.get("do", "")
        if decide(request, article_admin, at, name):
            return redirect(address_of(queue, at if name in STAYS else at + 1))
    articles = article_admin.get_queryset(request).undecided()
    if queue:
        articles = articles.filter(status=queue)
    keys = articles.values_list("pk", flat=True)
    ahead = list(keys.filter(pk__gte=at)[: QUEUE + 1])
    behind = list(keys.filter(pk__lt=at).order_by("-pk")[: QUEUE + 1])
    count = len(behind) + len(ahead)
    article = ahead and article_admin.get_queryset(request).filter(pk=ahead[0]).first()
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Triage"),
        "opts": article_admin.opts,
        "queue": queue,
        "queues": [(one, address_of(one, 0)) for one in QUEUES],
        "count": count if max(len(ahead), len(behind)) <= QUEUE else AtLeast(count),
        "number": len(behind) + 1,
        "previous": behind and address_of(queue, behind[0]),
        "first": address_of(queue, 0),
    }
    if article:
        context |= entry_context(request, article_admin, article)
        context |= typed_at(request, article) if article.pk == at else {}
        context["next"] = address_of(queue, article.pk + 1)
        context["here"] = address_of(queue, article.pk)
    return render(request, "admin/articles/article/triage.html", context)


def entry_context(request, article_admin, article):
    """Return what the page shows of an entry, and what may be done to it."""
    steps = article.steps_for(request.user)
    is_draft = article.status == Article.Status.DRAFT
    may_reject = "reopen" in steps
    if is_draft:
        may_reject = article_admin.has_delete_permission(request, article)
    may_tag = article_admin.has_change_permission(request, article)
    tell_covered([article])
    bears = article.tag_list
    offered = fitting(article.title, article.excerpt, article.url) if may_tag else []
    return {
        "article": article,
        "steps": steps,
        "may_tag": may_tag,
        "may_reject": may_reject,
        "is_draft": is_draft,
        "read": fingerprint(article.record()),
        "notes": article.notes.all(),
        "offered": [tag for tag in offered if tag not in bears][:8],
        "when": next_time(request),
        "reason_length": limits.REASON,
    }


def typed_at(request, article):
    """Return what was typed in a form that was refused: it stands there again."""
    if request.method != "POST":
        return {}
    fields = {"reject": "reason", "tag": "names", "schedule": "at"}
    names = {"reason": "typed_reason", "names": "typed_names", "at": "when"}
    name = fields.get(request.POST.get("do", ""))
    return {names[name]: request.POST.get(name, "")} if name else {}


def next_time(request):
    """Return when an entry may appear: a day after the last one given, or tomorrow."""
    now = timezone.localtime()
    at = datetime.combine(now.date() + timedelta(days=1), HOUR)
    kept = forms.DateTimeField(required=False)
    try:
        last = kept.clean(request.session.get("triage_at", ""))
    except forms.ValidationError:
        last = None
    if last and last > timezone.now():
        at = timezone.localtime(last).replace(tzinfo=None) + timedelta(days=1)
    return at.strftime("%Y-%m-%d %H:%M")


def decide(request, article_admin, key, name):
    """Do what was asked for to an entry, and say so; return whether it was done."""
    kind = FORMS.get(name)
    form = kind and kind(request.POST)
    try:
        if form is None or not form.is_valid():
            errors = form.errors.values() if form else []
            says = " ".join(str(says) for found in errors for says in found)
            raise Refused(says or _("That is none of the keys."))
        with transaction.atomic():
            rows = article_admin.get_queryset(request).select_for_update(of=("self",))
            article = rows.filter(pk=key).first()
            refuse_unseen(request, article)
            refuse_strangers(request, article_admin, article, name)
            form.do(article)
            note(request, article_admin, article, name, form)
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return False
    if name == "schedule":
        at = timezone.localtime(article.published_at)
        request.session["triage_at"] = at.strftime("%Y-%m-%dT%H:%M")
    return True


def refuse_unseen(request, article):
    """Raise Refused for an entry that is not what the editor looked at."""
    if article is None:
        raise Refused(_("That entry is not there any more."))
    if fingerprint(article.record()) != request.POST.get("read"):
        says = _("“{title}” was changed meanwhile: look at it again.")
        raise Refused(says.format(title=article))


def refuse_strangers(request, article_admin, article, name):
    """Raise PermissionDenied to who may not decide so, where no model says it."""
    may = article_admin.has_change_permission(request, article)
    if name == "reject" and article.status == Article.Status.DRAFT:
        may = article_admin.has_delete_permission(request, article)
    if not may:
        raise PermissionDenied


def note(request, article_admin, article, name, form):
    """Note in the log what was decided, and say it."""
    if name in STAYS:
        article_admin.log_change(request, article, TAGGED)
        return
    if Article.objects.filter(pk=article.pk).exists():
        told = "\n".join(filter(None, [NOW[article.state], article.reason]))
        article_admin.log_change(request, article, told)
        says = _("“{title}” is now {state}.")
        if article.is_scheduled:
            says = _("“{title}” appears on {time}.")
    else:
        told = f"{IN_THE_BIN}\n{form.cleaned_data['reason']}"
        LogEntry.objects.log_actions(request.user.pk, [article], DELETION, told)
        says = _("“{title}” is in the bin.")
    when = article.published_at and timezone.localtime(article.published_at)
    says = says.format(
        title=article,
        state=article.state_label,
        time=f"{when:%Y-%m-%d %H:%M}" if when else "",
    )
    article_admin.message_user(request, says, messages.SUCCESS)


def address_of(queue, at):
    """Return the address of a queue at an entry, or after it."""
    told = {"queue": queue, "at": at}
    query = urlencode({name: value for name, value in told.items() if value})
    address = reverse("admin:articles_triage")
    return f"{address}?{query}" if query else address
