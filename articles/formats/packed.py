"""Any record as few bytes, and what makes two records the same."""

import json
import zlib
from dataclasses import replace
from hashlib import sha256

from articles.formats import fixture
from articles.formats.records import ArticleRecord, PageRecord, Record


def pack(record: Record) -> bytes:
    """Return `record`, as an entry of a fixture, as bytes that `unpack` reads."""
    return zlib.compress(_text(record).encode())


def unpack(packed: bytes) -> Record:
    """Return the record that `pack` was given."""
    return fixture.record_of(json.loads(zlib.decompress(packed)))


def mark(record: Record) -> str:
    """Return 64 letters that two records share only where they say the same.

    When they were changed last does not count.
    """
    if isinstance(record, ArticleRecord | PageRecord):
        record = replace(record, updated_at=None)
    # A stranger's record may hold half of a surrogate pair, which is refused later.
    return sha256(_text(record).encode("utf-8", "surrogatepass")).hexdigest()


def _text(record: Record) -> str:
    entry = fixture.entry_of(record)
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
