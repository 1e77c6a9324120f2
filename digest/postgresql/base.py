"""The backend, as ENGINE names it."""

from select import POLLIN, poll
from time import monotonic
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from digest.postgresql.connection import Patient
from digest.postgresql.door import DOOR

WAIT = 10  # seconds for a connection while all of the pool are in use
driver: Any = SimpleNamespace(**{**vars(psycopg), "connect": Patient.connect})


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with connections that are Patient, and none that is broken already.

    While the server is away, who wants a connection is refused at once: a pool would
    have each wait for its time, and soon all threads of the process with them.
    """

    Database = driver

    def get_new_connection(self, conn_params):
        until = monotonic() + WAIT
        failed = self._told_by_pool("connections_errors")
        while True:
            is_empty = self.pool and not self._told_by_pool("pool_available")
            if (is_empty or DOOR.shut_until) and DOOR.is_shut():
                raise psycopg.OperationalError("The server does not answer.")
            try:
                connection = super().get_new_connection(conn_params)
            except PoolTimeout:
                is_refused = self._told_by_pool("connections_errors") > failed
                if is_refused or monotonic() > until:
                    raise
                continue
            if not (self.pool and is_hung_up(connection)):
                if not DOOR.at:
                    DOOR.is_at(*place_of(conn_params, connection))
                return connection
            connection.close()
            self.pool.putconn(connection)

    def _told_by_pool(self, name):
        return self.pool.get_stats().get(name, 0) if self.pool else 0


def place_of(given, connection):
    """Return hosts and ports as they were given, else those that were found."""
    hosts = given.get("hostaddr") or given.get("host") or connection.info.host
    return hosts, str(given.get("port") or connection.info.port)


def is_hung_up(connection):
    """Return whether the server has closed a connection that nobody uses.

    It says so when it is stopped; else it says nothing to one that asks nothing.
    """
    waiting = poll()
    waiting.register(connection.pgconn.socket, POLLIN)
    return bool(waiting.poll(0))
