"""The text of a file, a piece at a time: any encoding, however long the file."""

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from articles import charset
from articles.formats.reading import HEAD, Source

CHUNK = 1 << 16  # bytes read at a time


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
                for _ in _decoded(stream, encoding, "strict"):
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


def lines_of(chunks: Iterable[str]) -> Iterator[str]:
    """Yield the lines in pieces of text as `str.splitlines` does, with their ends."""
    rest = ""
    for chunk in chunks:
        lines = (rest + chunk).splitlines(keepends=True)
        rest = lines.pop() if lines else ""
        yield from lines
    if rest:
        yield rest
