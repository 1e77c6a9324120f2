"""What is asked of the database once, and kept as long as it holds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from django.db import connection

from articles.models.snapshot import snapshot
from articles.models.watch import Stand, stand_of

MOST = 100  # answers in a moment; the least recently used is forgotten
MOST_KEPT = 2_000  # small answers of a process, while nothing changes


class Answers:
    """Answers by their keys, at most `most` of them."""

    def __init__(self, most: int):
        self.most = most
        self.stand: Stand | None = None
        self.lock = Lock()
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.latest: tuple[Hashable, Any] | None = None  # a large one

    def get(
        self, key: Hashable, ask: Callable[[], Any], stand: Stand | None = None
    ) -> Any:
        """Return what `ask` answers, or answered for this key at the same stand."""
        with self.lock:
            if stand != self.stand:
                self.answers.clear()
                self.stand = stand
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        answer = ask()
        with self.lock:
            if stand == self.stand:
                self.answers[key] = answer
                if len(self.answers) > self.most:
                    self.answers.popitem(last=False)
        return answer


KEPT = Answers(MOST_KEPT)

_moment: ContextVar[Answers | None] = ContextVar("moment", default=None)
_stand: ContextVar[Stand | None] = ContextVar("stand", default=None)


@contextmanager
def moment() -> Iterator[None]:
    """Within it every read sees one moment of the database, and `once` keeps answers.

    A moment within another is a part of it.
    """
    if is_one_moment():
        yield
        return
    with snapshot(), at_stand(stand_of(connection)):
        token = _moment.set(Answers(MOST))
        try:
            yield
        finally:
            _moment.reset(token)


@contextmanager
def at_stand(stand: Stand) -> Iterator[None]:
    """Within it `kept` answers as of a Stand of the database."""
    token = _stand.set(stand)
    try:
        yield
    finally:
        _stand.reset(token)


def stand() -> Stand | None:
    """Return the Stand that `kept` answers as of, or None."""
    return _stand.get()


def is_one_moment() -> bool:
    """Return whether what is asked now is asked within a moment."""
    return _moment.get() is not None


def once(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what `ask` answers; within a moment, what it answered for this key before.

    The answer is shared by all who ask: nobody changes it.
    """
    answers = _moment.get()
    return ask() if answers is None else answers.get(key, ask)


def latest(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Do as `once` does with an answer that is large: it is kept until the next one."""
    answers = _moment.get()
    if answers is None:
        return ask()
    if answers.latest is None or answers.latest[0] != key:
        answers.latest = None  # its memory is free for the next
        answers.latest = key, ask()
    return answers.latest[1]


def kept(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Do as `once` does, and keep the answer until readers could see a change.

    It is a small one, as memory holds many. That is for pages that readers get; who
    may see more is answered afresh.
    """
    now = stand()
    return once(key, ask) if now is None else KEPT.get(key, ask, now)
