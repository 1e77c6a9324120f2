"""What JSON Feed and WXR have no word for, said in a corner that others pass over.

The state of an entry and its instants to the microsecond: in JSON Feed the object
`_digest` of an item, in WXR elements of a namespace of ours.
"""

from collections.abc import Mapping
from typing import Any

from articles.formats.fixture import instant_text
from articles.formats.instants import instant
from articles.formats.records import ArticleRecord

OBJECT = "_digest"
NAMESPACE = "urn:x-digest:export:1"
STATUSES = ("draft", "review", "published", "withdrawn")
INSTANTS = ("published_at", "created_at", "updated_at")


def told(record: ArticleRecord) -> dict[str, str]:
    """Return what is to be said of an entry beside all else: by field, never empty."""
    found = {name: getattr(record, name) for name in INSTANTS}
    held = {name: instant_text(at) for name, at in found.items() if at}
    return {"status": record.status, **held}


def heard(said: Any) -> dict[str, Any]:
    """Return the fields of a record that a file says so; none where it makes no sense.

    Never raises.
    """
    held = said if isinstance(said, Mapping) else {}
    status = held.get("status")
    written = {name: held.get(name) for name in INSTANTS}
    found = {name: instant(at) for name, at in written.items() if isinstance(at, str)}
    if status not in STATUSES:
        return {}
    if status == "published" and not found.get("published_at"):
        return {}  # what is out has a date
    return {"status": status, **{name: found.get(name) for name in INSTANTS}}
