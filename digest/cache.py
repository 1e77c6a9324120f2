"""What all processes know of in common, for a while: who tried to log in how often."""

import logging
import time

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 10  # seconds until a server that did not answer is asked again

log = logging.getLogger(__name__)


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
