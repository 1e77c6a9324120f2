"""What the history of a row tells: kept in English, shown in its reader's language."""

from django.contrib import admin
from django.utils.translation import gettext_noop

# What an article is after a step, by its state.
NOW = {
    "draft": gettext_noop("Now draft."),
    "in review": gettext_noop("Now in review."),
    "published": gettext_noop("Now published."),
    "scheduled": gettext_noop("Now scheduled."),
    "withdrawn": gettext_noop("Now withdrawn."),
}


class DeskAdmin(admin.ModelAdmin):
    """The admin of one kind of row."""

    def construct_change_message(self, request, form, formsets, add=False):
        told = super().construct_change_message(request, form, formsets, add)
        for change in told:
            for what in change.values():
                if "fields" in what:
                    what["fields"] = [as_named(label) for label in what["fields"]]
        return told


def as_named(label):
    """Return the label of a field as its model names it: so catalogues have it."""
    return label[:1].lower() + label[1:]
