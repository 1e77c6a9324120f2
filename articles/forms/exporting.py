"""In what format entries are taken out, and whether only what readers see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.formats.exports import EXPORTS


class ExportForm(forms.Form):
    """A choice of format. Only those that are whole hold notes for editors."""

    format = forms.ChoiceField(
        label=_("Format"), choices=[(key, row.name) for key, row in EXPORTS.items()]
    )
    published = forms.BooleanField(
        label=_("Only what readers see: no drafts, no notes for editors"),
        required=False,
    )
