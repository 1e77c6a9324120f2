"""XML of strangers, part by part: bounded, without entities, without the network.

A part is what stands right below the root, or below its `channel`: an item of RSS, an
entry of Atom. One is held at a time. Bytes that XML forbids and tools write all the
same (controls, a bare “&”, &nbsp; of HTML) are mended before they are parsed.
"""

import html
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from lxml import etree

from articles import text
from articles.formats import streams
from articles.formats.reading import FormatError, Source

PART = 1 << 26  # characters of one part, at most
DEPTH = 200  # of elements; libxml2 itself stops at 256
CDATA, CDATA_END = "<![CDATA[", "]]>"
TOKEN = 40  # characters of what is mended, at most
MAY_BEGIN = re.compile(r"[<&\]]")
REFERENCE = re.compile(
    r"&(#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?"
)
OWN = {"amp;", "lt;", "gt;", "quot;", "apos;"}  # of XML
# Controls but for tabs and line ends, halves of surrogate pairs, what is no character.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def opening(head: bytes) -> bytes:
    """Return the first bytes of a file of XML, whatever its encoding; else b""."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start if start.startswith(b"<") else b""


def parts(source: Source) -> Iterator[etree._Element]:
    """Yield the parts of a file, each with all in it; then it is emptied.

    Raise FormatError, with the line, for what is no XML, or not bounded.
    """
    stream = _Stream(_mended(streams.text_of(source)))
    depth = 0
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in events:
            depth += 1 if event == "start" else -1
            if depth > DEPTH:
                raise _broken(element.sourceline, _("elements are nested too deep"))
            if event == "end" and _is_part(element, depth):
                stream.since = 0
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        why = re.sub(r", line \d+, column \d+.*", "", str(error.msg))
        raise _broken(error.lineno or 1, why) from error


def _is_part(element: etree._Element, depth: int) -> bool:
    """Return whether an element that ends inside `depth` others is a part."""
    if depth == 1:
        return name_of(element) != "channel" or element.getparent() is None
    return depth == 2 and name_of(element.getparent()) == "channel"


def _forget(element: etree._Element) -> None:
    """Empty an element, and take away those before it."""
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None:
        del parent[0]


def _broken(line: int | None, why: str) -> FormatError:
    says = _("line {line}: {reason}")
    return FormatError(says.format(line=line or 1, reason=text.one_line(why)))


def name_of(element: etree._Element) -> str:
    """Return the name of an element without its namespace, in lower case.

    The prefix of a namespace that the file forgot to declare is taken off as well.
    """
    return re.split("[}:]", str(element.tag))[-1].lower()


class _Stream:
    """Text as a file of UTF-8, which counts what was read of a part."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self.chunks = chunks
        self.since = 0  # characters since the last part ended

    def read(self, size: int) -> bytes:
        """Return the next piece, b"" at the end; its length is not that of `size`."""
        for chunk in self.chunks:
            if chunk:
                self.since += len(chunk)
                if self.since > PART:
                    raise FormatError(_("an entry is too long to be read"))
                return chunk.encode()
        return b""


def _mended(chunks: Iterable[str]) -> Iterator[str]:
    """Yield text without what XML forbids. Raise FormatError where it has entities."""
    rest, is_raw = "", False
    for chunk in chunks:
        rest += FORBIDDEN.sub(" ", chunk)
        begun = MAY_BEGIN.search(rest, max(len(rest) - TOKEN, 0))
        ready, rest = (
            (rest[: begun.start()], rest[begun.start() :]) if begun else (rest, "")
        )
        mended, is_raw = _mend(ready, is_raw=is_raw)
        yield mended
    yield _mend(rest, is_raw=is_raw)[0]


def _mend(words: str, *, is_raw: bool) -> tuple[str, bool]:
    """Return text mended, and whether a CDATA section is open at its end."""
    written = []
    while words:
        if is_raw:
            before, end, words = words.partition(CDATA_END)
            is_raw = not end
        else:
            before, end, words = words.partition(CDATA)
            if "<!ENTITY" in before:
                raise FormatError(_("it declares entities, which may do harm: refused"))
            before = REFERENCE.sub(_reference, before)
            is_raw = bool(end)
        written += [before, end]
    return "".join(written), is_raw


def _reference(found: re.Match[str]) -> str:
    """Return a reference as XML knows it, and what is none as the words that it is."""
    name = found[1] or ""
    if name in OWN:
        return found[0]
    sign = html.unescape(found[0])
    if sign == found[0]:
        return f"&amp;{name}"
    sign = FORBIDDEN.sub(" ", sign)
    return "".join(f"&#{ord(character)};" for character in sign)
