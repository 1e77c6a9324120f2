"""Files for readers of formats: our samples, or what a test writes."""

import io
from dataclasses import dataclass
from pathlib import Path

from articles.formats.reading import Entry, LeftOut, Options, Unreadable

SAMPLES = Path(__file__).parent.parent / "data"


@dataclass
class File:
    """A file that is held in memory; see `reading.Source`."""

    name: str
    content: bytes

    def open(self):
        return io.BytesIO(self.content)

    def files(self):
        yield self


def sample(path):
    """Return one of our samples: "wordpress/usual.xml"."""
    return File(path.rpartition("/")[2], (SAMPLES / path).read_bytes())


def items(read, file, **options):
    """Return what a reader yields as (entries, left out, unreadable)."""
    found = list(read(file, Options(**options)))
    return tuple(
        [item for item in found if isinstance(item, kind)]
        for kind in (Entry, LeftOut, Unreadable)
    )
