"""What a fixture would change, as an editor reads it before it is applied."""

import hashlib
from itertools import islice

SHOWN = 500  # changes of a plan
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


def here(change):
    """Return what a plan depends on: what is here of a change.

    What comes is the file’s, but for the uid of a new note and the time of now, which
    differ each time.
    """
    return [(d.field, d.before) for d in change.differences if d.before]


def fields_of(change):
    """Return [(field, [(sign, line)])] of what differs."""
    return [(d.field, list(islice(d.lines(), LINES))) for d in change.differences]
