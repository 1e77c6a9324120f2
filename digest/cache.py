"""What all processes know of in common, for a while: who tried to log in how often."""

import logging
import time
from contextlib import ExitStack

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError, connection, transaction
from redis.exceptions import RedisError

LOCK = ":lock"  # so ends the name of what allauth holds while it counts
WAIT = 1  # second for such a lock
PAUSE = 10  # seconds until a server that did not answer is asked again

log = logging.getLogger(__name__)


class TableCache(DatabaseCache):
    """The table in the database. A lock in it ends with whoever holds it.

    A lock is a row that is added before something is counted, and deleted after it.
    Here all that is one transaction: others wait for its end, and where that never
    comes, as the database goes away or the process is killed, there was no lock.
    """

    def __init__(self, table, params):
        super().__init__(table, params)
        self.held = ExitStack()  # the transaction of the lock that is held, if one is

    def add(self, key, *args, **how):
        if not key.endswith(LOCK):
            return super().add(key, *args, **how)
        self.close()
        with ExitStack() as entered:
            entered.enter_context(transaction.atomic())
            if connection.vendor == "postgresql":  # whoever holds it may be frozen
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}s'")
            is_ours = super().add(key, *args, **how)
            if is_ours:
                self.held = entered.pop_all()
        return is_ours

    def delete(self, key, *args, **how):
        if not key.endswith(LOCK):
            return super().delete(key, *args, **how)
        with self.held.pop_all():
            if connection.needs_rollback:  # what was counted is not kept: nobody enters
                raise OperationalError("The connection was lost.")
            return super().delete(key, *args, **how)

    def close(self, **how):
        """Let go of a lock that another cache was asked to delete (SharedCache)."""
        self.held.close()


class SharedCache(BaseCache):
    """Redis or Valkey, and while that does not answer, the table in the database."""

    def __init__(self, server, params):
        super().__init__(params)
        self.server = RedisCache(server, params)
        self.away_until = 0.0  # by the monotonic clock

    def ask(self, verb, *args, **how):
        """Return what the method `verb` answers; it never fails for Redis."""
        if time.monotonic() >= self.away_until:
            try:
                return getattr(self.server, verb)(*args, **how)
            except (RedisError, OSError) as error:
                log.warning("The cache does not answer: %s", type(error).__name__)
                self.away_until = time.monotonic() + PAUSE
        return getattr(caches["database"], verb)(*args, **how)

    def add(self, *args, **how):
        return self.ask("add", *args, **how)

    def get(self, *args, **how):
        return self.ask("get", *args, **how)

    def set(self, *args, **how):
        return self.ask("set", *args, **how)

    def touch(self, *args, **how):
        return self.ask("touch", *args, **how)

    def delete(self, *args, **how):
        return self.ask("delete", *args, **how)

    def clear(self):
        return self.ask("clear")
