"""A value of JSON, and where in it a fault stands.

RFC 8259 without its leniencies: no key twice in an object, no NaN.
"""

import json
import re
import sys
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

DIGITS = sys.get_int_max_str_digits()  # of a whole number
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]|[^\s"{}\[\]:,]+')


class JSONValueError(ValueError):
    """What is no value: why, and how many characters on the fault stands."""

    def __init__(self, why: str, place: int) -> None:
        super().__init__(why)
        self.why, self.place = why, place


def decoded(text: str) -> Any:
    """Return the value that `text` is, nested not too deep. Raise JSONValueError."""
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        why = _("not JSON: {reason}").format(reason=error.msg)
        raise JSONValueError(why, error.pos) from error
    except _Twice as error:
        why = _("the key {key} stands twice in one object").format(key=error)
        raise JSONValueError(why, _place_of_twin(text)) from error
    except _NoValue as error:
        place = _place_of(text, str(error).__eq__)
        why = _("{value} is no value of JSON").format(value=error)
        raise JSONValueError(why, place) from error
    except ValueError as error:  # Python bounds the length of a whole number
        place = _place_of(text, _is_long)
        raise JSONValueError(_("a number has too many digits"), place) from error


def _place_of(text: str, fits: Callable[[str], bool]) -> int:
    """Return where the first token of an item stands that `fits`; it is no string."""
    return next((t.start() for t in TOKEN.finditer(text) if fits(t[0])), 0)


def _is_long(token: str) -> bool:
    return token.lstrip("-").isdecimal() and len(token) > DIGITS


def _place_of_twin(text: str) -> int:
    """Return where the first key stands that its object has already."""
    tokens = list(TOKEN.finditer(text))
    keys: list[set[str]] = []  # of the objects and lists around
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token[0] in "{[":
            keys.append(set())
        elif token[0] in "}]":
            keys.pop()
        elif after is not None and after[0] == ":":
            key = json.loads(token[0])
            if key in keys[-1]:
                return token.start()
            keys[-1].add(key)
    return 0


class _Twice(Exception):
    """A key stands twice in one object."""


class _NoValue(Exception):
    """NaN or Infinity."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Twice(repr(key[:60]))
            seen.add(key)
    return held


def _no_constant(name: str) -> None:
    raise _NoValue(name)


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
