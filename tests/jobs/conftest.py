import pytest

from articles.formats.readers import READERS
from articles.formats.reading import ReadFormat


@pytest.fixture
def made(monkeypatch):
    """A format of which a test says what its reader yields: see tests/jobs/made.py."""

    def read(source, options):
        for item in source.items:
            if isinstance(item, Exception):
                raise item
            yield item

    row = ReadFormat(
        name="Made",
        about="what a test says",
        recognises=lambda name, head: name.endswith(".made"),
        read=read,
        carries=(),
    )
    monkeypatch.setitem(READERS, "made", row)
