"""The rows of a table as text (CSV): one that is broken does not stop the others.

https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.formats.reading import FormatError

ROW = 1 << 22  # characters of a row, at most
AGAIN = 1 << 26  # characters that are read again, at most
csv.field_size_limit(ROW)  # by default a cell is shorter than many an article
ENDED = "unexpected end of data"  # as Python's reader says it


class Row(NamedTuple):
    """The cells of a row; or none, and why it cannot be read."""

    line: int  # on which it begins, counted from 1
    cells: list[str]
    fault: str = ""


def rows(lines: Iterable[str], delimiter: str = ",", first: int = 1) -> Iterator[Row]:
    """Yield the rows of `lines`, the first of which is line `first` of a file.

    A quotation mark that is never closed costs the line that it stands in: those below
    are read again, as rows of their own. Raise FormatError where that happens all over
    a long file.
    """
    given = _Lines(lines)
    reader = csv.reader(given, delimiter=delimiter, strict=True)
    line, again = first, 0
    while True:
        try:
            yield Row(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            is_open = len(given.taken) > 1 or str(error) == ENDED
            again += given.give_back()
            if again > AGAIN:
                says = _("line {line}: too many quotation marks are never closed")
                raise FormatError(says.format(line=line)) from error
            open_quote = _("a quotation mark in it is never closed")
            yield Row(line, [], open_quote if is_open else str(error))
        line += given.used()


class _Lines:
    """Lines, and those of them that the row at hand was read from."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.again: list[str] = []  # that were given back, the next one last
        self.taken: list[str] = []
        self.length = 0  # of what is taken

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.length > ROW:
            raise csv.Error
        line = self.again.pop() if self.again else next(self.lines)
        self.taken.append(line)
        self.length += len(line)
        return line

    def give_back(self) -> int:
        """Give back all but the first line; return how many characters that is."""
        given, self.taken = self.taken[1:], self.taken[:1]
        self.again += reversed(given)
        return sum(map(len, given))

    def used(self) -> int:
        """Return how many lines the row had, and begin the next one."""
        count = len(self.taken)
        self.taken, self.length = [], 0
        return count
