"""The fixture: Django's JSON fixture format, an entry a record, a field a line.

https://docs.djangoproject.com/en/5.2/topics/serialization/#serialization-formats-json

Rows are told apart by natural keys (an article by its uid, a tag by its slug). An
article's tags and notes, a tag's aliases stand inside it. What is empty is left out.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from functools import lru_cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats import jsonlist
from articles.formats.reading import (
    Entry,
    FormatError,
    Item,
    Options,
    ReadFormat,
    Source,
    Unreadable,
)
from articles.formats.records import (
    ArticleRecord,
    OldAddressRecord,
    PageRecord,
    Record,
    TagRecord,
)

MODELS: dict[str, type] = {
    "articles.tag": TagRecord,
    "articles.page": PageRecord,
    "articles.article": ArticleRecord,
    "articles.oldaddress": OldAddressRecord,
}
NAMES = {record: model for model, record in MODELS.items()}
# A list whose first entry is of one of our models.
OPENING = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"model"\s*:\s*"articles\.|(?:\xef\xbb\xbf)?\s*\[\s*\]\s*\Z'
)


class FixtureError(Refused):
    """A fixture that cannot be read. The message names the entry and the field."""


# Writing


def write(records: Iterable[Record]) -> Iterator[str]:
    """Yield the text of a fixture, piece by piece. UTF-8, "\\n", newline at the end."""
    opening = "[\n"
    for record in records:
        yield opening + json.dumps(entry_of(record), ensure_ascii=False, indent=2)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def entry_of(record: Record) -> dict[str, Any]:
    """Return `record` as an entry of a fixture: {"model": ..., "fields": {...}}."""
    return {"model": NAMES[type(record)], "fields": _written(record)}


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [_written(item) for item in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    held = {f.name: getattr(value, f.name) for f in fields(value)}
    return {
        name: _written(held[name])
        for name in sorted(held)
        if held[name] not in ("", None, [])
    }


def instant_text(value: datetime) -> str:
    """Return an aware instant in UTC, to the microsecond: 2021-11-13T12:00:00Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


# Reading


def read(stream: jsonlist.Readable) -> Iterator[tuple["Place", Record]]:
    """Yield the records of a fixture, each with its place in words.

    Memory is bounded by the longest entry. Raise FixtureError, in one line, for
    whatever is not a fixture of ours.
    """
    for number, (entry, line) in enumerate(entries(stream), start=1):
        where = place(number, entry, line)
        try:
            record = record_of(entry)
        except FixtureError as error:
            raise FixtureError(f"{where}: {error}") from error
        yield where, record


def recognises(name: str, head: bytes) -> bool:
    """Return whether a file that begins with `head` is a fixture of ours."""
    return OPENING.match(head) is not None


def read_items(source: Source, options: Options) -> Iterator[Item]:
    """Yield the entries of a fixture; see `reading`. Raise FormatError.

    One that is none of ours is refused by itself; what is no JSON ends the file.
    """
    with source.open() as stream:
        try:
            for number, (entry, line) in enumerate(entries(stream), start=1):
                where = place(number, entry, line)
                try:
                    yield Entry(place=str(where), record=record_of(entry))
                except FixtureError as error:
                    yield Unreadable(place=str(where), why=str(error))
        except FixtureError as error:
            raise FormatError(str(error)) from error


def entries(stream: jsonlist.Readable) -> Iterator[tuple[Any, int]]:
    """Yield the entries of a fixture, each with its line.

    Raise FixtureError where it is no JSON list.
    """
    try:
        for item in jsonlist.items(stream):
            yield item.value, item.line
    except jsonlist.JSONListError as error:
        raise FixtureError(str(error)) from error


def record_of(entry: Any) -> Record:
    """Return the record that an entry holds. Raise FixtureError, naming the field."""
    if not isinstance(entry, dict) or not isinstance(entry.get("fields"), dict):
        says = _("an entry is {shape}")
        raise FixtureError(says.format(shape='{"model": ..., "fields": {...}}'))
    model = entry.get("model")
    if not isinstance(model, str) or model not in MODELS:
        says = _("model: {name} is not one of ours")
        raise FixtureError(says.format(name=repr(str(model)[:60])))
    if unknown := sorted(entry.keys() - {"model", "fields", "pk"}):
        says = _("{key}: unknown, take it out")
        raise FixtureError(says.format(key=unknown[0][:60]))
    if entry.get("pk") is not None:
        raise FixtureError(_("pk: rows are told apart by natural keys, take it out"))
    return record_from(MODELS[model], entry["fields"])


