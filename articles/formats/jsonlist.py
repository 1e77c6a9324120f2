"""A list in JSON, alone or inside an object, read item by item, in bounded memory.

Nothing stands after its end; for what an item may be see `jsonvalue`. A byte order mark
is skipped. What is read is held only as long as its item; what stands beside the list
is passed over.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.formats import jsonvalue

CHUNK = 1 << 14  # bytes read at a time, at least
ITEM = 1 << 26  # characters of an item, at most
VALUES = 20_000  # of an item, at most
STRING = 1 << 18  # characters of one string as it is written, at most
ARTICLE = 1 << 23  # of one that may hold a whole article as HTML
SMALL = 1 << 14  # of an item that is below all these bounds but the next one
SCALAR = 1 << 12  # characters of a number, or of what is none
DEPTH = 20  # of lists and objects inside one another

NOT_UTF8, ENDED = "not UTF-8", "ended"  # why nothing more can be read
LONG_VALUE = gettext_noop("a value of more than {most} characters")
LONG_TEXT = gettext_noop("a text of more than {most} characters")

BLANKS = re.compile(r"[ \t\n\r]*")
SIGNS = re.compile(r'["{}\[\],]')
# All of a string up to its end, or to the end of what was read; it never goes back.
INSIDE = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
SCALAR_END = re.compile(r"[ \t\n\r,\]}]")


class Readable(Protocol):
    """What bytes are read from, such as a file."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


class JSONListError(ValueError):
    """What cannot be read. The message begins with its line and its column."""


class TooLong(JSONListError):
    """An item, or a part of it, that is past a bound: what follows can be read."""


class Item(NamedTuple):
    """An item of the list, and the line on which it begins, counted from 1."""

    value: Any
    line: int
    fault: str = ""  # why its value is None: it is too long, or nested too deep


def items(stream: Readable, *, strict: bool = True) -> Iterator[Item]:
    """Yield the items of the list that `stream` holds. Raise JSONListError.

    Where it is not `strict`, a text may be as long as an article, and what is past a
    bound is told as the fault of its item.
    """
    reader = _Reader(stream, strict=strict, string=STRING if strict else ARTICLE)
    if reader.sign() == "":
        raise reader.error(_("the file is empty; a list of entries is needed"))
    if reader.sign() != "[":
        raise reader.error(_("a list of entries is needed; it begins with ["))
    yield from reader.items()
    reader.end()


def items_at(stream: Readable, *path: str) -> Iterator[Item]:
    """Yield the items of the list under the keys `path` of an object.

    A list on the way stands for each object in it; nothing is yielded where no list
    is. What is past a bound is told as the fault of its item. Raise JSONListError.

    >>> from io import BytesIO
    >>> file = BytesIO(b'{"db": [{"data": {"users": [1], "posts": [2, 3]}}]}')
    >>> [item.value for item in items_at(file, "db", "data", "posts")]
    [2, 3]
    """
    reader = _Reader(stream, strict=False, string=ARTICLE)
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
        strict: bool = True,
        string: int = STRING,
        values: int = VALUES,
        depth: int = DEPTH,
    ) -> None:
        self.stream, self.strict = stream, strict
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
        return JSONListError(self.told(why, at))

    def told(self, why: str, at: int) -> str:
        line, column = self.place(at)
        says = _("line {line}, column {column}: {reason}")
        return says.format(line=line, column=column, reason=why)

    def too_long(self, why: str, at: int = 0) -> TooLong:
        """Return the same of an item that can be passed over."""
        return TooLong(self.told(why, at))

    def broken(self) -> JSONListError:
        """Return the error of a file that ends where it should not."""
        why = _("not UTF-8") if self.fault == NOT_UTF8 else _("the file ends too early")
        return self.error(why, len(self.text))

    def skip(self, length: int) -> None:
        """Use up `length` characters."""
        if not length:
            return
        self.line, self.column = self.place(length)
        self.text = self.text[length:]

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column `at` characters on."""
        if lines := self.text.count("\n", 0, at):
            return self.line + lines, at - self.text.rindex("\n", 0, at)
        return self.line, self.column + min(at, len(self.text))

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
            self.sign()
            line = self.line
            try:
                item = self.item()
            except TooLong as error:
                if self.strict:
                    raise
                item = Item(None, line, fault=str(error))
                self.pass_over()
            yield item

    def within(self, path: tuple[str, ...]) -> Iterator[Item]:
        """Yield the items of the list under `path` of the value that stands here."""
        sign = self.sign()
        if sign == "[" and not path:
            yield from self.items()
        elif sign == "[":
            for _part in self.parts("]"):
                if self.sign() == "{":
                    yield from self.within(path)
                else:  # a list in a list is no way: so this goes as deep as `path`
                    self.pass_over()
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
        if (value := self.small_object()) is not None:
            return Item(value, line)
        length = self.extent()
        text = self.text[:length]
        try:
            value = jsonvalue.decoded(text)
        except jsonvalue.JSONValueError as error:
            raise self.error(error.why, error.place) from error
        self.skip(length)
        return Item(value, line)

    def small_object(self) -> dict[str, Any] | None:
        """Return the object that stands here, and use it up, if that is simple.

        It then ends with the first line that a brace opens. Return None where it may be
        past a bound, or is no JSON: that is to be read with care.
        """
        end = self.text.find("\n}", 0, SMALL) + 2
        if end < 2 and len(self.text) < SMALL and self.more():
            end = self.text.find("\n}", 0, SMALL) + 2
        text = self.text[:end]
        if end < 2 or text.count("{") + text.count("[") > self.depth:
            return None
        try:
            value: dict[str, Any] = jsonvalue.decoded(text)
        except jsonvalue.JSONValueError:
            return None
        self.skip(end)
        return value

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
                raise self.too_long(says.format(most=shown(ITEM)))
            if found[0] == ",":
                values += 1
                if values > self.values:
                    says = _("an entry of more than {most} values")
                    raise self.too_long(says.format(most=shown(self.values)))
            elif found[0] == '"':
                at = self.string_end(at)
            elif found[0] in "[{":
                depth += 1
                if depth > self.depth:
                    why = _("lists and objects are nested too deep")
                    raise self.too_long(why, at - 1)
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
                why = _(LONG_TEXT).format(most=shown(self.string))
                raise self.too_long(why, start)
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
                raise self.too_long(_(too_long).format(most=shown(most)), start)
            if found:
                return found
            at = max(at, len(self.text))
            if not self.more():
                raise self.broken()


def shown(number: int) -> str:
    """Return a number as it is read: 20,000."""
    return number_format(number, force_grouping=True)
