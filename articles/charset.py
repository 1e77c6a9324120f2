"""Bytes of a stranger become text, whatever they say that they are written in."""

import codecs
import encodings
import re
from collections.abc import Iterator
from encodings.aliases import aliases

OPENING = 4096  # bytes in which a page names its encoding; browsers look at 1024
# <meta charset=…>, <meta content="text/html; charset=…">, <?xml encoding=…?>
CLAIM = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})"
    rb"|\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# Python's names of what browsers know (https://encoding.spec.whatwg.org/): Python has
# codecs that are no way to write a text. Where browsers read a name as a larger
# encoding, so do we.
BROWSERS = {
    **{name: name for name in "utf_8 gb18030 big5 euc_jp iso2022_jp koi8_r".split()},
    **{name: name for name in "koi8_u cp866 mac_roman mac_cyrillic".split()},
    **{f"iso8859_{n}": f"iso8859_{n}" for n in (*range(2, 9), 10, 13, 14, 15, 16)},
    **{f"cp{n}": f"cp{n}" for n in (874, 932, 949, *range(1250, 1259))},
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "windows_874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "euc_kr": "cp949",
    "x_mac_cyrillic": "mac_cyrillic",
    "utf_16": "utf_16_le",
    "utf_16_le": "utf_16_le",
    "utf_16_be": "utf_16_be",
}
WESTERN = "cp1252"


def decode(content: bytes, named: str = "", *, cut: bool = False) -> str:
    """Return the text that `content` holds. Never raises.

    It is tried in this order: the byte order mark, the encoding `named` outside of it,
    the one that its first lines name, UTF-8. The first that fits all of it is taken;
    where none does, Windows-1252 with U+FFFD for what has no meaning. Where the
    content was `cut`, half a character at its end does not count.
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    for encoding in claims(content, named):
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
            return decoder.decode(content, final=not cut)
        except UnicodeError:
            continue
    return content.decode(WESTERN, "replace")


def claims(content: bytes, named: str = "") -> Iterator[str]:
    """Yield the encodings to try where no byte order mark stands before `content`.

    Any bytes fit Windows-1252, few fit UTF-8.
    """
    found = CLAIM.search(content[:OPENING])
    inside = (found[1] or found[2]).decode() if found else ""
    named_ones = [name for name in (_known(named), _known(inside)) if name]
    if WESTERN not in named_ones[:1]:
        yield from named_ones
    yield "utf-8"
    yield from named_ones


def _known(name: str) -> str | None:
    """Return Python's name for what browsers read under `name`, None if nothing."""
    name = encodings.normalize_encoding(name.strip()).lower()
    return BROWSERS.get(aliases.get(name, name))
