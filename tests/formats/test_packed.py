"""A record is packed, and comes back."""

from dataclasses import replace
from datetime import UTC, datetime

from articles.formats.packed import mark, pack, unpack
from articles.formats.records import (
    AddressRecord,
    ArticleRecord,
    NoteRecord,
    OldAddressRecord,
    PageRecord,
    TagRecord,
)

ARTICLE = ArticleRecord(
    title="A",
    url="https://example.org/",
    notes=[NoteRecord(body="No uid.", public=False)],
    addresses=[AddressRecord(label="pdf", url="https://example.org/a.pdf")],
    published_at=datetime(2021, 1, 1, 12, 0, 0, 5, tzinfo=UTC),
)


def test_any_record_comes_back_as_it_was():
    for record in (
        ARTICLE,
        TagRecord(name="a", aliases=["b"]),
        PageRecord(slug="about", title="About"),
        OldAddressRecord(path="/x/", tag="a"),
    ):
        assert unpack(pack(record)) == record


def test_mark_tells_records_apart_but_not_when_they_were_changed():
    now = datetime(2022, 1, 1, tzinfo=UTC)

    assert mark(ARTICLE) == mark(replace(ARTICLE, updated_at=now))
    assert mark(ARTICLE) != mark(replace(ARTICLE, title="B"))
    assert mark(replace(ARTICLE, title="\ud800")) != mark(ARTICLE)
