"""The forms by which a file that others wrote is imported."""

from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.formats.readers import READERS
from articles.formats.reading import Options
from articles.forms.uploads import UploadForm
from articles.models import EACH_REPEAT, FIELDS

AUTO = "auto"
WITH_TABLE = "digest-text"  # it needs a second file, which a command is given


def formats():
    """Return the formats that can be read of one file, as choices."""
    named = [(key, row.name) for key, row in READERS.items() if key != WITH_TABLE]
    return [(AUTO, _("find out")), *sorted(named, key=lambda each: each[1].lower())]


def zones():
    """Return the time zones there are, as choices."""
    return [(name, name) for name in sorted(available_timezones())]


class ImportForm(UploadForm):
    """A file that is sent, or was sent before, and how it is to be read."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "At most 20 MiB; the command import_articles takes larger ones and folders."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), choices=formats, initial=AUTO)
    repeats = forms.ChoiceField(
        label=_("Entries on a work that is here already"),
        choices=EACH_REPEAT,
        initial=EACH_REPEAT[0][0],
        widget=forms.RadioSelect,
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        initial=settings.TIME_ZONE,
        help_text=_("Of dates that name none."),
    )
    address = forms.URLField(
        label=_("Where it stood until now"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "The address of the site, for files that do not say it themselves: links"
            " to its own pages are then whole."
        ),
    )
    too_long = _(
        "{size} bytes: at most {most} here. The command import_articles takes larger"
        " ones."
    )

    @property
    def choices(self):
        """The choices, as they are posted again."""
        names = ("format", "repeats", "zone", "address")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def plan(self):
        """The choices, as they are kept beside the file until it is read."""
        return {"choices": self.choices}

    @property
    def options(self):
        """The choices that a reader needs."""
        zone = ZoneInfo(self.cleaned_data["zone"])
        return Options(zone=zone, address=self.cleaned_data["address"])


class ColumnsForm(forms.Form):
    """Which column of a table each field is read from."""

    def __init__(self, carries, columns, data=None):
        super().__init__(data, prefix="column", initial=dict(columns.mapping))
        self.names = [*dict.fromkeys(columns.mapping.values()), *columns.unmapped]
        choices = [("", _("none")), *((name, name) for name in self.names)]
        for name in carries:
            label = capfirst(FIELDS.get(name, name))
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )

    @property
    def columns(self):
        """What was chosen: {field: column}, "" for what is read from none."""
        return self.cleaned_data

    @property
    def read(self):
        """What is read: (label, column) each."""
        held = ((field.label, field.value()) for field in self)
        return [(label, column) for label, column in held if column]

    @property
    def unread(self):
        """The columns that nothing is read from."""
        held = {column for _label, column in self.read}
        return [name for name in self.names if name not in held]
