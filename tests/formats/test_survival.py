"""What survives when content goes out and comes back: measured, and told in the docs.

DIGEST_TEST_WRITE_DOCS=1 (make formats) writes the tables that these tests compare with.
"""

import io
import os
import zipfile
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings

from articles import slugs, text
from articles.formats import fixture
from articles.formats.exports import EXPORTS
from articles.formats.readers import READERS
from articles.formats.reading import Entry, Options
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    CorrectionRecord,
    NoteRecord,
)
from tests.formats.files import File
from tests.formats.sources import SITE, shown

DOCS = settings.BASE_DIR / "docs" / "formats.md"
WHOLE, PART, LOST = "whole", "in part", "lost"
FIRST = UUID("6b0f1c1e-58a5-4a3d-9c58-0d2b5e6c7a01")


def at(day, micro=0):
    return datetime(2021, 11, day, 12, 30, 5, micro, tzinfo=UTC)


SAMPLES = [
    ArticleRecord(
        uid=FIRST,
        slug="of-tides",
        title="Tides, told by a harbour",
        url="https://tides.example/tables",
        authors=["Ada Harbour", "Jan van der Meer"],
        source_date="2021-11-02",
        via_url="https://via.example/",
        via_name="A newsletter",
        excerpt="Two *tides* a day.\n\nThe [moon](https://moon.example/) makes them.",
        language="de",
        status="published",
        published_at=at(13),
        created_at=at(12),
        updated_at=at(14, 123456),
        corrections=[CorrectionRecord(at=at(15), text="It said three tides.")],
        credit="Ann",
        addresses=[AddressRecord(label="pdf", url="https://tides.example/tables.pdf")],
        tags=["sea", "the-moon"],
        notes=[
            NoteRecord(uid=UUID(int=1), body="Worth a *look*.", credit="Ann"),
            NoteRecord(uid=UUID(int=2), body="Only for us.", public=False),
        ],
    ),
    ArticleRecord(
        uid=UUID("6b0f1c1e-58a5-4a3d-9c58-0d2b5e6c7a02"),
        slug="gulls",
        title="=Gulls and their cries",
        url="https://gulls.example/cries",
        follows=FIRST,
        excerpt="They cry.",
        language="en",
        status="draft",
        reason="Not yet.",
        created_at=at(12),
        updated_at=at(12),
        tags=["sea"],
        notes=[NoteRecord(uid=UUID(int=3), body="Plain words.")],
    ),
]
COLUMNS = [column.name for column in fields(ArticleRecord)]


def read_back(key):
    """Return the samples as they come back from a format, by title."""
    row = EXPORTS[key]
    samples = SAMPLES if row.is_whole else map(shown, SAMPLES)
    content = b"".join(row.write(samples, SITE))
    if key == "fixture":
        records = [record for _place, record in fixture.read(io.BytesIO(content))]
    else:
        source = Zip(content) if key == "markdown" else File(f"x.{row.ending}", content)
        found = READERS[row.reads_as].read(source, Options())
        records = [item.record for item in found if isinstance(item, Entry)]
    return {record.title: record for record in records}


class Zip:
    """An archive as a reader takes it."""

    name = "export.zip"

    def __init__(self, content):
        self.archive = zipfile.ZipFile(io.BytesIO(content))

    def files(self):
        for name in sorted(self.archive.namelist()):
            yield File(name, self.archive.read(name))


def survival(key):
    """Return by field what survives in a format."""
    back = read_back(key)
    assert set(back) == {record.title for record in SAMPLES}
    verdicts = {}
    for column in fields(ArticleRecord):
        kept = {
            kept_of(column.name, old, getattr(back[record.title], column.name))
            for record in SAMPLES
            if (old := getattr(record, column.name)) != empty(column)
        }
        verdicts[column.name] = kept.pop() if len(kept) == 1 else PART
    return verdicts


def empty(column):
    return [] if column.default is MISSING else column.default


def kept_of(name, old, new):
    """Return what is left of a value."""
    if new == old or (name == "tags" and list(map(slugs.slugify, new)) == old):
        return WHOLE
    if not new or type(new) is not type(old):
        return LOST
    if name == "source_date" and old.startswith(new):
        return PART
    return PART if gist(old) & gist(new) else LOST


def gist(value):
    """Return what makes out a value, roughly: words, days, what a list holds."""
    if isinstance(value, datetime):
        return {value.replace(microsecond=0)}
    if isinstance(value, str):
        return {text.to_plain(value)}
    return {text.to_plain(getattr(item, "body", str(item))) for item in value}


def table(names, rows):
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def told(mark):
    """Return what the docs have between two marks, and how to put another there."""
    words = DOCS.read_text(encoding="utf-8")
    begin, end = f"<!-- {mark}: written by make formats -->", f"<!-- {mark} ends -->"
    before, _, rest = words.partition(begin)
    found, _, after = rest.partition(end)

    def put(new):
        DOCS.write_text(f"{before}{begin}\n\n{new}\n{end}{after}", encoding="utf-8")

    return found.strip("\n") + "\n", put


def check(mark, found):
    held, put = told(mark)
    if os.environ.get("DIGEST_TEST_WRITE_DOCS") == "1":
        put(found)
        held, _ = told(mark)
    assert held == found, "the docs say something else: make formats"


def test_docs_tell_what_survives_in_each_format():
    verdicts = {key: survival(key) for key in EXPORTS}
    names = ["field", *(f"`{key}`" for key in EXPORTS)]
    rows = [
        [f"`{name}`", *(verdicts[key][name] for key in EXPORTS)] for name in COLUMNS
    ]
    check("what survives", table(names, rows))


def test_docs_tell_what_can_be_read():
    rows = [
        [f"`{key}`", row.name, row.about, ", ".join(row.carries)]
        for key, row in READERS.items()
    ]
    check("what is read", table(["format", "name", "from", "carries"], rows))


def test_docs_tell_what_can_be_written():
    rows = [
        [f"`{key}`", str(row.name), f"`.{row.ending}`", "yes" if row.is_whole else ""]
        for key, row in EXPORTS.items()
    ]
    check("what is written", table(["format", "name", "ending", "all of it"], rows))


@pytest.mark.parametrize("key", [key for key, row in EXPORTS.items() if row.is_whole])
def test_nothing_is_lost_where_nothing_may_be(key):
    assert read_back(key) == {record.title: record for record in SAMPLES}


NOT_WHOLE = [key for key, row in EXPORTS.items() if not row.is_whole]


@pytest.mark.parametrize("key", NOT_WHOLE)
def test_a_note_for_editors_is_in_nothing_that_readers_take(key):
    content = b"".join(EXPORTS[key].write(map(shown, SAMPLES), SITE))

    assert b"Only for us" not in content


@pytest.mark.parametrize("key", EXPORTS)
def test_a_draft_comes_back_as_one(key):
    assert read_back(key)[SAMPLES[1].title].status == "draft"
