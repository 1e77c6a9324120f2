"""Tags that need care: one page of the desk for all that keeps them healthy."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits
from articles.admin.deskadmin import KEY
from articles.errors import Refused
from articles.models import Article, Tag, TagDeed, care, offer, undo
from articles.models.fields import LineFormField

TOLD = 50  # deeds on the page
NEAR = 12  # names of tags that are offered for one that means none
MERGED = 20  # tags at a time
SAMPLE = 5  # entries of a tag, in a preview
OFFERED = 200  # entries of a tag that is split, the newest

KINDS = {
    "plural": _("Singular and plural"),
    "spelling": _("Nearly the same spelling"),
    "together": _("Always together: the first never stands without the second"),
    "once": _("Used once"),
    "unused": _("Used nowhere"),
}


class RowsField(forms.ModelMultipleChoiceField):
    """Rows by their keys; what no database would look for is none of them."""

    def clean(self, value):
        return super().clean([key for key in value or [] if KEY.fullmatch(key)])


class LeaveForm(forms.Form):
    """A suggestion that is not followed."""

    kind = forms.ChoiceField(choices=list(KINDS.items()))
    tag = forms.ModelChoiceField(Tag.objects)
    other = forms.ModelChoiceField(Tag.objects, required=False)


class UndoForm(forms.Form):
    """A deed that is undone."""

    deed = forms.ModelChoiceField(TagDeed.objects)


class RenameForm(forms.Form):
    """A tag, and its other name."""

    rename = forms.ModelChoiceField(Tag.objects)
    name = LineFormField(max_length=limits.TAG_NAME)


class MergeForm(forms.Form):
    """Tags that become one of them: chosen, and perhaps an `other`, named in words."""

    other = LineFormField(max_length=limits.TAG_NAME, required=False)
    tags = RowsField(Tag.objects)
    into = forms.ModelChoiceField(Tag.objects, required=False)

    def clean_other(self):
        name = self.cleaned_data["other"]
        tag = Tag.objects.resolve(name) if name else None
        if name and tag is None:
            says = _("There is no tag “{name}”.").format(name=name)
            raise forms.ValidationError(says)
        return tag

    def clean_tags(self):
        other = self.cleaned_data.get("other")
        keys = {tag.pk for tag in [*self.cleaned_data["tags"], *filter(None, [other])]}
        tags = Tag.objects.filter(pk__in=keys).annotate(count=Count("uses"))
        if not 2 <= len(keys) <= MERGED:
            says = _("Choose 2 to {most} tags.").format(most=MERGED)
            raise forms.ValidationError(says)
        return list(tags.order_by("-count", "name_key"))

    def clean(self):
        super().clean()
        into = self.cleaned_data.get("into")
        if into and into not in self.cleaned_data.get("tags", []):
            raise forms.ValidationError(_("Choose the tag that stays."))
        return self.cleaned_data


class SplitForm(forms.Form):
    """Entries of a tag, and the name of the tag that they get instead."""

    name = LineFormField(
        label=capfirst(_("name")),
        max_length=limits.TAG_NAME,
        help_text=_("Of a tag that is there, or of a new one."),
    )
    entries = RowsField(
        Article.objects,
        label=capfirst(_("entries")),
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, entries):
        """Let one choose among `entries`."""
        choices = [(entry.pk, entry.title) for entry in entries]
        self.fields["entries"].choices = choices  # type: ignore[attr-defined]


def care_view(request, tag_admin):
    """Answer with what needs care and what was done; or do what was asked for."""
    if request.method == "POST":
        if "rename" in request.POST:
            return rename(request, tag_admin)
        if "deed" in request.POST:
            take_back(request, tag_admin)
        else:
            leave(request, tag_admin)
        return redirect("admin:articles_tag_care")
    asked = request.GET.get("tag", "")[: limits.SLUG]
    chosen = Tag.objects.resolve(asked) if asked else None
    found = groupby(care(), key=lambda suggestion: suggestion.kind)
    context = {
        **tag_admin.admin_site.each_context(request),
        "title": _("Tags that need care"),
        "groups": [(KINDS[kind], list(suggestions)) for kind, suggestions in found],
        "deeds": TagDeed.objects.latest()[:TOLD],
        "asked": asked,
        "chosen": chosen and tag_admin.get_object(request, chosen.pk),
        "near": list(offer(asked)[:NEAR]) if asked and not chosen else [],
    }
    return render(request, "admin/articles/tag/care.html", context)


def rename(request, tag_admin):
    """Give a tag another name, its address along; or offer to merge what bears it."""
    form = RenameForm(request.POST)
    if not form.is_valid():
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        tag_admin.message_user(request, " ".join(reasons), messages.ERROR)
        return redirect("admin:articles_tag_care")
    tag, name = form.cleaned_data["rename"], form.cleaned_data["name"]
    try:
        tag.rename(name)
    except Refused as refusal:
        tag_admin.message_user(request, str(refusal), messages.ERROR)
        other = Tag.objects.resolve(name)
        if other and other != tag:
            address = reverse("admin:articles_tag_merge")
            return redirect(f"{address}?{merge_address([tag, other])}")
    else:
        words = _("The tag is “{tag}” now. Below it can be undone.").format(tag=tag)
        tag_admin.message_user(request, words, messages.SUCCESS)
    return redirect(reverse("admin:articles_tag_care", query={"tag": tag.slug}))


def leave(request, tag_admin):
    """Remember that a suggestion is not followed."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        tag_admin.message_user(request, nothing_done(), messages.ERROR)
        return
    given = form.cleaned_data
    tags = [tag for tag in (given["tag"], given["other"]) if tag]
    TagDeed.objects.leave(given["kind"], *tags)
    words = _("It stays as it is, and is not suggested again.")
    tag_admin.message_user(request, str(words), messages.SUCCESS)


