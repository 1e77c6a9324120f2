"""The one error of the house that speaks to an editor."""


class Refused(Exception):
    """A rule said no. The message says why, and what to do, in words for the editor."""

    def of_file(self, path: object) -> "Refused":
        """Return this as the refusal of a file: one line, whatever stands in it."""
        return Refused(" ".join(f"{path}: {self}".split()))
