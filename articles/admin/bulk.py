"""Steps for a selection, or for all that a filter finds: first seen, then done.

An action of the list answers with a page that says what would happen. It posts to the
list again, as Django's own page for deleting does, so the filter in its address counts.
"""

import json
from collections import Counter, defaultdict
from hashlib import sha256

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.deskadmin import NOW
from articles.errors import Refused
from articles.forms import DatesForm, PublishForm, StepForm, TagsForm, WithdrawForm
from articles.models import Article, keys_of, states_of

SAMPLE = 20  # entries that are shown
SHOW, DO = "_show", "_do"  # the buttons of the page


def bulk_page(article_admin, request, articles, action, kind):
    """Answer with what would become of `articles`; or do it, and lead to the list.

    `action` is the name of the action, `kind` the class of its form.
    """
    try:
        keys = keys_of(articles)
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return None
    if not keys:
        says = _("The articles are not there any more; nothing was changed.")
        article_admin.message_user(request, says, messages.WARNING)
        return None
    asks = kind.asks and not {SHOW, DO} & request.POST.keys()
    form = kind(None if asks else request.POST, keys=keys)
    context = {"step": "fill"}
    if form.is_valid():
        context = plan_of(form)
        if DO in request.POST:
            why_not = context["refusal"] or changed_since(request, context["mark"])
            why_not = why_not or do(article_admin, request, form)
            if not why_not:
                return HttpResponseRedirect(request.get_full_path())
            article_admin.message_user(request, why_not, messages.ERROR)
    context |= {
        **article_admin.admin_site.each_context(request),
        "title": kind.title,
        "opts": article_admin.opts,
        "form": form,
        "keys": form.keys,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
        "back": request.get_full_path(),
    }
    return render(request, "admin/articles/article/bulk.html", context)


def plan_of(form):
    """Return what would happen, as the page shows it."""
    shown = form.keys[:SAMPLE]
    found = Article.objects.with_tags().in_bulk(shown)
    sample = [found[pk] for pk in shown if pk in found]
    return {
        "step": "do",
        "sum": form.sum(),
        "refusal": form.refusal(),
        "lines": form.lines(sample),
        "more": len(form.keys) - len(sample),
        "mark": mark_of(form),
    }


def mark_of(form):
    """Return a mark of what was shown: it differs where an entry or the form does."""
    rows = Article.objects.filter(pk__in=form.keys).order_by("pk")
    asked = form.cleaned_data if form.asks else {}
    seen = [form.keys, list(rows.values_list("pk", "updated_at")), asked]
    return sha256(repr(seen).encode()).hexdigest()


def changed_since(request, mark):
    """Return in words that something else was shown when the button was pressed."""
    if request.POST.get("mark") == mark:
        return ""
    return _("This is not what was shown before: look at it again.")


def do(article_admin, request, form):
    """Do what the form says, and note it in the log; return why not, or ""."""
    try:
        with transaction.atomic():
            changed = states_of(form.do())
            note(request, form, changed)
    except Refused as refusal:
        return _("{refusal} Nothing was changed.").format(refusal=refusal)
    if isinstance(form, StepForm):
        states = Counter(article.state_label for article in changed)
        says = ", ".join(f"{count} {state}" for state, count in states.items()) + "."
    else:
        says = ngettext(
            "{count} entry is changed.", "{count} entries are changed.", len(changed)
        ).format(count=len(changed))
    article_admin.message_user(request, says, messages.SUCCESS)
    return ""


def note(request, form, articles):
    """Note in the log what was done to `articles`."""
    told = defaultdict(list)
    fields = json.dumps([{"changed": {"fields": form.fields_told}}])
    for article in articles:
        now = "\n".join(filter(None, [NOW[article.state], article.reason]))
        told[now if isinstance(form, StepForm) else fields].append(article)
    for says, rows in told.items():
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, change_message=says)


def action_of(name, kind, says):
    """Return the action of the list that leads to the page of a form."""

    @admin.action(description=says, permissions=["change"])
    def act(article_admin, request, articles):
        return bulk_page(article_admin, request, articles, name, kind)

    act.__name__ = name
    return act


BULK = [
    action_of(name, kind, says)
    for name, kind, says in (
        ("change_tags", TagsForm, gettext_lazy("Add or take away tags")),
        ("spread", DatesForm, gettext_lazy("Spread over days")),
        ("publish", PublishForm, gettext_lazy("Publish, at its date or now")),
        ("withdraw", WithdrawForm, gettext_lazy("Withdraw from readers")),
    )
]
