"""The text of a file, a piece at a time: any encoding, however long the file."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles import charset
from articles.formats.reading import HEAD, FormatError, Source

CHUNK = 1 << 16  # bytes read at a time
LINE = 1 << 20  # characters of a line, at most
LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def text_of(source: Source) -> Iterator[str]:
    """Yield the text of a file, without a byte order mark. Never raises a UnicodeError.

    It is read twice: the first encoding of `charset.decode` that fits all of it counts.
    """
    encoding, skipped = _encoding_of(source)
    with source.open() as stream:
        stream.read(skipped)
        yield from _decoded(stream, encoding, "replace")


def _encoding_of(source: Source) -> tuple[str, int]:
    """Return the encoding of a file, and the length of its byte order mark."""
    with source.open() as stream:
        head = stream.read(HEAD)
        for mark, encoding in charset.MARKS.items():
            if head.startswith(mark):
                return encoding, len(mark)
        for encoding in _without_mark(head):
            stream.seek(0)
            try:
                for _text in _decoded(stream, encoding, "strict"):
                    pass
            except UnicodeError:
                continue
            return encoding, 0
    return charset.WESTERN, 0


def _without_mark(head: bytes) -> Iterator[str]:
    """Yield the encodings to try; a blank half of each sign tells UTF-16."""
    if head[:1] and head[1:2] == b"\0":
        yield "utf-16-le"
    elif head[:1] == b"\0":
        yield "utf-16-be"
    yield from charset.claims(head)


def _decoded(stream: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def lines_of(source: Source) -> Iterator[str]:
    """Yield the lines of a file with their ends. Raise FormatError for one too long."""
    rest = ""
    for chunk in text_of(source):
        lines = LINES.findall(rest + chunk)
        rest = lines.pop() if lines else ""  # what ends in "\r" may go on with "\n"
        yield from lines
        if len(rest) > LINE:
            says = _("a line has more than {most} characters")
            raise FormatError(
                says.format(most=number_format(LINE, force_grouping=True))
            )
    if rest:
        yield rest