def take_back(request, tag_admin):
    """Undo a deed, and say what that did; or why it is not undone."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        tag_admin.message_user(request, nothing_done(), messages.ERROR)
        return
    deed = form.cleaned_data["deed"]
    try:
        count = undo(deed)
    except Refused as refusal:
        tag_admin.message_user(request, str(refusal), messages.ERROR)
        return
    words = ngettext(
        "Undone: {deed} {count} entry bears again what it bore.",
        "Undone: {deed} {count} entries bear again what they bore.",
        count,
    )
    if not deed.touched:
        words = str(_("Undone: {deed}"))
    words = words.format(deed=deed, count=count)
    tag_admin.message_user(request, words, messages.SUCCESS)


def nothing_done():
    """Return in words that what was asked for is not there."""
    return str(_("That is not there any more; nothing was changed."))


def merge_view(request, tag_admin):
    """Answer with what a merge would do, or having done it."""
    form = MergeForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        tag_admin.message_user(request, " ".join(reasons), messages.ERROR)
        return redirect("admin:articles_tag_changelist")
    tags, into = form.cleaned_data["tags"], form.cleaned_data["into"]
    if request.method == "POST" and into:
        try:
            merge(tags, into)
        except Refused as refusal:
            tag_admin.message_user(request, str(refusal), messages.ERROR)
        else:
            words = _("The tags are merged into “{tag}”. Below it can be undone.")
            said = words.format(tag=into)
            tag_admin.message_user(request, said, messages.SUCCESS)
            return redirect("admin:articles_tag_care")
    context = {
        **tag_admin.admin_site.each_context(request),
        "title": _("Merge tags"),
        "tags": [(tag, sample_of(tag)) for tag in tags],
        "into": into or tags[0],
        "total": Article.objects.filter(tags__in=tags).distinct().count(),
    }
    return render(request, "admin/articles/tag/merge.html", context)


def sample_of(tag):
    """Return the newest entries of a tag, a few."""
    return Article.objects.tagged(tag).order_by("-pk")[:SAMPLE]


@transaction.atomic
def merge(tags, into):
    """Merge all of `tags` into one of them, or none where one is refused."""
    for tag in tags:
        if tag != into:
            tag.merge_into(into)


def merge_address(tags):
    """Return the query that asks for the preview of a merge of `tags`."""
    return urlencode({"tags": [tag.pk for tag in tags]}, doseq=True)


def split_view(request, tag_admin, object_id):
    """Answer with the entries of a tag, or having given some of them another one."""
    tag = tag_admin.get_object(request, object_id)
    if tag is None:
        raise Http404
    newest = Article.objects.tagged(tag).order_by("-published_at", "-pk")[:OFFERED]
    form = SplitForm(request.POST or None)
    form.offer(newest)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = [entry.pk for entry in form.cleaned_data["entries"]]
            count = tag.split_off(form.cleaned_data["name"], chosen)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            words = ngettext(
                "{count} entry has another tag now. Below it can be undone.",
                "{count} entries have another tag now. Below it can be undone.",
                count,
            )
            words = words.format(count=count)
            tag_admin.message_user(request, words, messages.SUCCESS)
            return redirect("admin:articles_tag_care")
    context = {
        **tag_admin.admin_site.each_context(request),
        "title": _("Split the tag “{tag}”").format(tag=tag),
        "tag": tag,
        "form": form,
        "is_cut": tag.count > OFFERED,
    }
    return render(request, "admin/articles/tag/split.html", context)
