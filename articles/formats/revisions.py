"""A record as few bytes: whole, or as what differs from another record.

What differs is its changed fields, a note a field of its own. Each is compressed with
what it was at hand, so a word that changed in a long text costs a few bytes. Fields are
those of a fixture.
"""

import json
import zlib
from hashlib import sha256
from typing import Any

from articles.formats import fixture
from articles.formats.records import ArticleRecord

WINDOW = 32_000  # bytes that zlib looks back at most
WORTH = 0.5  # of the bytes of the whole: a difference takes at most as many
# What follows from the other fields makes no record another one.
NO_CONTENT = ("updated_at",)


def pack(record: ArticleRecord) -> bytes:
    """Return `record` as bytes that `unpack` reads."""
    return zlib.compress(_bytes(_flat(record)), 9)


def unpack(packed: bytes) -> ArticleRecord:
    """Return the record that `pack` was given."""
    return _record(json.loads(zlib.decompress(packed)))


def pack_change(record: ArticleRecord, base: ArticleRecord) -> bytes | None:
    """Return what makes `record` of `base`; None where the whole is as good."""
    old, new = _flat(base), _flat(record)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    parts = []
    for name in names:  # each with a window of its own
        known = _bytes(old.get(name))[-WINDOW:]
        press = zlib.compressobj(9, zdict=known)
        parts.append(press.compress(_bytes(new.get(name))) + press.flush())
    sizes = {name: len(part) for name, part in zip(names, parts, strict=True)}
    packed = b"".join([_bytes(sizes), b"\n", *parts])
    return packed if len(packed) <= WORTH * len(pack(record)) else None


def unpack_change(packed: bytes, base: ArticleRecord) -> ArticleRecord:
    """Return the record that `pack_change` was given with `base`."""
    fields = _flat(base)
    sizes, _, parts = packed.partition(b"\n")
    for name, size in json.loads(sizes).items():
        press = zlib.decompressobj(zdict=_bytes(fields.get(name))[-WINDOW:])
        fields[name] = json.loads(press.decompress(parts[:size]) + press.flush())
        parts = parts[size:]
    return _record({name: value for name, value in fields.items() if value is not None})


def fingerprint(record: ArticleRecord) -> str:
    """Return 64 letters that two records share only where they say the same."""
    held = {k: v for k, v in _flat(record).items() if k not in NO_CONTENT}
    return sha256(_bytes(dict(sorted(held.items())))).hexdigest()


def _flat(record: ArticleRecord) -> dict[str, Any]:
    """Return the fields of a record; each note is one of its own, by its uid."""
    fields = dict(fixture.entry_of(record)["fields"])
    notes = fields.pop("notes", [])
    fields |= {f"note {note['uid']}": note for note in notes}
    return fields | {"notes": [note["uid"] for note in notes]}


def _record(fields: dict[str, Any]) -> ArticleRecord:
    notes = [fields[f"note {uid}"] for uid in fields["notes"]]
    held = {name: fields[name] for name in fields if name[:5] != "note "}
    entry = {"model": fixture.NAMES[ArticleRecord], "fields": held | {"notes": notes}}
    record = fixture.record_of(entry)
    assert isinstance(record, ArticleRecord)
    return record


def _bytes(held: Any) -> bytes:
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
