"""The plan of an import as its page shows it: made just now, or by a process before."""

from dataclasses import dataclass

from articles.formats.readers import READERS
from articles.formats.reading import Columns
from articles.forms import ColumnsForm, ImportForm
from articles.jobs.importing import format_of, opened
from articles.models import Entries, ImportReport, Upload


class Reading:
    """How an upload is to be read: what the editor chose, and what the file says."""

    def __init__(self, choices):
        self.choices = choices  # as they are posted again
        self.how = choices  # those, with the format that it has, and the columns
        self.found = None  # the columns of a table, for JSON: mapping, others
        self.columns: ColumnsForm | None = None

    @classmethod
    def of_form(cls, form: ImportForm):
        """Return the reading that a valid form asks for."""
        return cls(form.choices)

    @classmethod
    def of_json(cls, held):
        """Return the reading that `as_json` was asked of."""
        reading = cls(held["choices"])
        reading.how = held["reading"]
        if held["found"]:
            mapping, others = held["found"]
            columns = Columns(mapping=mapping, unmapped=tuple(others))
            chosen = {f"column-{k}": v for k, v in reading.how["columns"].items()}
            carries = READERS[reading.how["format"]].carries
            reading.columns = ColumnsForm(carries, columns, chosen)
        return reading

    def as_json(self):
        """Return this as JSON holds it."""
        return {"choices": self.choices, "reading": self.how, "found": self.found}

    def find(self, form: ImportForm, posted, upload: Upload):
        """Find out what the file says. Raise Refused where it is of no known format."""
        options = form.options
        with opened(upload) as source:
            format = format_of(source, self.choices["format"])
            self.how = {**self.choices, "format": format, "columns": {}}
            row = READERS[format]
            if row.columns is None:
                return
            found = row.columns(source, options)
        is_chosen = any(name.startswith("column-") for name in posted)
        self.found = [dict(found.mapping), list(found.unmapped)]
        self.columns = ColumnsForm(row.carries, found, posted if is_chosen else None)
        unread = dict.fromkeys(row.carries, "")
        fields = self.columns.columns if self.columns.is_valid() else found.mapping
        self.how["columns"] = unread | dict(fields)


@dataclass
class Plan:
    """What an upload would become."""

    reading: Reading
    report: ImportReport
    entries: Entries
    digest: str
    is_another: bool  # than the one that was to be applied

    @classmethod
    def of_json(cls, held):
        """Return the plan that a process left in the row of an upload."""
        return cls(
            Reading.of_json(held),
            ImportReport.of_json(held["report"]),
            Entries.of_json(held["entries"]),
            held["digest"],
            held["is_another"],
        )

    @property
    def format_name(self):
        """The name of the format."""
        return READERS[self.reading.how["format"]].name
