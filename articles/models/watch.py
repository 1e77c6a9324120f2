"""Whether what readers see is still what it was: a question for every request."""

from datetime import UTC, datetime, time, timedelta
from threading import Lock
from time import monotonic
from time import time as seconds
from typing import Any, NamedTuple

from django.db import Error, connection
from django.utils import timezone

AWAY = 5  # seconds after which a database that did not answer is asked again
ASK = """
    SELECT (SELECT sum(number) FROM articles_edition),
        (SELECT min(published_at) FROM articles_article
            WHERE status = 'published' AND published_at > %s)
"""


class Stand(NamedTuple):
    """What readers see: an edition, until `ends`, in seconds since 1970.

    Then a scheduled entry appears, or a day begins in the time zone of the site.
    """

    edition: int
    ends: float


class Watch:
    """Asks the database where it stands, over a connection of its own.

    PostgreSQL is asked every `interval` seconds at most. SQLite is asked each time, as
    it tells in microseconds whether anyone has written at all; it tells that to each
    connection of what the others wrote, so this one never writes.
    """

    def __init__(self, interval: int):
        self.interval = interval
        self.lock = Lock()
        self.connection: Any = None
        self.stand: Stand | None = None
        self.version: int | None = None  # of an SQLite file, as this connection sees it
        self.due = 0.0  # when to ask next, by the clock `monotonic`
        self.is_away = False

    def now(self) -> Stand | None:
        """Return where the database stands.

        While it does not answer, return where it stood, as long as that may last; None
        after that, and where it never answered.
        """
        if self._is_due():
            with self.lock:
                if self._is_due():  # nobody asked while this waited
                    self._ask_twice()
        return self.stand if self._lasts() else None

    def close(self) -> None:
        """Give the connection back; the next question opens another."""
        if self.connection:
            self.connection.close()
        self.connection = self.version = None

    def _is_due(self) -> bool:
        return monotonic() >= self.due or not (self.is_away or self._lasts())

    def _lasts(self) -> bool:
        return self.stand is not None and seconds() < self.stand.ends

    def _ask_twice(self) -> None:
        try:
            self._ask()
        except Error:
            self.close()  # it may have been broken since the last question
            try:
                self._ask()
            except Error:
                self.close()
                self.is_away, self.due = True, monotonic() + AWAY

    def _ask(self) -> None:
        asked_at = monotonic()
        if self.connection is None:
            self.connection = self._open()
        if self.connection.vendor == "sqlite":
            with self.connection.wrap_database_errors:
                pragma = self.connection.connection.execute("PRAGMA data_version")
                (version,) = pragma.fetchone()
            # It is read first: what is written meanwhile makes it another.
            if version != self.version or not self._lasts():
                self.stand, self.version = stand_of(self.connection), version
            self.due = 0.0
        else:
            self.stand, self.due = stand_of(self.connection), asked_at + self.interval
        self.is_away = False

    def _open(self):
        own = connection.copy()
        if own.vendor == "postgresql":
            own.settings_dict["OPTIONS"].pop("pool", None)
        own.inc_thread_sharing()  # one thread at a time uses it: see `lock`
        own.ensure_connection()
        return own


def stand_of(connection) -> Stand:
    """Return where a database stands, as a connection to it sees it."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ASK, [connection.ops.adapt_datetimefield_value(now)])
        edition, appears = cursor.fetchone()
    ends = next_day(now).timestamp()
    if appears:
        ends = min(ends, aware(appears).timestamp())
    return Stand(int(edition or 0), ends)


def next_day(now: datetime) -> datetime:
    """Return when the day after `now` begins in the time zone of the site."""
    zone = timezone.get_default_timezone()
    day = timezone.localdate(now, zone) + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=zone)


def aware(instant: datetime | str) -> datetime:
    """Return an instant as the database gives it: SQLite without a zone, in UTC."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
