"""The form by which fixtures are loaded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.uploads import UploadForm
from articles.models import Known


class LoadForm(UploadForm):
    """A fixture that is sent, or was sent before, and how it is to be loaded."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A fixture, as “Download as a fixture” or export_fixture write it."
        ),
    )
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

    too_long = _(
        "{size} bytes: at most {most} here. The command load_fixture takes longer ones."
    )

    def __init__(self, *args, may_prune, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_prune:
            del self.fields["prune"]

    @property
    def choices(self):
        """The choices as `load_fixture` takes them."""
        prune = self.cleaned_data.get("prune", False)
        return {"known": Known(self.cleaned_data["known"]), "prune": prune}