class Place(NamedTuple):
    """Where an entry stands: its number, its name if it has one, its line.

    `str()` says it in words, for the few entries of which anything is said.
    """

    number: int
    name: str
    line: int

    def __str__(self) -> str:
        says = _("entry {number}, line {line}")
        if self.name:
            says = _("entry {number} (“{name}”), line {line}")
        return says.format(**self._asdict())


def place(number: int, entry: Any, line: int) -> Place:
    """Return which entry this is: entry 3 (“Machine Unlearning”), line 41."""
    held = entry.get("fields") if isinstance(entry, dict) else None
    held = held if isinstance(held, dict) else {}
    names = (held.get(key) for key in ("title", "name", "path", "slug", "uid"))
    name = next((name for name in names if isinstance(name, str) and name), "")
    return Place(number, " ".join(name.split())[:60], line)


def record_from(kind: type, held: dict[str, Any]) -> Any:
    """Return the record of a `kind` with the fields of JSON in `held`.

    Raise FixtureError, which begins with the name of the field.
    """
    readers, needed = _shape_of(kind)
    if not held.keys() <= readers.keys():
        unknown = sorted(held.keys() - readers.keys())
        says = _("{field}: unknown field, take it out")
        raise FixtureError(says.format(field=unknown[0][:60]))
    for name in needed:
        if name not in held:
            raise FixtureError(_("{field}: missing").format(field=name))
    return kind(**{name: readers[name](name, held[name]) for name in held})


Reader = Callable[[str, Any], Any]  # of the name of a field, and its value in JSON


@lru_cache  # it is asked for at each entry
def _shape_of(kind: type) -> tuple[dict[str, Reader], list[str]]:
    """Return what reads each field of a record, and which fields it cannot lack."""
    readers = {name: _reader_of(held) for name, held in get_type_hints(kind).items()}
    needed = [
        column.name
        for column in fields(kind)
        if column.default is MISSING and column.default_factory is MISSING
    ]
    return readers, needed


def _reader_of(kind: Any) -> Reader:
    """Return what reads a value as a `kind`, or raises FixtureError."""
    if isinstance(kind, UnionType):
        (inner,) = (k for k in get_args(kind) if k is not type(None))
        return _or_none(_reader_of(inner))
    if get_origin(kind) is list:
        return _list_of(_reader_of(get_args(kind)[0]))
    if hasattr(kind, "__dataclass_fields__"):
        return _record_of(kind)
    return READERS[kind]


def _or_none(read: Reader) -> Reader:
    return lambda name, value: None if value is None else read(name, value)


def _list_of(read: Reader) -> Reader:
    def read_list(name: str, value: Any) -> list[Any]:
        if not isinstance(value, list):
            says = _("{field}: a list is needed, not {kind}")
            raise FixtureError(says.format(field=name, kind=_kind(value)))
        return [
            read(f"{name}, {place}", item) for place, item in enumerate(value, start=1)
        ]

    return read_list


def _record_of(kind: type) -> Reader:
    def read_record(name: str, value: Any) -> Any:
        if not isinstance(value, dict):
            says = _("{field}: an object is needed, not {kind}")
            raise FixtureError(says.format(field=name, kind=_kind(value)))
        try:
            return record_from(kind, value)
        except FixtureError as error:
            raise FixtureError(f"{name}, {error}") from error

    return read_record


def _read_bool(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        says = _("{field}: true or false is needed, not {kind}")
        raise FixtureError(says.format(field=name, kind=_kind(value)))
    return value


def _read_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        says = _("{field}: a text is needed, not {kind}")
        raise FixtureError(says.format(field=name, kind=_kind(value)))
    return value


def _read_uuid(name: str, value: Any) -> UUID:
    try:
        return UUID(_read_text(name, value))
    except ValueError as error:
        says = _("{field}: {value} is not a UUID")
        raise FixtureError(says.format(field=name, value=repr(value[:60]))) from error


def _read_instant(name: str, value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(_read_text(name, value))
        if instant.tzinfo is None:
            raise ValueError
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        says = _(
            "{field}: {value} is not an instant with its zone, such as"
            " 2021-11-13T12:00:00Z"
        )
        raise FixtureError(says.format(field=name, value=repr(value[:60]))) from error


READERS: dict[type, Reader] = {
    bool: _read_bool,
    str: _read_text,
    UUID: _read_uuid,
    datetime: _read_instant,
}


def _kind(value: Any) -> str:
    """Return what `value` is, in words."""
    names = {
        dict: _("an object"),
        list: _("a list"),
        str: _("a text"),
        bool: _("a truth value"),
        type(None): "null",
    }
    return names.get(type(value)) or _("a number")


FORMAT = ReadFormat(
    name="Fixture",
    about="What export_fixture and “Download as a fixture” write.",
    recognises=recognises,
    read=read_items,
    carries=tuple(column.name for column in fields(ArticleRecord)),
)
