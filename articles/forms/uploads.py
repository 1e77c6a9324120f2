"""A file that is sent to the desk, and waits there until its plan was read."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise

from articles import limits
from articles.models import Upload


class UploadForm(forms.Form):
    """A file that is sent, or was sent before; `too_long` refuses it in words."""

    file: forms.FileField
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    too_long: str | Promise

    @property
    def plan(self) -> dict | None:
        """What is kept beside the file until it is read; None of one not imported."""
        return None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > limits.UPLOAD:
            size, most = (
                number_format(count, force_grouping=True)
                for count in (file.size, limits.UPLOAD)
            )
            raise ValidationError(str(self.too_long).format(size=size, most=most))
        return file

    def upload_of(self, account):
        """Return what was sent now, or before, by `account`; None: nothing.

        Raise Refused where too many files wait.
        """
        if file := self.cleaned_data["file"]:
            return Upload.objects.keep(file, account, self.plan)
        mine = Upload.objects.waiting(account)
        return mine.filter(uid=self.cleaned_data["upload"]).first()
