"""What an editor writes, as readers will see it, while it is written."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import limits, text


@require_POST
def preview(request):
    """Answer with the HTML of the Markdown that is sent as `words`. None is kept."""
    user = request.user
    if not user.has_perms(["articles.change_article"]) and not user.has_perms(
        ["articles.add_article"]
    ):
        raise PermissionDenied
    words = text.mend_newlines(request.POST.get("words", ""))
    try:
        return HttpResponse(text.render(words))
    except ValueError:
        return HttpResponseBadRequest(
            _("{count} characters: at most {most}.").format(
                count=len(words), most=limits.TEXT
            )
        )


def labels():
    """Return what the script of the fields says: {name: words}."""
    return {
        "strong": _("Strong (Ctrl+B)"),
        "emphasis": _("Emphasis (Ctrl+I)"),
        "link": _("Link (Ctrl+K)"),
        "quote": _("Quotation"),
        "list": _("List"),
        "cut": _("Cut: …"),
        "preview": _("As readers see it"),
        "words": _("words"),
        "note": _("Note on the marked words (n)"),
        "take": _("Put the marked words here"),
        "none": _("Mark words in the excerpt as readers see it first."),
    }
