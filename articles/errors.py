"""The one error of the house that speaks to an editor."""


class Refused(Exception):
    """A rule said no. The message says why, and what to do, in words for the editor."""

    def of_file(self, path: object) -> "Refused":
        """Return this as the refusal of a file: one line, whatever stands in it."""
        return Refused(" ".join(f"{path}: {self}".split()))


def refuse_more(count: int, most: int, things: str, where: str) -> None:
    """Raise Refused past `most`, in words: “51 tags: at most 50 an entry.”"""
    if count > most:
        raise Refused(f"{count} {things}: at most {most} {where}.")
