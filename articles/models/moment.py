"""What is asked of the database once within one moment of it, and kept that long."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from articles.models.snapshot import snapshot

MOST = 100  # answers; the least recently used is forgotten

_answers: ContextVar[OrderedDict[Hashable, Any] | None] = ContextVar(
    "answers", default=None
)


@contextmanager
def moment() -> Iterator[None]:
    """Within it every read sees one moment of the database, and `once` keeps answers.

    A moment within another is a part of it.
    """
    if _answers.get() is not None:
        yield
        return
    with snapshot():
        token = _answers.set(OrderedDict())
        try:
            yield
        finally:
            _answers.reset(token)


def is_one_moment() -> bool:
    """Return whether what is asked now is asked within a moment."""
    return _answers.get() is not None


def once(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what `ask` answers; within a moment, what it answered for this key before.

    The answer is shared by all who ask: nobody changes it.
    """
    answers = _answers.get()
    if answers is None:
        return ask()
    if key in answers:
        answers.move_to_end(key)
        return answers[key]
    answers[key] = answer = ask()
    if len(answers) > MOST:
        answers.popitem(last=False)
    return answer
