"""An address becomes a draft at the desk; what ran of its work before is shown."""

import json
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import labels, limits, text
from articles.admin.signing import name_of
from articles.errors import Refused
from articles.formats.found import found_in
from articles.jobs.capture import Covered, capture
from articles.models import (
    Article,
    Capture,
    Coverage,
    WordsFormField,
    coverage,
    in_brief,
)

# What the bookmarklet does on the page of a stranger: it sends nothing anywhere.
BOOKMARKLET = (
    "void open(%s+'#'+new URLSearchParams({url:location.href,title:document.title,"
    "text:getSelection()+''}),'_blank','noopener')"
)
FACTS = {
    "title": _("title"),
    "authors": _("authors"),
    "source_date": _("source date"),
    "site": _("site"),
    "language": _("language"),
    "description": _("description"),
    "image": _("picture"),
    "pdf": _("PDF"),
    "doi": _("DOI"),
}
SOURCES = {"readable text": _("readable text")}  # the others are names
LOOKED_AT = 20  # authors
LETTERS = limits.ADDRESSES * limits.ADDRESS  # of further addresses


class CaptureForm(forms.Form):
    """An address, and what the bookmarklet took along."""

    url = forms.CharField(
        label=_("Address"),
        max_length=limits.ADDRESS,
        widget=forms.TextInput(
            attrs={"class": "vURLField", "inputmode": "url", "autofocus": True}
        ),
    )
    words = WordsFormField(
        label=_("Excerpt"),
        required=False,
        max_length=limits.TEXT,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6}),
        help_text=_(
            "Words of the source, as they stand there. Empty: its abstract, where it"
            " has one."
        ),
    )
    # What a browser says of a page is taken where nobody says better.
    page_title = forms.CharField(required=False, widget=forms.HiddenInput)

    def capture(self, account, **given):
        """Make a draft for `account`; return what was Captured, or raise Refused."""
        fields = self.cleaned_data
        given |= {
            "excerpt": text.escape_markdown(fields["words"]),
            "credit": name_of(account),
        }
        said = {"title": fields["page_title"]}
        seen = found_in([(gettext("your browser"), said)])
        return capture(fields["url"], given, seen=seen)


def capture_view(request, article_admin):
    """Answer with the form, with why there is no draft, or having made one."""
    if not article_admin.has_add_permission(request):
        raise PermissionDenied
    form = CaptureForm(request.POST or None)
    form.fields["url"].widget.attrs["data-covered"] = covered_settings("capture")
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Capture"),
        "opts": Article._meta,
        "form": form,
        "bookmarklet": bookmarklet(request),
    }
    if form.is_valid():
        try:
            return land(request, article_admin, make(request, form))
        except Covered as covered:
            form.add_error("url", gettext("We have written of this already."))
            earlier = Article.objects.filter(pk=covered.earlier.pk)
            context["coverage"] = Coverage(same=in_brief(earlier))
        except Refused as refusal:
            form.add_error("url", str(refusal))
    return render(request, "admin/articles/article/capture.html", context)


def make(request, form):
    """Return what was captured; of a work that was covered only on purpose."""
    try:
        try:
            return form.capture(request.user)
        except IntegrityError:
            # Somebody took its place meanwhile: look again.
            return form.capture(request.user)
    except Covered as covered:
        # The button names the entry: the address may have been changed since.
        if request.POST.get("again") != str(covered.earlier.uid):
            raise
        return form.capture(request.user, follows=covered.earlier.uid)


def land(request, article_admin, captured):
    """Lead to the form of a draft that was captured; what was found is shown there."""
    article = captured.article
    Article.objects.filter(pk=article.pk).update(account=request.user)
    article_admin.log_addition(request, article, [{"added": {}}])
    message = _("“{title}” is a draft now.").format(title=article)
    messages.success(request, message)
    if article_admin.has_view_or_change_permission(request, article):
        return redirect("admin:articles_article_change", article.pk)
    return redirect("admin:articles_capture")


def found_for(article):
    """Return what was found when `article` was captured, as long as it is undecided.

    {"found": [(label, value, source)], "reasons": [sentence]}, or None.
    """
    is_undecided = article.status in (Article.Status.DRAFT, Article.Status.REVIEW)
    kept = Capture.objects.of(article) if is_undecided else None
    if kept is None:
        return None
    found = []
    for name, value, source in kept.found:
        words = ", ".join(value) if name == "authors" else value
        found.append((capfirst(FACTS[name]), words, SOURCES.get(source, source)))
    return {"found": found, "reasons": kept.reasons}


def bookmarklet(request):
    """Return the address of the bookmarklet, which leads back to where we are."""
    here = request.build_absolute_uri(reverse("admin:articles_capture"))
    # A browser takes the escapes out before it runs it.
    return "javascript:" + quote(BOOKMARKLET % json.dumps(here), safe="")


def covered_line(entry):
    """Return in one line what else is on the work of an entry of a list, as HTML."""
    if not entry.covered:
        return ""
    template = "admin/articles/article/_covered_line.html"
    return render_to_string(template, {"entry": entry.covered[0]})


@require_POST
def covered_view(request, article_admin):
    """Answer with what is known of a work before there is an entry on it, as HTML.

    Asked: `url`; `title`, `authors` (one a line), `addresses`, `follows`, as in a form;
    `but`, the key of the entry that is being written; `on`, the page that asks. Empty
    where nothing is known.
    """
    if not (
        article_admin.has_add_permission(request)
        or article_admin.has_change_permission(request)
    ):
        raise PermissionDenied
    asked = request.POST
    but = asked.get("but", "")[:18]
    authors = [name.strip() for name in asked.get("authors", "").splitlines()]
    more = [record.url for record in labels.read(asked.get("addresses", "")[:LETTERS])]
    found = coverage(
        asked.get("url", ""),
        asked.get("title", "")[: limits.TITLE],
        [name[: limits.NAME] for name in authors if name][:LOOKED_AT],
        int(but) if but.isascii() and but.isdigit() else None,
        more[: limits.ADDRESSES],
    )
    may_merge = article_admin.has_delete_permission(request)
    context = {
        "coverage": found,
        "on": asked.get("on"),
        "mine": but if but.isascii() and but.isdigit() and may_merge else "",
        "follows": asked.get("follows"),
    }
    return render(request, "admin/articles/article/covered.html", context)


def covered_settings(on, article=None):
    """Return what the script of a field for an address needs to know, as JSON.

    `on` is the page that it is on: "capture" or "form". What is no draft any more is
    asked about only once its address is changed.
    """
    return json.dumps(
        {
            "ask": reverse("admin:articles_covered"),
            "at_once": article is None or article.status == Article.Status.DRAFT,
            "sent": {"on": on, "but": article.pk if article else ""},
        }
    )
