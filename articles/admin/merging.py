"""Two entries become one at the desk: chosen side by side, looked at, done, undone."""

from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import labels, limits, text
from articles.admin.deskadmin import DeskAdmin
from articles.admin.tagcare import RowsField
from articles.errors import Refused
from articles.formats.changes import text_of
from articles.formats.revisions import fingerprint
from articles.formats.uniting import CHOICES
from articles.formats.worddiff import sides
from articles.models import Article, Merged

TOLD = 50  # merges on a page
LAST = 2**63 - 1  # that is a key of a row
NAMES = {
    "title": _("title"),
    "url": _("source"),
    "authors": _("authors"),
    "source_date": _("source date"),
    "language": _("language"),
    "excerpt": _("excerpt"),
    "via": _("via"),
    "credit": _("credit"),
    "published_at": _("date"),
}


class MergingAdmin(DeskAdmin):
    """The part of an article's admin that merges two entries, and undoes that."""

    @admin.action(description=_("Merge into one"), permissions=["delete"])
    def merge(self, request, articles):
        asked = {"articles": [article.pk for article in articles[:3]]}
        return redirect(f"{reverse('admin:articles_merge')}?{urlencode(asked, True)}")

    def get_urls(self):
        view = self.admin_site.admin_view
        merge = partial(merge_view, article_admin=self)
        merged = partial(merged_view, article_admin=self)
        return [
            path("merge/", view(merge), name="articles_merge"),
            path("merged/", view(merged), name="articles_merged"),
            *super().get_urls(),
        ]


class TwoForm(forms.Form):
    """Which entries are to become one."""

    articles = RowsField(Article.objects.with_tags())

    def clean_articles(self):
        two = list(self.cleaned_data["articles"])
        if len(two) != 2:
            raise forms.ValidationError(_("Choose two entries."))
        return sorted(two, key=order_of)


class MergeForm(forms.Form):
    """What stays of two entries: which one, and of which each text is."""

    seen = forms.CharField(required=False, max_length=500)

    def __init__(self, two, names, data):
        super().__init__(data)
        keys = [(str(article.pk), str(article)) for article in two]
        self.fields["into"] = forms.ChoiceField(choices=keys)
        for name in names:
            self.fields[name] = forms.ChoiceField(choices=keys, required=False)

    def chosen(self, two):
        """Return what stays, what goes, and the names of what is taken from that."""
        given = self.cleaned_data
        into = next(article for article in two if str(article.pk) == given["into"])
        gone = next(article for article in two if article is not into)
        taken = [name for name in CHOICES if given.get(name) == str(gone.pk)]
        return into, gone, taken


class Choice(NamedTuple):
    """A field in which two entries differ: its name, and the two sides to choose of."""

    name: str
    label: str
    sides: list[tuple[Any, list, bool]]  # an entry, its text in parts, whether chosen


def order_of(article):
    """Return what tells which of two is likelier to stay: the public, the first one."""
    seen = article.is_public()
    return (not seen, article.published_at if seen else article.pk, article.pk)


def merge_view(request, article_admin):
    """Answer with two entries side by side, with what they become, or having merged."""
    asked = TwoForm(request.POST if request.method == "POST" else request.GET)
    if not asked.is_valid():
        message = str(_("Choose two entries."))
        article_admin.message_user(request, message, messages.ERROR)
        return redirect("admin:articles_article_changelist")
    two = asked.cleaned_data["articles"]
    refuse_strangers(request, article_admin, two)
    names = Merged.objects.choices(*two)
    form = MergeForm(two, names, request.POST if request.method == "POST" else None)
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Merge two entries"),
        "opts": Article._meta,
        "two": two,
        "into": two[0].pk,
    }
    chosen = {}
    if form.is_valid():
        into, gone, taken = form.chosen(two)
        shown = mark_of(two, into, taken)
        if "merge" in request.POST and form.cleaned_data["seen"] == shown:
            try:
                Merged.objects.merge(gone, into, taken)
            except Refused as refusal:
                article_admin.message_user(request, str(refusal), messages.ERROR)
            else:
                return land(request, article_admin, into, gone)
        elif "merge" in request.POST:
            message = str(_("Something was changed: look again at what comes of it."))
            article_admin.message_user(request, message, messages.WARNING)
        chosen = form.cleaned_data
        preview = preview_of(into, gone, taken)
        context |= {"into": into.pk, "preview": preview, "seen": shown}
    context["choices"] = [choice_of(name, two, chosen.get(name)) for name in names]
    return render(request, "admin/articles/article/merge.html", context)


