"""The `json` of SERIALIZATION_MODULES: what `loaddata` and `dumpdata` read and write.

Our content travels as its records: derived columns are made when it is read, and
instants keep all six digits of a second. Everything else goes Django's own way.
"""

from datetime import datetime
from io import BytesIO, TextIOBase

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import json as stock
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer as PythonDeserializer
from django.db import DEFAULT_DB_ALIAS
from django.utils.timezone import is_aware

from articles.errors import Refused
from articles.formats import fixture
from articles.models import (
    Address,
    Annotation,
    Article,
    ArticleTag,
    OldAddress,
    SearchEntry,
    TagAlias,
    Upload,
    in_one_line,
    put,
)

INSIDE = (
    Address,
    Annotation,
    ArticleTag,
    TagAlias,
)  # they travel inside what they belong to


class Serializer(stock.Serializer):
    """Write our content as entries of a fixture, the rest as Django does."""

    internal_use_only = False

    def serialize(self, queryset, **options):
        left_out = (*INSIDE, SearchEntry, Upload)
        rows = (row for row in queryset if not isinstance(row, left_out))
        return super().serialize(targets_first(rows), **options)

    def _init_options(self):
        super()._init_options()
        self.json_kwargs["cls"] = ExactEncoder

    def get_dump_object(self, obj):
        if obj._meta.label_lower in fixture.MODELS:
            return fixture.entry_of(obj.record())
        return super().get_dump_object(obj)


def targets_first(rows):
    """Yield `rows`, each only after those that its record names.

    `dumpdata` sorts models only where it is asked for natural foreign keys.
    """
    out, waiting, addresses = {None}, {}, []
    for row in rows:
        if isinstance(row, OldAddress):
            addresses.append(row)
            continue
        due = [row]
        while due:
            row = due.pop()
            if isinstance(row, Article) and row.follows_id not in out:
                waiting.setdefault(row.follows_id, []).append(row)
                continue
            yield row
            if isinstance(row, Article):
                out.add(row.pk)
                due.extend(waiting.pop(row.pk, []))
    for rows_left in waiting.values():
        yield from rows_left
    yield from addresses


class ExactEncoder(stock.DjangoJSONEncoder):
    """JSON that keeps the microseconds of an instant."""

    def default(self, o):
        if isinstance(o, datetime) and is_aware(o):
            return fixture.instant_text(o)
        return super().default(o)


class Deserializer(PythonDeserializer):
    """Read entries of a fixture by the door that every record takes."""

    def __init__(self, stream_or_string, **options):
        entries = fixture.entries(as_bytes(stream_or_string))
        super().__init__(entries, **options)

    def __iter__(self):
        try:
            for number, (entry, line) in enumerate(self.stream, start=1):
                self.place = fixture.place(number, entry, line)
                yield from self._handle_object(entry)
        except Refused as refusal:
            raise DeserializationError(str(refusal)) from refusal

    def _handle_object(self, obj):
        model = obj.get("model") if isinstance(obj, dict) else None
        if model in {inside._meta.label_lower for inside in INSIDE}:
            raise DeserializationError(f"{model}: it stands inside what it belongs to.")
        if model not in fixture.MODELS:
            yield from super()._handle_object(obj)
            return
        if self.using != DEFAULT_DB_ALIAS:
            raise DeserializationError("Articles live in the default database only.")
        try:
            record = fixture.record_of(obj)
        except Refused as refusal:
            raise DeserializationError(f"{self.place}: {refusal}") from refusal
        yield Entry(self.place, record, apps.get_model(model))


def as_bytes(stream_or_string):
    """Return what `deserialize` was given, a text or a stream, as a stream of bytes."""
    if isinstance(stream_or_string, str):
        return BytesIO(stream_or_string.encode("utf-8", "surrogatepass"))
    if isinstance(stream_or_string, bytes):
        return BytesIO(stream_or_string)
    if isinstance(stream_or_string, TextIOBase):
        return as_bytes(stream_or_string.read())
    return stream_or_string


class Entry:
    """What `loaddata` saves: a record in the place of Django's DeserializedObject."""

    deferred_fields = None

    def __init__(self, place, record, model):
        self.place = place
        self.record = record
        self.object = model()

    def save(self, save_m2m=True, using=None, **kwargs):
        try:
            put(self.record)
        except ValidationError as error:
            raise DeserializationError(f"{self.place}: {in_one_line(error)}") from error
        except Refused as refusal:
            raise DeserializationError(f"{self.place}: {refusal}") from refusal
