"""The page that readers would get of a form that is not saved."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.formats import bibtexentry
from articles.formats.citation import citation_of
from articles.models import sketch


@require_POST
def preview_view(request, article_admin, object_id=None):
    """Answer with the reader's page of the form that is posted; nothing is written.

    What is wrong with the form is said above it, in the editor's language; the rest
    speaks as the site does.
    """
    article = object_id and article_admin.get_object(request, object_id)
    if object_id and article is None:
        raise Http404
    may = article_admin.has_change_permission(request, article)
    if not (may if article else article_admin.has_add_permission(request)):
        raise PermissionDenied
    form_class = article_admin.get_form(request, article, change=bool(article))
    form = form_class(request.POST, instance=article)
    form.is_valid()
    notes = notes_of(request, article_admin, article, form.instance)
    problems = complaints(form, notes)
    article = form.instance
    given = form.cleaned_data
    sketch(
        article,
        given.get("tag_names", []),
        [note for note in notes.in_order() if note.body] if notes else [],
        given.get("addresses", []),
    )
    citation = citation_of(article.public_record())
    context = {
        "article": article,
        "citation": citation,
        "bibtex": bibtexentry.entry(citation),
        "problems": problems,
        "told": _("Nothing of this is saved yet. It cannot be saved as it is:"),
        "editor_language": translation.get_language(),
    }
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, "articles/article_preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def preview_of(article):
    """Return where the form of an article, or of a new one, is shown as a page."""
    if article is None:
        return reverse("admin:articles_preview")
    return reverse("admin:articles_article_preview", args=[article.pk])


def notes_of(request, article_admin, article, edited):
    """Return the bound forms of the notes, looked at; None where none are shown."""
    for formset, inline in article_admin.get_formsets_with_inlines(request, article):
        rows = inline.get_queryset(request)
        bound = formset(request.POST, instance=edited, queryset=rows)
        bound.is_valid()
        return bound
    return None


def complaints(form, notes):
    """Return what is wrong with a form and those of its notes: [sentence]."""
    found = said_of(form)
    if notes is not None:
        found += notes.non_form_errors()
        for number, note in enumerate(notes.forms, 1):
            name = _("Note {number}").format(number=number)
            found += [f"{name}, {said}" for said in said_of(note)]
    return found


def said_of(form):
    """Return the errors of one form, each with the name of its field."""
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found += [f"{capfirst(label)}: {e}" if label else e for e in errors]
    return found
