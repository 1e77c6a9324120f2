"""What a file would change, as an editor reads it before it is applied."""

import hashlib
from itertools import islice

from articles import text
from articles.models.importreport import OUTCOMES, Planned

SHOWN = 500  # changes of a plan; of an import, of one outcome
LINES = 200  # of one field


class Changes:
    """The first changes of a plan, how many more there are, and a digest of all.

    `of` is what was planned, with the choices: two plans of other things differ.
    """

    def __init__(self, of):
        self.shown, self.more = [], 0
        self.hash = hashlib.sha256(repr(of).encode())

    def add(self, change):
        """Note a change."""
        self.note((change.outcome, change.kind, change.name, here(change)))
        if len(self.shown) < SHOWN:
            self.shown.append((change, fields_of(change)))
        else:
            self.more += 1

    def end(self, report):
        """Note the counts of all changes."""
        self.note(str(report))

    def note(self, what):
        """Let the digest depend on `what`."""
        self.hash.update(repr(what).encode("utf-8", "surrogatepass"))

    @property
    def digest(self):
        """What two plans share only where they name the same changes."""
        return self.hash.hexdigest()


class Entries(Changes):
    """The first entries of each outcome that an import would have."""

    def __init__(self, of):
        super().__init__(of)
        self.parts = {outcome: Part(outcome) for outcome in FIRST_TOLD}

    def add(self, planned):
        """Note what becomes of an entry."""
        self.note((*planned[:-1], here(planned)))
        part = self.parts[planned.outcome]
        part.count += 1
        if len(part.shown) < SHOWN:
            part.shown.append((planned, fields_of(planned)))

    @property
    def told(self):
        """What there are entries of, what an editor may have to mend first."""
        return [part for part in self.parts.values() if part.count]

    def as_json(self):
        """Return what is shown of this, as JSON holds it."""
        return {
            part.outcome: {"count": part.count, "shown": list(map(said, part.shown))}
            for part in self.told
        }

    @classmethod
    def of_json(cls, held):
        """Return the entries that `as_json` was asked of. Their digest is another."""
        entries = cls(())
        for outcome, told in held.items():
            part = entries.parts[outcome]
            part.count = told["count"]
            for name, place, says, fields in told["shown"]:
                planned = Planned(outcome, "", name, place, says, [])
                part.shown.append((planned, fields))
        return entries


FIRST_TOLD = ("refused", "kept", *OUTCOMES)


class Part:
    """The entries of one outcome: the first of them, and how many there are."""

    def __init__(self, outcome):
        self.outcome, self.shown, self.count = outcome, [], 0

    @property
    def slug(self):
        """The name of the part in an address."""
        return self.outcome.replace(" ", "-")

    @property
    def more(self):
        """How many are not shown."""
        return self.count - len(self.shown)


def said(shown):
    """Return (name, place, what is said, fields) of an entry that is shown."""
    planned, fields = shown
    return planned.name, planned.place, text.one_line(planned.says), fields


def here(change):
    """Return what a plan depends on: what is here of a change.

    What comes is the file’s, but for the uid of a new note and the time of now, which
    differ each time.
    """
    return [(d.field, d.before) for d in change.differences if d.before]


def fields_of(change):
    """Return [(field, [(sign, line)])] of what differs."""
    return [(d.field, list(islice(d.lines(), LINES))) for d in change.differences]
