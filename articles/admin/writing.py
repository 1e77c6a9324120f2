"""The tools for who writes Markdown at the desk: what its scripts ask, and say."""

import json

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import limits, text
from articles.admin.preview import preview_of
from articles.cleaning import changes, clean


@require_POST
def writing(request):
    """Answer with `words` as cleaning would leave them; JSON, and nothing is kept.

    `words` and `changes`, as `cleaning.changes` has them; or `refused`, why not.
    """
    may = map(
        request.user.has_perm, ("articles.change_article", "articles.add_article")
    )
    if not any(may):
        raise PermissionDenied
    words = text.mend_newlines(request.POST.get("words", ""))
    if len(words) > limits.TEXT:
        refusal = _("{count} characters: at most {most}.")
        refusal = refusal.format(count=len(words), most=limits.TEXT)
        return JsonResponse({"refused": refusal})
    cleaned = clean(words)
    return JsonResponse({"words": cleaned, "changes": changes(words, cleaned)})


def settings_of(article):
    """Return what the scripts of the form of an article are told, as JSON."""
    told = {
        "clean": reverse("admin:articles_writing"),
        "preview": preview_of(article),
        "around": limits.PASSAGE,
        "labels": labels(),
    }
    return json.dumps(told)


def labels():
    """Return what the script of the fields says: {name: words}."""
    return {
        "tools": _("Markdown"),
        "strong": _("Strong (Ctrl+B)"),
        "emphasis": _("Emphasis (Ctrl+I)"),
        "link": _("Link (Ctrl+K)"),
        "quote": _("Quotation"),
        "list": _("List"),
        "cut": _("Cut: …"),
        "clean": _("Clean pasted text"),
        "cleaned": _("What would change"),
        "accept": _("Change it so"),
        "refuse": _("Leave it as it is"),
        "changed": _("The text was changed meanwhile. This is what would change now:"),
        "nothing": _("There is nothing to clean."),
        "preview": _("As readers would see it"),
        "words": _("Words"),
        "note": _("Note on the marked words (n)"),
        "take": _("Put the marked words here"),
        "none": _("Mark words of the excerpt in the preview first."),
    }
