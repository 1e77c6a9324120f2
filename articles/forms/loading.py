"""The form by which fixtures are loaded."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from articles import limits
from articles.models import (
    Known,
    Upload,
)


class LoadForm(forms.Form):
    """A fixture that is sent, or was sent before, and how it is to be loaded."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A fixture, as “Download as a fixture” or export_fixture write it."
        ),
    )
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    known = forms.ChoiceField(
        label=_("Entries that were edited here since"),
        choices=[
            (Known.REFUSE_EDITED, _("change nothing, and name them")),
            (Known.KEEP_EDITED, _("leave them as they are here")),
            (Known.TAKE, _("take the file’s")),
        ],
        initial=Known.REFUSE_EDITED,
        widget=forms.RadioSelect,
    )
    prune = forms.BooleanField(
        required=False,
        label=_("Delete what the file lacks"),
        help_text=_("The plan names it."),
    )

    def __init__(self, *args, may_prune, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_prune:
            del self.fields["prune"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > limits.UPLOAD:
            raise ValidationError(
                _(
                    "{size} bytes: at most {most} here. The command load_fixture takes"
                    " longer ones."
                ).format(
                    size=number_format(file.size, force_grouping=True),
                    most=number_format(limits.UPLOAD, force_grouping=True),
                )
            )
        return file

    def upload_of(self, account):
        """Return what was sent now, or the last time, by `account`; None: nothing."""
        if file := self.cleaned_data["file"]:
            return Upload.objects.keep(file, account)
        mine = Upload.objects.waiting(account)
        return mine.filter(uid=self.cleaned_data["upload"]).first()

    @property
    def choices(self):
        """The choices as `load_fixture` takes them."""
        prune = self.cleaned_data.get("prune", False)
        return {"known": Known(self.cleaned_data["known"]), "prune": prune}
