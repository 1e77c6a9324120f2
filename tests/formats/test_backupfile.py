import io
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import Refused
from articles.formats.backupfile import (
    Manifest,
    copy_database,
    manifest_of,
    verify,
    writing,
)

MANIFEST = Manifest(
    engine="sqlite",
    site="https://example.org",
    taken_at=datetime(2021, 11, 13, 3, 0, tzinfo=UTC),
    migrations=["articles.0001_initial"],
    rows={"articles.article": 2},
)


def backup(database=b"the database", manifest=MANIFEST):
    file = io.BytesIO()
    with writing(file, manifest) as target:
        target.write(database)
    return file.getvalue()


WHOLE = backup()


@given(database=st.binary(max_size=2000))
def test_database_comes_back_to_the_byte(database):
    file, out = io.BytesIO(backup(database)), io.BytesIO()

    assert verify(file) == MANIFEST
    copy_database(file, out)
    assert out.getvalue() == database


@given(place=st.integers(0, len(WHOLE) - 1), change=st.integers(1, 255))
def test_byte_that_changed_anywhere_is_refused(place, change):
    content = bytearray(WHOLE)
    content[place] ^= change

    with pytest.raises(Refused, match="Take another"):
        verify(io.BytesIO(content))


@given(length=st.integers(0, len(WHOLE) - 1))
def test_file_that_is_cut_short_is_refused(length):
    with pytest.raises(Refused, match="Take another one"):
        verify(io.BytesIO(WHOLE[:length]))


@given(content=st.binary(max_size=300), end=st.sampled_from([b"", WHOLE[-90:]]))
def test_any_other_file_is_refused(content, end):
    with pytest.raises(Refused, match="no backup of Digest"):
        manifest_of(io.BytesIO(content + end))


def test_archive_of_something_else_is_refused():
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.comment = b"0" * 64
        archive.writestr("manifest.json", '{"format": "another"}')

    with pytest.raises(Refused, match="no backup of Digest"):
        manifest_of(file)


def test_other_tools_open_it_too():
    with ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
        assert archive.read("database") == b"the database"
