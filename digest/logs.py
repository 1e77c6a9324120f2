"""How what happens is written: in lines for people, or in JSON for machines.

Nothing that a stranger sends begins a line of its own.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from django.db import Error

from digest import asked

requests = logging.getLogger("digest.request")


class WithoutSecrets(logging.Filter):
    """Hides what Django’s lines about a request would tell: tokens, and queries."""

    def filter(self, record):
        if hasattr(record, "request"):
            told = record.getMessage()[: asked.LONGEST]
            record.msg, record.args = asked.hidden(told), ()
        return True


class Formatter(logging.Formatter):
    """Tells of what the database refused, and not what stood in the row."""

    def formatException(self, ei):  # noqa: N802  the name is Python’s
        said, error = super().formatException(ei), ei[1]
        while error:
            if isinstance(error, Error):  # PostgreSQL adds the row, in more lines
                said = said.replace(str(error), str(error).partition("\n")[0])
            error = error.__cause__ or error.__context__
        return said


class Lines(Formatter):
    """A line for a record; the lines of a traceback are indented below it."""

    def formatMessage(self, record):  # noqa: N802  the name is Python’s
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei):  # noqa: N802
        return "\n".join(
            f"  {one_line(line)}" for line in super().formatException(ei).split("\n")
        )


class Json(Formatter):
    """An object on a line for a record, with the id of the request it came in."""

    def format(self, record):
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := asked.now.get():
            told["request_id"] = request.id
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


def one_line(text: str) -> str:
    """Return text with what ends a line, or cannot be shown, spelled out."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in text
    )


def note(request: asked.Asked) -> None:
    """Write the line of a request that was answered."""
    fields = {
        "method": request.method,
        "path": request.path,
        "status": request.status,
        "ms": round(request.seconds * 1000, 3),
        "view": request.view,
        "page": request.page,
        "account": request.account,
    }
    requests.info("%(method)s %(path)s %(status)s", fields, extra={"fields": fields})
