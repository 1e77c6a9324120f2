"""Files for readers of formats: our samples, or what a test writes."""

import io
from dataclasses import dataclass
from pathlib import Path

from articles.formats.reading import Entry, LeftOut, Options, Unreadable

SAMPLES = Path(__file__).parent.parent / "data"


@dataclass
class File:
    """A file that is held in memory; see `reading.Source`.

    Or a folder: `held` are the contents of its files, by their paths.
    """

    name: str = "file"
    content: bytes | str = b""
    held: dict[str, bytes | str] | None = None

    def __post_init__(self):
        if isinstance(self.content, str):
            self.content = self.content.encode()

    def open(self):
        return io.BytesIO(self.content)

    def files(self):
        if self.held is None:
            yield self
        for name in sorted(self.held or {}):
            yield File(name, self.held[name])


def sample(path):
    """Return one of our samples, a file or a folder: "wordpress/usual.xml"."""
    place = SAMPLES / path
    if not place.is_dir():
        return File(place.name, place.read_bytes())
    held = {
        file.relative_to(place).as_posix(): file.read_bytes()
        for file in place.rglob("*")
        if file.is_file()
    }
    return File(place.name, held=held)


def items_of(reader, source, **options):
    """Return the items that `reader` yields, by kind: filed, left out, unreadable."""
    items = list(reader(source, Options(**options)))
    kinds = (Entry, LeftOut, Unreadable)
    assert all(type(item) in kinds for item in items)
    return [[item for item in items if isinstance(item, kind)] for kind in kinds]
