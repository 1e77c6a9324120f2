"""What all kinds of rows have in common at the desk: their history, and their lists.

What a history tells is kept in English, and shown in its reader's language.
"""

import re

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, IGNORED_PARAMS, PAGE_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_noop

# What an article is after a step, by its state.
NOW = {
    "draft": gettext_noop("Now draft."),
    "in review": gettext_noop("Now in review."),
    "published": gettext_noop("Now published."),
    "scheduled": gettext_noop("Now scheduled."),
    "withdrawn": gettext_noop("Now withdrawn."),
}

KEY = re.compile(r"\d{1,18}", re.ASCII)  # of a row: what every database looks for
OF_COLUMN = ("__exact", "__id__exact", "__isnull")  # how a filter of Django's asks


class RowSelect(AutocompleteSelect):
    """A row, which is looked for as one types. What is no key is no row’s."""

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in value if KEY.fullmatch(str(key))]
        return super().optgroups(name, keys, attrs)


class DeskAdmin(admin.ModelAdmin):
    """The admin of one kind of row."""

    def construct_change_message(self, request, form, formsets, add=False):
        told = super().construct_change_message(request, form, formsets, add)
        for change in told:
            for what in change.values():
                if "fields" in what:
                    what["fields"] = [as_named(label) for label in what["fields"]]
        return told

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist_instance(self, request):
        """Return the list that is asked for; Django leads to all of it otherwise.

        Its filters alone are asked: of any other column, or a number that none can
        hold, Django would ask the database, which breaks.
        """
        for name, values in request.GET.lists():
            if not self.narrows_by(name, values):
                raise IncorrectLookupParameters(name)
        return super().get_changelist_instance(request)

    def narrows_by(self, name, values):
        """Return whether a parameter of a list is one that it knows."""
        columns = [one for one in self.list_filter if isinstance(one, str)]
        if name in [f"{column}{end}" for column in columns for end in OF_COLUMN]:
            return all(len(value) <= 18 for value in values)
        own = [getattr(one, "parameter_name", None) for one in self.list_filter]
        return name in (*IGNORED_PARAMS, PAGE_VAR, ERROR_FLAG, *own)

    def response_action(self, request, *args, **kwargs):
        """Answer an action; what can be the key of no row is not chosen."""
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        keys = [key for key in chosen if KEY.fullmatch(key)]
        request.POST.setlist(ACTION_CHECKBOX_NAME, keys)
        return super().response_action(request, *args, **kwargs)


def as_named(label):
    """Return the label of a field as its model names it: so catalogues have it."""
    return label[:1].lower() + label[1:]
