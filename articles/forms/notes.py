"""The forms of the notes of an article."""

from collections import defaultdict
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import limits, text
from articles.errors import Refused
from articles.forms.deskform import DeskForm
from articles.models import (
    Annotation,
    WordsFormField,
    refuse_many_notes,
)
from articles.passages import Selector


def posted_notes(post):
    """Return what was posted of each note: {its number, as written: {name: texts}}."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for key, texts in post.lists():
        prefix, _, rest = key.partition("-")
        number, dash, name = rest.partition("-")
        if prefix == "notes" and dash:
            found[number][name] = texts
    return found


def is_written(texts):
    """Return whether anything was written into a note that was posted as `texts`."""
    typed = ("id", "body", "passage", "credit", "place")
    return any(value.strip() for name in typed for value in texts.get(name, []))


class NoteForm(DeskForm):
    place = forms.IntegerField(
        label=capfirst(_("place")),
        required=False,
        min_value=1,
        max_value=limits.NOTES,
        help_text=_("Among the notes of this entry. Empty: last."),
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
    )

    passage = WordsFormField(
        required=False,
        label=_("On the passage"),
        help_text=_(
            "Words of the excerpt as readers see it. Empty: on all of it. When the"
            " excerpt changes, they are looked for again."
        ),
        widget=forms.Textarea(attrs={"class": "vPassage", "rows": 2}),
    )
    before = WordsFormField(
        required=False, label=_("Before it"), widget=forms.HiddenInput
    )
    after = WordsFormField(
        required=False, label=_("After it"), widget=forms.HiddenInput
    )

    class Meta:
        model = Annotation
        fields = ["body", "public", "credit"]
        widgets = {
            "body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 5})
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.position + 1
            self.initial["passage"] = self.instance.quote
        if self.instance.is_detached:
            self.fields["passage"].help_text = self._why_detached()

    def _why_detached(self):
        """Return in words of HTML why the note is on no passage, and what it may be."""
        found = self.instance.candidates(self.instance.article.excerpt_text)
        said = _(
            "Detached: these words are not in the excerpt any more, nor any much like"
            " them. Give the note other ones, or none."
        )
        if found:
            said = _("Detached: it may be on any of these passages:")
        shown = format_html_join("", "<li>… {}<mark>{}</mark>{} …</li>", found)
        return format_html('<div class="detached">{}<ul>{}</ul></div>', said, shown)

    def take_passage(self, words):
        """Let the note be on the passage of `words` that was given, if one was."""
        given = self.cleaned_data
        if "passage" not in self.changed_data:
            return
        told = Selector(given["passage"], given["before"], given["after"])
        try:
            self.instance.take_passage(told, words)
        except Refused as refusal:
            self.add_error("passage", str(refusal))


class NoteFormSet(forms.BaseInlineFormSet):
    """The notes of an article."""

    default_error_messages = {
        "too_many_forms": _("Far too many notes: at most %(num)d an entry.")
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self._without_empty()
            del self.management_form  # it counted them

    def _without_empty(self):
        """Return what was posted without new notes into which nothing was written.

        Those after them move up. So hundreds of empty ones cost what none costs.
        """
        new = range(self.initial_form_count(), self.total_form_count())
        found = posted_notes(self.data)
        posted = [found[str(number)] for number in new]
        kept = [texts for texts in posted if is_written(texts)]
        if len(kept) == len(posted):
            return self.data
        data: Any = copy(self.data)  # the texts in it stay what they are
        for number, texts in zip(new, posted, strict=True):
            for name in texts:
                del data[f"notes-{number}-{name}"]
        for number, texts in enumerate(kept, new.start):
            for name, values in texts.items():
                data.setlist(f"notes-{number}-{name}", values)
        data["notes-TOTAL_FORMS"] = str(new.start + len(kept))
        return data

    def total_form_count(self):
        """Return how many notes there are to look at; of far too many none is."""
        if self.is_bound:
            said = self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0
            return said if said <= self.absolute_max else 0
        return super().total_form_count()

    def in_order(self):
        """Return the notes that are to stay, by the places that the editor gave.

        Of two at one place the one that was moved there stands on the side from
        which it came: it takes the place, and the other makes way.
        """
        return [form.instance for form in sorted(self._stay(), key=self._place)]

    def is_seen(self):
        """Return whether a note changed that readers see, or have seen."""
        return any(
            form.has_changed() and (form.instance.public or form.initial.get("public"))
            for form in self.forms
        )

    def clean(self):
        super().clean()
        changed = [
            f for f in self._stay() if "passage" in f.changed_data and f.is_valid()
        ]
        words = text.to_plain(self.instance.excerpt) if changed else ""
        for form in changed:
            form.take_passage(words)
        try:
            refuse_many_notes(len(self._stay()))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def _stay(self):
        return [
            form
            for form in self.forms
            if not form.cleaned_data.get(DELETION_FIELD_NAME)
            and (form.instance.pk or form.has_changed())
        ]

    def _place(self, form):
        place = form.cleaned_data.get("place") or limits.NOTES + 1
        before = form.initial.get("place", limits.NOTES + 1)
        return place, (place > before) - (place < before)
