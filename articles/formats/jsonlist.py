"""A list in JSON, alone or inside an object, read item by item, in bounded memory.

RFC 8259 without its leniencies: no key twice in an object, no NaN, nothing after the
end. A byte order mark is skipped. What is read is held only as long as its item; what
stands beside the list is passed over.
"""

import codecs
import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CHUNK = 1 << 16  # bytes read at a time, at least
ITEM = 1 << 26  # characters of an item, at most
VALUES = 20_000  # of an item, at most
STRING = 1 << 18  # characters of one string as it is written, at most
ARTICLE = 1 << 23  # of one that may hold a whole article as HTML
SCALAR = 1 << 12  # characters of a number, or of what is none
DIGITS = sys.get_int_max_str_digits()  # of a whole number
DEPTH = 20  # of lists and objects inside one another

NOT_UTF8, ENDED = "not UTF-8", "ended"  # why nothing more can be read
LONG_VALUE = gettext_noop("a value of more than {most} characters")
LONG_TEXT = gettext_noop("a text of more than {most} characters")

BLANKS = re.compile(r"[ \t\n\r]*")
SIGNS = re.compile(r'["{}\[\],]')
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]|[^\s"{}\[\]:,]+')
# All of a string up to its end, or to the end of what was read; it never goes back.
INSIDE = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
SCALAR_END = re.compile(r"[ \t\n\r,\]}]")


class Readable(Protocol):
    """What bytes are read from, such as a file."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


class JSONListError(ValueError):
    """What cannot be read. The message begins with its line and its column."""


class Item(NamedTuple):
    """An item of the list, and the line on which it begins, counted from 1."""

    value: Any
    line: int


def items(stream: Readable) -> Iterator[Item]:
    """Yield the items of the list that `stream` holds. Raise JSONListError."""
    reader = _Reader(stream)
    if reader.sign() == "":
        raise reader.error(_("the file is empty; a list of entries is needed"))
    if reader.sign() != "[":
        raise reader.error(_("a list of entries is needed; it begins with ["))
    yield from reader.items()
    reader.end()


def items_at(stream: Readable, *path: str) -> Iterator[Item]:
    """Yield the items of the list under the keys `path` of an object.

    A list on the way stands for each object in it; nothing is yielded where no list
    is. Raise JSONListError.

    >>> from io import BytesIO
    >>> file = BytesIO(b'{"db": [{"data": {"users": [1], "posts": [2, 3]}}]}')
    >>> [item.value for item in items_at(file, "db", "data", "posts")]
    [2, 3]
    """
    reader = _Reader(stream, string=ARTICLE)
    if reader.sign() == "":
        raise reader.error(_("the file is empty"))
    yield from reader.within(path)
    reader.end()


def value(stream: Readable, *, values: int = VALUES, depth: int = DEPTH) -> Any:
    """Return the one value in `stream`, within these bounds. Raise JSONListError."""
    reader = _Reader(stream, values=values, depth=depth)
    if reader.sign() == "":
        raise reader.error(_("the file is empty"))
    found = reader.item().value
    reader.end()
    return found


class _Reader:
    """What was read of a stream and is not used up, and where in the file it stands."""

    def __init__(
        self,
        stream: Readable,
        *,
        string: int = STRING,
        values: int = VALUES,
        depth: int = DEPTH,
    ) -> None:
        self.stream = stream
        self.string, self.values, self.depth = string, values, depth
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.fault = ""  # why nothing more can be read
        self.line, self.column = 1, 1

    def more(self) -> bool:
        """Read on. Return whether there was anything."""
        while not self.fault:
            # As much again as there is, so that a long item costs no more a character.
            chunk = b"".join(self.pieces(max(CHUNK, len(self.text))))
            try:
                text = self.decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                text = error.object[: error.start].decode()
                self.fault = NOT_UTF8
            if not chunk:
                self.fault = self.fault or ENDED
            if text:
                self.text += text
                return True
        return False

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield `size` bytes, less only at the end; a pipe gives few at a time."""
        while size > 0 and (piece := self.stream.read(size)):
            yield piece
            size -= len(piece)

    def error(self, why: str, at: int = 0) -> JSONListError:
        """Return an error that names the place `at` characters on."""
        self.skip(at)
        says = _("line {line}, column {column}: {reason}")
        return JSONListError(
            says.format(line=self.line, column=self.column, reason=why)
        )

    def broken(self) -> JSONListError:
        """Return the error of a file that ends where it should not."""
        why = _("not UTF-8") if self.fault == NOT_UTF8 else _("the file ends too early")
        return self.error(why, len(self.text))

    def skip(self, length: int) -> None:
        """Use up `length` characters."""
        used, self.text = self.text[:length], self.text[length:]
        if lines := used.count("\n"):
            self.line += lines
            self.column = len(used) - used.rindex("\n")
        else:
            self.column += len(used)

    def sign(self) -> str:
        """Return the next character that is no blank, "" at the end of the file."""
        while True:
            blanks = BLANKS.match(self.text)
            assert blanks is not None
            self.skip(blanks.end())
            if self.text:
                return self.text[0]
            if not self.more():
                if self.fault == NOT_UTF8:
                    raise self.broken()
                return ""

    def parts(self, end: str) -> Iterator[None]:
        """Stop at each part of the list or object that stands here, up to its `end`."""
        self.skip(1)
        if self.sign() == end:
            self.skip(1)
            return
        yield
        while (sign := self.sign()) == ",":
            self.skip(1)
            yield
        if sign != end:
            says = _("a comma, or the {end} that ends the list, is missing")
            raise self.error(says.format(end=end))
        self.skip(1)

    def items(self) -> Iterator[Item]:
        """Yield the items of the list that stands here."""
        for _part in self.parts("]"):
            yield self.item()

    def within(self, path: tuple[str, ...]) -> Iterator[Item]:
        """Yield the items of the list under `path` of the value that stands here."""
        sign = self.sign()
        if sign == "[" and not path:
            yield from self.items()
        elif sign == "[":
            for _part in self.parts("]"):
                yield from self.within(path)
        elif sign == "{" and path:
            for _part in self.parts("}"):
                key = self.key()
                if key == path[0]:
                    yield from self.within(path[1:])
                else:
                    self.pass_over()
        else:
            self.pass_over()

    def end(self) -> None:
        if self.sign() != "":
            raise self.error(_("something stands after the end of the JSON"))

    def key(self) -> str:
        """Return the key that stands here, and use it up with its colon."""
        if self.sign() != '"':
            raise self.error(_("a key in quotes is missing here"))
        key: str = self.item().value
        if self.sign() != ":":
            raise self.error(_("the colon after a key is missing here"))
        self.skip(1)
        return key

    def pass_over(self) -> None:
        """Use up the value that stands here; nothing of it is held."""
        self.sign()
        depth = at = 0
        while True:
            found = SIGNS.search(self.text, at)
            if not found or at > CHUNK:
                self.skip(at if found else len(self.text))
                at = 0
                if not found and not self.more():
                    raise self.broken()
                continue
            at = found.end()
            if found[0] == '"':
                at = self.after_string(at)
            elif found[0] in "[{":
                depth += 1
            elif not depth:  # what ends the list or object around ended the value
                return self.skip(found.start())
            elif found[0] in "]}":
                depth -= 1
            if not depth:
                return self.skip(at)

    def after_string(self, at: int) -> int:
        """Return where the string ends that begins before `at`; use up most of it."""
        while True:
            at = INSIDE.match(self.text, at).end()  # type: ignore[union-attr]
            if self.text.startswith('"', at):
                return at + 1
            self.skip(at)
            at = 0
            if not self.more():
                raise self.broken()

    def item(self) -> Item:
        """Return the item that stands here."""
        if self.sign() == "":
            raise self.broken()
        if self.text[0] in ",]}":
            raise self.error(_("a value is missing here"))
        line = self.line
        length = self.extent()
        text = self.text[:length]
        try:
            value = DECODER.decode(text)
        except json.JSONDecodeError as error:
            raise self.error(
                _("not JSON: {reason}").format(reason=error.msg), error.pos
            ) from error
        except _Twice as error:
            why = _("the key {key} stands twice in one object").format(key=error)
            raise self.error(why, _place_of_twin(text)) from error
        except _NoValue as error:
            place = _place_of(text, str(error).__eq__)
            why = _("{value} is no value of JSON").format(value=error)
            raise self.error(why, place) from error
        except ValueError as error:  # Python bounds the length of a whole number
            place = _place_of(text, _is_long)
            raise self.error(_("a number has too many digits"), place) from error
        self.skip(length)
        return Item(value, line)

    def extent(self) -> int:
        """Return the length of the item that stands here, all of it read."""
        if self.text[0] == '"':
            return self.string_end(1)
        if self.text[0] not in "[{":
            return self.find(SCALAR_END, 0, SCALAR, LONG_VALUE).start()
        depth, at, values = 0, 0, 0
        while True:
            found = self.find(SIGNS, at, self.string, LONG_VALUE, at)
            at = found.end()
            if at > ITEM:
                says = _("an entry of more than {most} characters")
                raise self.error(says.format(most=shown(ITEM)))
            if found[0] == ",":
                values += 1
                if values > self.values:
                    says = _("an entry of more than {most} values")
                    raise self.error(says.format(most=shown(self.values)))
            elif found[0] == '"':
                at = self.string_end(at)
            elif found[0] in "[{":
                depth += 1
                if depth > self.depth:
                    raise self.error(_("lists and objects are nested too deep"), at - 1)
            else:
                depth -= 1
                if depth == 0:
                    return at

    def string_end(self, start: int) -> int:
        """Return where the string ends that begins before `start`."""
        at = start
        while True:
            at = INSIDE.match(self.text, at).end()  # type: ignore[union-attr]
            is_ended = self.text.startswith('"', at)
            if at + is_ended - start > self.string:
                raise self.error(_(LONG_TEXT).format(most=shown(self.string)), start)
            if is_ended:
                return at + 1
            if not self.more():
                raise self.broken()

    def find(
        self, sign: re.Pattern[str], at: int, most: int, too_long: str, start: int = 0
    ) -> re.Match[str]:
        """Return where `sign` stands next, from `at` on. Raise where it is too far."""
        while True:
            found = sign.search(self.text, at)
            end = found.end() if found else len(self.text)
            if end - start > most:
                raise self.error(_(too_long).format(most=shown(most)), start)
            if found:
                return found
            at = max(at, len(self.text))
            if not self.more():
                raise self.broken()


def shown(number: int) -> str:
    """Return a number as it is read: 20,000."""
    return number_format(number, force_grouping=True)


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