def refuse_strangers(request, article_admin, two):
    """Raise PermissionDenied unless one may change, and delete, both of `two`."""
    for article in two:
        if not (
            article_admin.has_change_permission(request, article)
            and article_admin.has_delete_permission(request, article)
        ):
            raise PermissionDenied


def mark_of(two, into, taken):
    """Return what tells whether anything was changed since an editor has seen it."""
    marks = [fingerprint(article.record()) for article in two]
    return " ".join([*marks, str(into.pk), *taken])


def land(request, article_admin, into, gone):
    """Say that two were merged, note it, and lead to the one that stayed."""
    article_admin.log_change(request, into, "Another entry was merged into it.")
    words = _("“{gone}” is merged into “{into}”. Under “Merged entries” it is undone.")
    said = words.format(gone=gone, into=into)
    article_admin.message_user(request, said, messages.SUCCESS)
    return redirect("admin:articles_article_change", into.pk)


def choice_of(name, two, chosen):
    """Return a Choice; of one that is not `chosen` yet the first text that is any."""
    texts = [words_of(article, name) for article in two]
    chosen = chosen or str(two[0].pk if texts[0] or not texts[1] else two[1].pk)
    parts = [
        (article, side, str(article.pk) == chosen)
        for article, side in zip(two, sides(*texts), strict=True)
    ]
    return Choice(name, str(capfirst(NAMES[name])), parts)


def words_of(article, name):
    """Return what an entry says in the fields of a choice, as text."""
    values = [getattr(article, field) for field in CHOICES[name]]
    if name == "published_at":
        return f"{timezone.localtime(values[0]):%Y-%m-%d %H:%M}"
    if name == "via":
        values.reverse()  # the name first
    return " ".join(filter(None, map(text_of, values)))


def preview_of(into, gone, taken):
    """Return what a template shows of what `into` becomes."""
    record = Merged.objects.united(into, gone, taken)
    tags = {tag.slug: tag.name for one in (into, gone) for tag in one.tag_list}
    return {
        "record": record,
        "into": into,
        "gone": gone,
        "excerpt": text.render(record.excerpt),
        "addresses": [(labels.name_of(a.label), a.url) for a in record.addresses],
        "tags": [tags[slug] for slug in record.tags],
        "notes": [
            text.first_words(text.to_plain(note.body), limits.OPENING)
            for note in record.notes
        ],
        "followers": gone.followed_by.exclude(pk=into.pk).count(),
    }


def merged_view(request, article_admin):
    """Answer with what was merged; or undo one of these merges."""
    may_undo = (
        article_admin.has_add_permission(request)
        and article_admin.has_change_permission(request)
        and article_admin.has_delete_permission(request)
    )
    if request.method == "POST":
        if not may_undo:
            raise PermissionDenied
        take_apart(request, article_admin)
        return redirect("admin:articles_merged")
    if not article_admin.sees_all(request):
        raise PermissionDenied
    context = {
        **article_admin.admin_site.each_context(request),
        "title": _("Merged entries"),
        "opts": Article._meta,
        "may_undo": may_undo,
        **page_of(request),
    }
    return render(request, "admin/articles/article/merged.html", context)


class PageForm(forms.Form):
    """Where a page of merges begins: below that one."""

    before = forms.IntegerField(required=False, min_value=1, max_value=LAST)


def page_of(request):
    """Return the merges of a page, the latest first, and where the next page begins."""
    form = PageForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    merges = Merged.objects.latest()
    if before:
        merges = merges.filter(pk__lt=before)
    found = list(merges[: TOLD + 1])
    older = found[TOLD - 1].pk if len(found) > TOLD else None
    return {"merges": found[:TOLD], "older": older, "is_first": not before}


class UndoForm(forms.Form):
    """A merge that is undone."""

    merge = forms.ModelChoiceField(Merged.objects)


def take_apart(request, article_admin):
    """Undo the merge that was posted; say what that did, or why it is not undone."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        message = str(_("That is not there any more; nothing was changed."))
        article_admin.message_user(request, message, messages.ERROR)
        return
    try:
        article, into, said = form.cleaned_data["merge"].undo()
    except Refused as refusal:
        article_admin.message_user(request, str(refusal), messages.ERROR)
        return
    for entry in (article, into):
        article_admin.log_change(request, entry, "A merge was undone.")
    words = _("Undone: “{gone}” and “{into}” are two entries again.")
    told = " ".join([words.format(gone=article, into=into), *said])
    level = messages.WARNING if said else messages.SUCCESS
    article_admin.message_user(request, told, level)
