"""Instants, as the exports of other tools write them."""

import re
from datetime import UTC, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from articles import limits
from articles.formats.found import DATE, line

NOON = time(12)  # when that was of which only the day is known
NUMBER = re.compile(r"[0-9]{1,19}(?:\.[0-9]{1,9})?")
DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")
ZONE_NAME = re.compile(r"\s*(?:UTC|GMT|Z)\Z", re.IGNORECASE)
SPACED_ZONE = re.compile(r"\s+(?=[+-][0-9]{2}:?[0-9]{2}\Z)")
SECONDS = 10**11  # more than that are milliseconds: in seconds it is the year 5138
UNITS = (1, 1_000, 1_000_000)  # of a second


def instant(value: Any, zone: tzinfo) -> datetime | None:
    """Return what a date of an export means, in UTC, or None where it means nothing.

    A number counts from 1970, in seconds, milliseconds or microseconds, as its size
    tells. A text is ISO 8601, with a blank or a T, or RFC 5322. Without a zone of its
    own it is of `zone`; a day alone is its noon. A year that no entry may have is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    words = line(str(value), DATE)
    try:
        found = _numbered(words) if NUMBER.fullmatch(words) else _written(words, zone)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if limits.FIRST_YEAR <= found.year < limits.END_YEAR else None


def _numbered(words: str) -> datetime:
    whole, _, part = words.partition(".")
    unit = next((u for u in UNITS if int(whole) < SECONDS * u), UNITS[-1])
    seconds, rest = divmod(int(whole), unit)
    micro = rest * 1_000_000 // unit + int(f"{part:0<6}"[:6]) // unit
    if not seconds and not micro:
        raise ValueError(words)  # "0": not known
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)


def _written(words: str, zone: tzinfo) -> datetime:
    if DAY.fullmatch(words):
        return datetime.combine(datetime.fromisoformat(words), NOON, zone)
    iso = SPACED_ZONE.sub("", ZONE_NAME.sub("+00:00", words)).replace("/", "-")
    try:
        found = datetime.fromisoformat(iso)
    except ValueError:
        found = parsedate_to_datetime(words)
    return found if found.tzinfo else found.replace(tzinfo=zone)
