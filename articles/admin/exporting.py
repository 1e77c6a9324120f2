"""Entries are taken out of the desk: a selection, or all that a filter finds."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.exports import EXPORTS
from articles.forms import ExportForm
from articles.jobs.exporting import export
from articles.models import keys_of

EXPORT = "_export"  # the button of the page


def export_page(article_admin, request, articles):
    """Answer with the formats to choose from; or with `articles` in one of them.

    It posts to the list again, so the filter in its address counts.
    """
    try:
        count = len(keys_of(articles))
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return None
    form = ExportForm(request.POST if EXPORT in request.POST else None)
    if form.is_valid():
        given = form.cleaned_data
        return sent(given["format"], articles, published=given["published"])
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Export"),
        "opts": article_admin.opts,
        "form": form,
        "count": count,
        "checkbox": ACTION_CHECKBOX_NAME,
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
        "back": request.get_full_path(),
    }
    return render(request, "admin/articles/article/export.html", context)


def sent(format, articles, *, published=False):
    """Return `articles` as a file of a format, streamed."""
    row = EXPORTS[format]
    name = f"digest-{timezone.localdate()}.{row.ending}"
    return StreamingHttpResponse(
        export(format, articles, published=published),
        content_type=row.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
