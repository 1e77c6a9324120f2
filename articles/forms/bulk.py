"""What is to be done to many entries: what would become of them, and doing it."""

from collections import Counter
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import limits, periods
from articles.errors import Refused
from articles.forms.articles import TagNamesField
from articles.models import (
    Article,
    LineFormField,
    Tag,
    date_all,
    known_tags,
    states_of,
    step_all,
    tag_all,
    tags_after,
    would_be_tagged,
)


class Line(NamedTuple):
    """What becomes of one entry."""

    entry: Article
    before: str
    after: str


class BulkForm(forms.Form):
    """Something that is done to the entries with the keys `keys`, in their order."""

    title: Any = ""
    asks = True  # what happens depends on what is filled in
    fields_told: list[str] = []  # what the log says that was changed

    def __init__(self, *args, keys, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = keys

    def lines(self, sample):
        """Return what becomes of the entries `sample`, a Line each."""
        raise NotImplementedError("A form says what its step does.")

    def sum(self):
        """Return in a sentence what becomes of all of them."""
        raise NotImplementedError("A form says what its step does.")

    def refusal(self):
        """Return in words why it cannot be done to all of them, or ""."""
        return ""

    def do(self):
        """Do it; return the keys of the entries that changed. May raise Refused."""
        raise NotImplementedError("A form says what its step does.")


class TagsForm(BulkForm):
    """Tags that entries get, and tags that they lose."""

    title = _("Change tags")
    fields_told = ["tags"]
    add = TagNamesField(label=_("Tags to add"))
    take = TagNamesField(label=_("Tags to take away"))

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if not self.errors and not given["add"] and not given["take"]:
            raise forms.ValidationError(_("Name a tag to add or to take away."))
        try:
            known_tags(given.get("take", []))
        except Refused as refusal:
            self.add_error("take", str(refusal))
        return given

    def names(self):
        """Return what is added and what is taken away: tags, new ones not saved."""
        names = self.cleaned_data["add"]
        known = Tag.objects.resolve_all(names)
        given = [known.get(name) or Tag.objects.build(name) for name in names]
        return given, known_tags(self.cleaned_data["take"])

    def lines(self, sample):
        given, taken = self.names()
        return [
            Line(
                entry,
                ", ".join(tag.name for tag in entry.tag_list),
                ", ".join(t.name for t in tags_after(entry.tag_list, given, taken)),
            )
            for entry in sample
        ]

    def sum(self):
        count = would_be_tagged(self.keys, *self.names())
        says = ngettext(
            "{count} of them gets other tags.", "{count} of them get other tags.", count
        )
        return says.format(count=number_format(count, force_grouping=True))

    def do(self):
        return tag_all(self.keys, self.cleaned_data["add"], self.cleaned_data["take"])


class DatesForm(BulkForm):
    """Days over which entries are spread."""

    title = _("Spread over days")
    fields_told = ["publish at"]
    first = forms.DateField(
        label=_("From the day"),
        widget=forms.DateInput(attrs={"placeholder": "2021-11-13"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=_("At"),
        widget=forms.TimeInput(attrs={"placeholder": "09:30"}, format="%H:%M"),
    )
    a_day = forms.IntegerField(
        label=_("So many a day"), required=False, min_value=1, max_value=limits.BULK
    )
    days = forms.IntegerField(
        label=_("Or over so many days"),
        required=False,
        min_value=1,
        max_value=limits.BULK,
    )
    reverse = forms.BooleanField(label=_("The last of the list first"), required=False)
    publish = forms.BooleanField(
        label=_("Publish them too: each appears by itself at its date"),
        required=False,
        initial=True,
    )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if self.errors:
            return given
        if bool(given["a_day"]) == bool(given["days"]):
            says = _("Say either how many a day, or over how many days.")
            raise forms.ValidationError(says)
        if given["reverse"]:
            self.keys = self.keys[::-1]
        measure = {"days": given["days"] or 0, "a_day": given["a_day"] or 0}
        count = len(self.keys)
        try:
            self.instants = periods.spread(
                count, given["first"], given["at"], **measure
            )
        except ValueError as error:
            says = _("There is no calendar for that many days.")
            raise forms.ValidationError(says) from error
        return given

    def lines(self, sample):
        at = dict(zip(self.keys, self.instants, strict=True))
        return [
            Line(
                entry,
                clock(entry.published_at) if entry.published_at else "",
                clock(at[entry.pk]),
            )
            for entry in sorted(sample, key=lambda entry: at[entry.pk])
        ]

    def sum(self):
        days = Counter(timezone.localdate(at) for at in self.instants)
        says = ngettext(
            "On {count} day, {first}: at most {most} a day.",
            "On {count} days, from {first} to {last}: at most {most} a day.",
            len(days),
        )
        most = max(days.values())
        first, last = min(days), max(days)
        return says.format(count=len(days), first=first, last=last, most=most)

    def refusal(self):
        late = self.cleaned_data["publish"] and min(self.instants) <= timezone.now()
        if late:
            return _("{time} is over.").format(time=clock(min(self.instants)))
        return refused(self.keys, lambda entry: entry.may_be_dated)

    def do(self):
        return date_all(self.keys, self.instants, publish=self.cleaned_data["publish"])


class StepForm(BulkForm):
    """A step that entries take: the name of a method, as it stands in `next_steps`."""

    asks = False
    verb = ""

    def lines(self, sample):
        return [Line(e, e.state_label, self.state_after(e)) for e in sample]

    def state_after(self, entry):
        """Return what `entry` is after it, in a word."""
        raise NotImplementedError("A form says what its step does.")

    def sum(self):
        states = Counter(e.state_label for e in states_of(self.keys))
        return ", ".join(f"{count} {state}" for state, count in states.items()) + "."

    def refusal(self):
        return refused(self.keys, lambda entry: self.verb in entry.next_steps)

    def step(self, entry):
        """Let `entry` take the step."""
        getattr(entry, self.verb)()

    def do(self):
        return step_all(self.keys, self.step)


class PublishForm(StepForm):
    """Entries that are published."""

    title = _("Publish, at its date or now")
    verb = "publish"

    def state_after(self, entry):
        entry.status = Article.Status.PUBLISHED
        entry.published_at = entry.published_at or timezone.now()
        return entry.state_label


class WithdrawForm(StepForm):
    """Entries that are taken away from readers."""

    title = _("Withdraw from readers")
    verb = "withdraw"
    why = LineFormField(
        label=_("Reason, which readers see"),
        max_length=limits.REASON,
        required=False,  # to see what would happen; to do it, the model asks for it
    )

    def state_after(self, entry):
        return str(Article.Status.WITHDRAWN.label)

    def step(self, entry):
        entry.withdraw(self.cleaned_data["why"])


def refused(keys, may):
    """Return in words which entries are in no state for it, or ""."""
    cannot = [entry for entry in states_of(keys) if not may(entry)]
    if not cannot:
        return ""
    says = ngettext(
        "{count} of them cannot: “{entry}” is {state}. So nothing can be done.",
        "{count} of them cannot, as “{entry}”, which is {state}."
        " So nothing can be done.",
        len(cannot),
    )
    count = number_format(len(cannot), force_grouping=True)
    return says.format(count=count, entry=cannot[0], state=cannot[0].state_label)


def clock(instant):
    """Return an instant by the clocks of the site, as the desk writes it."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
