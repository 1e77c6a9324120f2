"""Files to be read, as a reader is handed them."""

import io
from contextlib import contextmanager
from pathlib import Path

from articles.formats.reading import Entry, LeftOut, Options, Unreadable

DATA = Path(__file__).resolve().parent.parent / "data"


class Bytes:
    """A file, or a folder: the contents of its files by their paths."""

    def __init__(self, content=b"", name="file", files=None):
        self.name = name
        self.content = content.encode() if isinstance(content, str) else content
        self.held = files

    @contextmanager
    def open(self):
        yield io.BytesIO(self.content)

    def files(self):
        if self.held is None:
            yield self
        for name in sorted(self.held or {}):
            yield Bytes(self.held[name], name)


def sample(path):
    """Return a sample under tests/data/ as a source: a file, or a folder."""
    place = DATA / path
    if place.is_dir():
        found = {
            file.relative_to(place).as_posix(): file.read_bytes()
            for file in place.rglob("*")
            if file.is_file()
        }
        return Bytes(name=place.name, files=found)
    return Bytes(place.read_bytes(), place.name)


def read(reader, source, **options):
    """Return the items that `reader` yields, by kind: filed, left out, unreadable."""
    items = list(reader(source, Options(**options)))
    kinds = (Entry, LeftOut, Unreadable)
    assert all(type(item) in kinds for item in items)
    return [[item for item in items if isinstance(item, kind)] for kind in kinds]
