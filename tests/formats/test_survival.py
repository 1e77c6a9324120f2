"""What survives when content goes out and comes back: measured, and told in the docs.

DIGEST_TEST_WRITE_DOCS=1 (make formats) writes the tables that these tests compare with.
"""

import io
import os
import zipfile
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime
from urllib.parse import unquote
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


TAGS = {
    "the-moon-and-i": "The Moon, and I",
    "so-it-is": 'So; it "is"',
    "dune-dust": "Dune; dust",
    "sea": "🌊 sea",
}
SAMPLES = [
    ArticleRecord(
        uid=FIRST,
        slug="of-tides",
        title='Rust’s Vec<T> & Option<T> &amp; {more}: 50% of "$x_1$"; C:\\new 🌊',
        url="https://tides.example/tables;v=2?a={1}&b=2",
        authors=["Ada Harbour", "Jan van der Meer", "Martin Luther King, Jr."],
        source_date="2021-11-02",
        via_url="https://via.example/",
        via_name="A newsletter",
        excerpt="Two *tides* a day.\n\nThe [moon](https://moon.example/) makes them.",
        language="de",
        status="published",
        published_at=at(13, 654321),
        created_at=at(12, 1),
        updated_at=at(14, 123456),
        corrections=[CorrectionRecord(at=at(15), text="It said three tides.")],
        credit="Ann & <Co>; 🌊",
        addresses=[AddressRecord(label="pdf", url="https://tides.example/tables.pdf")],
        tags=["sea", "the-moon-and-i", "so-it-is"],
        notes=[
            NoteRecord(uid=UUID(int=1), body="Worth a *look*.", credit="Ann"),
            NoteRecord(uid=UUID(int=2), body="Only for us.", public=False),
        ],
    ),
    ArticleRecord(
        uid=UUID("6b0f1c1e-58a5-4a3d-9c58-0d2b5e6c7a02"),
        slug="gulls-é",
        title="=The <canvas> element, <i>again</i> -- `so' <b>",
        url="https://gulls.example/cries",
        follows=FIRST,
        authors=["Lovelace, Ada", "Sea; Sand, Ltd.", "GULL and Sons", "陈 一"],
        source_date="2021",
        excerpt="They cry: 1 < 2 & \\*.",
        language="en",
        status="draft",
        reason="Not yet.",
        published_at=at(16, 5),
        created_at=at(12, 2),
        updated_at=at(12, 3),
        tags=["the-moon-and-i"],
        notes=[NoteRecord(uid=UUID(int=3), body="Plain words.")],
    ),
    ArticleRecord(
        uid=UUID("6b0f1c1e-58a5-4a3d-9c58-0d2b5e6c7a03"),
        slug="sand",
        title="Sand",
        url="https://sand.example/",
        authors=["Sand; Stone Ltd."],
        status="review",
        created_at=at(12, 4),
        updated_at=at(12, 4),
        tags=["dune-dust"],
    ),
    ArticleRecord(
        uid=UUID("6b0f1c1e-58a5-4a3d-9c58-0d2b5e6c7a04"),
        slug="fog",
        title="&lt;Fog&gt; <em>and</em> mist",
        url="https://fog.example/?a=1;b=2",
        status="withdrawn",
        reason="It never was.",
        published_at=at(17, 6),
        created_at=at(12, 5),
        updated_at=at(18, 7),
        tags=["sea"],
    ),
]
COLUMNS = [column.name for column in fields(ArticleRecord)]


def as_shown(record):
    """Return a record with its words and its tags as readers see them."""
    names = [TAGS[slug] for slug in record.tags]
    return replace(shown(record), tag_names=names)


def read_back(key):
    """Return the samples as they come back from a format, in their order."""
    row = EXPORTS[key]
    samples = SAMPLES if row.is_whole else map(as_shown, SAMPLES)
    content = b"".join(row.write(samples, SITE))
    if key == "fixture":
        records = [record for _place, record in fixture.read(io.BytesIO(content))]
    else:
        source = Zip(content) if key == "markdown" else File(f"x.{row.ending}", content)
        found = READERS[row.reads_as].read(source, Options())
        records = [item.record for item in found if isinstance(item, Entry)]
    assert len(records) == len(SAMPLES)
    if row.is_whole:
        records.sort(key=lambda record: record.uid)
    return records


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
    pairs = list(zip(SAMPLES, read_back(key), strict=True))
    verdicts = {}
    for column in fields(ArticleRecord):
        kept = {
            kept_of(column.name, old, getattr(new, column.name))
            for record, new in pairs
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
        return {unquote(text.to_plain(value))}
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
    assert read_back(key) == SAMPLES


NOT_WHOLE = [key for key, row in EXPORTS.items() if not row.is_whole]


@pytest.mark.parametrize("key", NOT_WHOLE)
def test_a_note_for_editors_is_in_nothing_that_readers_take(key):
    content = b"".join(EXPORTS[key].write(map(as_shown, SAMPLES), SITE))

    assert b"Only for us" not in content


@pytest.mark.parametrize("key", EXPORTS)
def test_what_readers_do_not_see_comes_back_hidden(key):
    hidden = {record.status for record in read_back(key)[1:]}

    assert "published" not in hidden
