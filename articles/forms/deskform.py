"""What the forms of the desk have in common."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS


class DeskForm(forms.ModelForm):
    """A form whose untouched fields leave what the row holds as it is, to the byte."""

    def clean(self):
        super().clean()
        untouched = self.cleaned_data.keys() - set(self.changed_data)
        for column in self._meta.model._meta.concrete_fields:
            if column.name in untouched and not column.is_relation:
                self.cleaned_data[column.name] = getattr(self.instance, column.name)
        held = self.data.get("held")  # see articles/admin/stale.py
        if held and not self.prefix:  # said once, not at each note
            self.add_error(None, held)
        return self.cleaned_data

    def add_error(self, field, error):
        found = getattr(error, "error_dict", {})
        if self.errors or len(found) > 1:
            found.pop(NON_FIELD_ERRORS, None)  # a constraint: it would say it again
        super().add_error(field, error)
