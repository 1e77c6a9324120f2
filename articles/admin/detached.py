"""Notes that have lost their passage: the desk says so until they are on one again."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def warn_of_detached(request, article_admin, article):
    """Say which notes of `article` are on no passage, with the way to each."""
    notes = list(article.notes.all().detached())
    if not notes:
        return
    form = reverse("admin:articles_article_change", args=[article.pk])
    links = ((f"{form}#notes-{note.position}", note.opening) for note in notes)
    said = ngettext(
        "{count} note has lost its passage: {notes}",
        "{count} notes have lost their passages: {notes}",
        len(notes),
    )
    named = format_html_join(", ", '<a href="{}">“{}”</a>', links)
    warning = format_html(said, count=len(notes), notes=named)
    article_admin.message_user(request, warning, messages.WARNING)


def marked_detached(state, article):
    """Return what a list says of `article`, with a mark where a note is detached."""
    if not getattr(article, "has_detached", False):  # it is loaded for a list
        return state
    mark = '{} <span class="detached-mark" title="{}">{}</span>'
    why = _("A note is on no passage of the excerpt any more.")
    return format_html(mark, state, why, _("lost note"))
