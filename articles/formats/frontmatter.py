"""Front matter: what a Markdown file says of itself, in YAML or TOML, before its text.

https://jekyllrb.com/docs/front-matter/ and https://gohugo.io/content-management/front-matter/.

A value is the text that was written: “yes”, 2021 and 2021-11-13 are words here, and
what a field means by them is for the field to say. Anchors and aliases are refused.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

Value = str | list["Value"] | dict[str, "Value"]

FENCES = {"---": "yaml", "+++": "toml"}
LENGTH = 2_000_000  # characters of it, at most
VALUES = 20_000
DEPTH = 10  # of lists and mappings inside one another
NOTHING = {"", "~", "null", "Null", "NULL"}


class FrontMatterError(ValueError):
    """What cannot be read, and the line of the file, counted from 1."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class Parts(NamedTuple):
    """The two parts of a file: its front matter, as it is written, and its text."""

    kind: str  # "yaml", "toml", "" where there is none
    front: str
    body: str
    line: int  # on which the text begins, counted from 1


def split(words: str) -> Parts:
    """Return the parts of a file. Raise FrontMatterError where the first has no end.

    A file that a checkout gave CRLF line ends is read with "\\n"; in any other each
    character of the text stays.
    """
    words = words.removeprefix("\ufeff")
    first, end, rest = words.partition("\n")
    kind = FENCES.get(first.rstrip(), "")
    if not kind or not end:
        return Parts("", "", words, 1)
    if first.endswith("\r"):
        rest = rest.replace("\r\n", "\n")
    front, body, line = until_fence(rest, first.rstrip(), 2)
    return Parts(kind, front, body, line)


def until_fence(words: str, fence: str, line: int) -> tuple[str, str, int]:
    """Return what stands before and after the first line `fence`, and its next line.

    `line` is that on which `words` begin. Raise FrontMatterError where none is.
    """
    found = re.search(rf"^{re.escape(fence)}[ \t\r]*(?:\n|\Z)", words, re.MULTILINE)
    if not found:
        says = _("the line {fence} that ends what the file says of itself is missing")
        raise FrontMatterError(says.format(fence=fence), line - 1)
    front = words[: found.start()]
    return front, words[found.end() :], line + front.count("\n") + 1


def read(kind: str, front: str, line: int = 2) -> dict[str, Value]:
    """Return what front matter says, by key; `line` is that on which it begins.

    Raise FrontMatterError for what is none.
    """
    if len(front) > LENGTH:
        says = _("more than {most} characters before the text")
        raise FrontMatterError(says.format(most=LENGTH), line)
    return _read_toml(front, line) if kind == "toml" else _read_yaml(front, line)


def line_of(front: str, key: str, line: int = 2) -> int:
    """Return the line of the file on which `key` most likely stands."""
    found = re.search(rf"^\W*{re.escape(key)}\W*[:=]", front, re.MULTILINE)
    return line + front[: found.start()].count("\n") if found else line


# YAML


def _read_yaml(front: str, line: int) -> dict[str, Value]:
    import yaml  # here, for most processes read no such file

    loader: Any = getattr(
        yaml, "CBaseLoader", yaml.BaseLoader
    )  # in C where it is built
    builder = _Builder()
    try:
        for event in yaml.parse(front, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = line + (mark.line if mark else 0)
        raise FrontMatterError(f"{error.problem or error.context}", at) from error
    except yaml.YAMLError as error:  # a character that YAML has no room for
        raise FrontMatterError(" ".join(str(error).split()), line) from error
    except _BadValue as error:
        raise FrontMatterError(str(error), line + error.line) from error
    if builder.root in (None, ""):
        return {}
    if not isinstance(builder.root, dict):
        raise FrontMatterError(_("“key: value” lines are needed"), line)
    return builder.root


class _BadValue(ValueError):
    def __init__(self, why: str, event: Any) -> None:
        super().__init__(why)
        self.line: int = event.start_mark.line


class _Builder:
    """Plain values from the events of YAML: bounded, and each key once."""

    def __init__(self) -> None:
        self.root: Value | None = None
        self.open: list[tuple[Any, list[str]]] = []  # and the key that waits, if any
        self.values = 0

    def take(self, event: Any) -> None:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            raise _BadValue(_("* repeats another value: write it out"), event)
        if isinstance(event, yaml.ScalarEvent):
            is_nothing = event.style is None and event.value in NOTHING
            self.add("" if is_nothing else event.value, event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self.add(value, event)
            self.open.append((value, []))
            if len(self.open) > DEPTH:
                raise _BadValue(_("lists and objects are nested too deep"), event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.open.pop()

    def add(self, value: Value, event: Any) -> None:
        self.values += 1
        if self.values > VALUES:
            says = _("more than {most} values")
            raise _BadValue(says.format(most=VALUES), event)
        if not self.open:
            self.root = value
            return
        around, keys = self.open[-1]
        if isinstance(around, list):
            around.append(value)
        elif keys:
            around[keys.pop()] = value
        elif not isinstance(value, str):
            raise _BadValue(_("a key is a word, no list and no object"), event)
        elif value in around:
            says = _("the key {key} stands twice in one object")
            raise _BadValue(says.format(key=repr(value[:60])), event)
        else:
            keys.append(value)


# TOML


def _read_toml(front: str, line: int) -> dict[str, Value]:
    import tomllib

    try:
        held = tomllib.loads(front.replace("\r\n", "\n"))
        return {key: _as_text(value) for key, value in held.items()}
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line ([0-9]+)", str(error))
        at = line + int(found[1]) - 1 if found else line
        raise FrontMatterError(str(error), at) from error
    except (RecursionError, ValueError) as error:  # too deep; a number too long
        raise FrontMatterError(_("it cannot be read"), line) from error


def _as_text(value: Any) -> Value:
    """Return a value of TOML as the text of it that YAML would have."""
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


# Writing

WRITTEN_PLAIN = re.compile(r"[^\W_](?:[^#:]|:(?=[^\s,\]}])|(?<=\S)#)*(?<!\s)")
# What a reader of YAML 1.1 takes for something other than words.
NO_WORDS = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)|[0-9][0-9_.,:xXa-fA-F]*")
UNWRITABLE = re.compile(
    r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]'
)


def write(fields: Mapping[str, Any]) -> str:
    """Return fields as lines of YAML, in their order; `read` gives them back.

    A value is a text, a truth value (read back as a word), a list of texts, or a list
    of mappings of texts. A value of a list has a line of its own, as has a field.
    """
    return "".join(f"{line}\n" for line in _lines(fields))


def _lines(fields: Mapping[str, Any]) -> Iterable[str]:
    for name, value in fields.items():
        if isinstance(value, bool):
            yield f"{name}: {'true' if value else 'false'}"
            continue
        if isinstance(value, str):
            yield f"{name}: {scalar(value)}"
            continue
        yield f"{name}:"
        for item in value:
            inner = [scalar(item)] if isinstance(item, str) else _lines(item)
            for number, line in enumerate(inner):
                yield f"{'  ' if number else '- '}{line}"


def scalar(words: str) -> str:
    """Return a text as YAML: as it is where that is plain, else in double quotes."""
    if (
        words.isprintable()
        and WRITTEN_PLAIN.fullmatch(words)
        and not NO_WORDS.fullmatch(words)
    ):
        return words
    return f'"{UNWRITABLE.sub(_escape, words)}"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    known = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
    if sign in '"\\':
        return f"\\{sign}"
    return known.get(sign) or f"\\u{ord(sign):04x}"
