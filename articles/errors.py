"""The one error of the house that speaks to an editor."""

import re

# What a screen would obey, or no text can hold: it is spelled out.
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Refused(Exception):
    """A rule said no. The message says why, and what to do, in words for the editor."""

    def __init__(self, message: object = "") -> None:
        shown = UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", str(message))
        super().__init__(shown)

    def of_file(self, path: object) -> "Refused":
        """Return this as the refusal of a file: one line, whatever stands in it."""
        return Refused(" ".join(f"{path}: {self}".split()))
