"""Instants as other tools write them: in words, or as a number since 1970."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from articles import limits

NOON = time(12)  # when it was, where only the day is known
NUMBER = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,9})?", re.ASCII)
SERVER = re.compile(  # as logs of servers have it: 10/Oct/2000:13:55:36 +0300
    r"([0-9]{1,2})/([A-Za-z]{3})/([0-9]{4}):([0-9:]{8}.*)", re.ASCII
)
UNKNOWN = re.compile(r"[0\s:.TZ+-]*")  # how tools write that they do not know
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS, MILLISECONDS = 10**11, 10**14  # each from there on: the year 5138


def instant(written: str, zone: tzinfo = UTC) -> datetime | None:
    """Return an instant (aware, UTC) as it is written, None where it is none.

    As ISO 8601 has it, as mail and RSS do (RFC 822), as the logs of servers, or as a
    number; see `since_1970`. What names no zone is in `zone`, a day alone is its noon.
    """
    words = SERVER.sub(r"\1 \2 \3 \4", written.strip())
    if NUMBER.fullmatch(words) and len(words) > 8:  # fewer figures are a day
        return since_1970(words)
    try:
        if len(words) <= 10:
            return _bounded(datetime.combine(date.fromisoformat(words), NOON, zone))
        return _bounded(_in_zone(datetime.fromisoformat(words), zone))
    except (ValueError, OverflowError):
        pass
    try:
        return _bounded(_in_zone(parsedate_to_datetime(words), zone))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def is_said(written: str) -> bool:
    """Return whether a date is said at all: no blanks, and not zeros alone."""
    return not UNKNOWN.fullmatch(written)


def since_1970(written: str) -> datetime | None:
    """Return the instant of a count since 1970 (aware, UTC), None where it is none.

    Seconds, milliseconds and microseconds are told apart by their size. 0 is how
    tools write that they do not know.
    """
    if not NUMBER.fullmatch(written.strip()):
        return None
    count = float(written)
    if abs(count) >= MILLISECONDS:
        since = timedelta(microseconds=int(count))
    elif abs(count) >= SECONDS:
        since = timedelta(milliseconds=int(count))
    else:
        since = timedelta(seconds=count)
    try:
        return _bounded(EPOCH + since) if count else None
    except OverflowError:
        return None


def _in_zone(when: datetime, zone: tzinfo) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _bounded(when: datetime) -> datetime | None:
    when = when.astimezone(UTC)
    return when if limits.FIRST_YEAR < when.year < limits.END_YEAR - 1 else None
