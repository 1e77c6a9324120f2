"""What an editor writes, as readers will see it, while it is written."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import limits, text
from articles.cleaning import changes, clean


@require_POST
def writing(request):
    """Answer with what becomes of the Markdown that is sent as `words`. None is kept.

    `show`: its HTML. `clean`: JSON, the text without the layout of where it was copied,
    and the changes to it, as `cleaning.changes` has them.
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
        return HttpResponseBadRequest(refusal)
    if request.POST.get("ask") == "clean":
        cleaned = clean(words)
        return JsonResponse({"words": cleaned, "changes": changes(words, cleaned)})
    return HttpResponse(text.render(words))


def labels():
    """Return what the script of the fields says: {name: words}."""
    return {
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
        "nothing": _("There is nothing to clean."),
        "preview": _("As readers see it"),
        "words": _("Words"),
        "note": _("Note on the marked words (n)"),
        "take": _("Put the marked words here"),
        "none": _("Mark words in the excerpt as readers see it first."),
    }
