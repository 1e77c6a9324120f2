"""A zip is read as a folder, and does no harm."""

import io
import zipfile
from contextlib import contextmanager

import pytest

from articles.formats import archives
from articles.formats.reading import FormatError


class Sent:
    """A file in memory, as a Source."""

    name = "export.zip"

    def __init__(self, content):
        self.content = content

    @contextmanager
    def open(self):
        yield io.BytesIO(self.content)

    def files(self):
        yield self


def pack(*files):
    """Return a zip of (name, content) pairs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return Sent(held.getvalue())


def names_in(source):
    with archives.opened(source) as folder:
        return [file.name for file in folder.files()]


def test_files_are_read_by_name_without_what_a_system_hides():
    source = pack(
        ("posts/b.md", "B"),
        ("posts/", ""),
        ("__MACOSX/posts/b.md", "no"),
        (".DS_Store", "no"),
        ("posts/.hidden", "no"),
        ("a.csv", "A"),
    )

    assert archives.is_archive(source.content)
    assert names_in(source) == ["a.csv", "posts/b.md"]
    with archives.opened(source) as folder:
        first = next(folder.files())
        for _ in range(2):  # it can be opened again
            with first.open() as stream:
                assert stream.read() == b"A"
                stream.seek(0)
                assert list(io.TextIOWrapper(stream)) == ["A"]
        with pytest.raises(FormatError, match="one file is needed, not 2"):
            folder.open()


def test_name_may_hold_a_colon():
    assert names_in(pack(("a/12:30 fog.md", ""))) == ["a/12:30 fog.md"]


def test_one_file_alone_opens_as_the_archive():
    with archives.opened(pack(("a.json", "[]"))) as folder, folder.open() as stream:
        assert stream.read() == b"[]"


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "C:/x", "a//b", "a\\b", "\\\\host\\x"]
)
def test_name_that_leads_out_is_refused(name):
    with pytest.raises(FormatError, match="names a file outside"):
        names_in(pack((name, "x")))


def test_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    with pytest.raises(FormatError, match="unpacks to too much"):
        names_in(pack(("zeros", b"\0" * (archives.SMALL + 1))))
    monkeypatch.setattr(archives, "UNPACKED", 3)
    with pytest.raises(FormatError, match="unpacks to too much"):
        names_in(pack(("a", "ab"), ("b", "cd")))
    monkeypatch.setattr(archives, "FILES", 1)
    with pytest.raises(FormatError, match="more than 1 files"):
        names_in(pack(("a", "a"), ("b", "b")))


def test_broken_archive_is_refused():
    with pytest.raises(FormatError, match="the archive is broken"):
        names_in(Sent(archives.SIGNATURE + b"nothing else"))
    good = pack(("a.txt", bytes(range(256)) * 40)).content
    bad = good[:60] + bytes(20) + good[80:]
    broken = pytest.raises(FormatError, match=r"a\.txt is broken in the archive")
    with archives.opened(Sent(bad)) as folder, folder.open() as stream, broken:
        stream.read()


def test_locked_file_is_refused():
    content = bytearray(pack(("a.txt", "x")).content)
    place = content.index(b"PK\x01\x02")
    content[6] |= 1  # the flag of a password, in both headers
    content[place + 8] |= 1
    locked = pytest.raises(FormatError, match=r"a\.txt cannot be unpacked")
    with archives.opened(Sent(bytes(content))) as folder, locked:
        folder.open()
