"""What is made of the content and kept in this process, until the content changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models.watch import ASK, aware

MOST = 1_000  # answers; the least recently used is forgotten

_answers: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what `ask` answers; or what it answered for this key, of this content.

    The answer is shared by all who ask: nobody changes it. Within a transaction, which
    may come to nothing, it is always asked.
    """
    if connection.in_atomic_block:
        return ask()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ASK, [connection.ops.adapt_datetimefield_value(now)])
        edition, appears = cursor.fetchone()
    with _lock:
        held, answer = _answers.get(key, (None, None))
        if held and held[0] == edition and (held[1] is None or now < held[1]):
            _answers.move_to_end(key)
            return answer
    answer = ask()
    with _lock:
        _answers[key] = (edition, appears and aware(appears)), answer
        _answers.move_to_end(key)
        if len(_answers) > MOST:
            _answers.popitem(last=False)
    return answer


def forget() -> None:
    """Forget all answers, as where the database is another one."""
    with _lock:
        _answers.clear()
