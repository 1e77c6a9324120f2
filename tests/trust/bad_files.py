"""Files that hurt a careless reader: too large, too deep, or leading elsewhere."""

import io
import json
import stat
import struct
import zipfile

MIB = 1024 * 1024
POST = "---\ntitle: A\nurl: https://example.org/a\n---\nWords.\n"
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
)
RSS = "<rss version='2.0'><channel><item><title>{}</title></item></channel></rss>"
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{}</title></entry></feed>"
)
WXR = (
    "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>"
    "<wp:wxr_version>1.2</wp:wxr_version><item><title>{}</title></item></channel></rss>"
)
OPML = "<opml version='2.0'><body><outline text='{}' type='link'/></body></opml>"
SHAPES = {"feed.rss": RSS, "feed.atom": ATOM, "wordpress.xml": WXR, "links.opml": OPML}
NAMES = ["../a.md", "a/../../a.md", "/etc/a.md", "C:/a.md", "..\\a.md", "\\\\h\\a.md"]
NAMES += ["a//a.md", "./../a.md", "a/..", "..", "~/../a.md", "a\r\nb/../a.md"]


def zipped(files, **info):
    """Return a zip of `files`, {name: content}; `info` is set of each entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.filename = name  # as it is, though a system would write it otherwise
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(entry, key, value)
            packed.writestr(entry, content)
    return stream.getvalue()


def overlapping(count, size):
    """Return a zip in which `count` names share one entry of `size` bytes."""
    whole = zipped({f"{n:05}.md": b"" for n in range(count)})
    heavy = zipped({"00000.md": bytes(size)})
    body = heavy[: heavy.rindex(b"PK\x01\x02")]
    head = heavy[heavy.rindex(b"PK\x01\x02") : heavy.rindex(b"PK\x05\x06")]
    heads = b"".join(
        head.replace(b"00000.md", b"%05d.md" % number) for number in range(count)
    )
    end = whole[whole.rindex(b"PK\x05\x06") :]
    end = end[:12] + struct.pack("<LL", len(heads), len(body)) + end[20:]
    return body + heads + end


def lying(size):
    """Return a zip whose entry is longer than it says."""
    honest = zipped({"a.md": bytes(size)})
    return honest.replace(struct.pack("<L", size), struct.pack("<L", 10))


def xml_files():
    """Yield (name, content) of XML that asks for more than there is to it."""
    doctypes = {
        "laughs": (LAUGHS, "&l9;"),
        "external": ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        "remote": ('<!ENTITY x SYSTEM "http://127.0.0.1:9/">', "&x;"),
        "parameter": ('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', "a"),
        "quadratic": (f'<!ENTITY x "{"x" * 100_000}">', "&x;" * 10_000),
        "itself": ('<!ENTITY x "&x;">', "&x;"),
    }
    for name, shape in SHAPES.items():
        root = shape[1:].partition(" ")[0]
        for kind, (held, words) in doctypes.items():
            yield f"{kind} {name}", f"<!DOCTYPE {root} [{held}]>{shape.format(words)}"
            text = f"<!DOCTYPE {root} [{held}]>{shape.format(words)}"
            yield f"{kind} wide {name}", text.encode("utf-16")
        yield f"deep {name}", shape.format("<b>" * 100_000)
        yield f"deep and closed {name}", shape.format("<b>" * 5000 + "</b>" * 5000)
        yield f"cut {name}", shape[:-10]


def nested_files():
    """Yield (name, content) of what is nested without end."""
    entry = '[{"model": "articles.article", "fields": {"title": %s}}]'
    for deep in ("[" * 100_000, '{"a":' * 100_000, "[" * 5000 + "]" * 5000):
        yield f"{len(deep)} fixture.json", entry % deep
        yield f"{len(deep)} bare.json", deep
        yield (
            f"{len(deep)} feed.json",
            f'{{"version": "https://jsonfeed.org/version/1", "items": {deep}',
        )
        yield f"{len(deep)} csl.json", f'[{{"type": "book", "title": {deep}'
        yield f"{len(deep)} ghost.json", f'{{"db": [{{"data": {{"posts": {deep}'
        yield (
            f"{len(deep)} firefox.json",
            f'{{"guid": "root________", "children": {deep}',
        )
        head = f"---\ntitle: A\nurl: {deep}\n---\n"
        yield f"{len(deep)} head.zip", zipped({"a.md": head})
    for sign in ("9" * 100_000, "1e999999999", "NaN", "-Infinity", '"\\ud800"'):
        yield f"{sign[:9]} number.json", entry % sign
    yield (
        "deep bookmarks.html",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<DL><p>" * 50_000,
    )
    yield "deep post.zip", zipped({"a.md": POST + "<div>" * 50_000})
    yield "braces.bib", "@misc{a, title = " + "{" * 100_000
    yield "closed braces.bib", "@misc{a, title = " + "{" * 9000 + "}" * 9000 + "}"
    aliases = "\n".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)
    )
    yield "laughs.zip", zipped({"a.md": f"---\na0: &a0 [x]\n{aliases}\n---\nWords.\n"})


def zip_files():
    """Yield (name, content) of archives that are a trick."""
    for number, name in enumerate(NAMES):
        yield f"slip {number}.zip", zipped({name: POST})
    link = {"external_attr": (stat.S_IFLNK | 0o777) << 16}
    yield "link.zip", zipped({"a.md": "/etc/passwd"}, **link)
    yield "link to a folder.zip", zipped({"a": "/etc", "a/passwd.md": POST}, **link)
    device = {"external_attr": (stat.S_IFCHR | 0o666) << 16}
    yield "device.zip", zipped({"a.md": POST}, **device)
    yield "bomb.zip", zipped({"a.md": bytes(100 * MIB)})
    yield "many bombs.zip", zipped({f"{n}.md": bytes(9 * MIB) for n in range(10)})
    yield "bomb in a zip.zip", zipped({"a.zip": zipped({"a.md": bytes(20 * MIB)})})
    yield "overlapping.zip", overlapping(20_000, 9 * MIB)
    yield "lying.zip", lying(20 * MIB)
    yield "names.zip", zipped({f"{n}.md": b"" for n in range(20_001)})
    yield "same name.zip", zipped({"a.md": POST})[:-22] * 2
    yield (
        "locked.zip",
        zipped({"a.md": POST}).replace(
            b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"
        ),
    )
    yield "cut.zip", zipped({"a.md": POST})[:60]
    yield "empty.zip", zipped({})
    yield "nonsense.zip", b"PK\x03\x04" + bytes(1000)


def other_files():
    """Yield (name, content) of what is too large, or not what it says."""
    yield "large.json", b"[" + b" " * (20 * MIB + 1)
    yield "empty.json", b""
    yield "zeros.csv", bytes(100_000)
    yield "columns.csv", "title,url" + ",x" * 200_000 + "\n"
    yield "cell.csv", 'title,url\n"' + "x" * 400_000
    yield "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(1000)
    yield "program.exe", b"MZ" + bytes(1000)
    yield "gzip.json.gz", b"\x1f\x8b\x08" + bytes(1000)
    yield "book.xlsx", zipped({"xl/workbook.xml": "<a/>"})
    yield "book.xls", b"\xd0\xcf\x11\xe0" + bytes(1000)
    yield "half.json", json.dumps([{"model": "articles.article"}])[:-3]
    yield "wide.json", "[]".encode("utf-32")


def bad_files():
    """Yield all of them, each as (name, bytes)."""
    for kind in (xml_files, nested_files, zip_files, other_files):
        for name, content in kind():
            yield name, content.encode() if isinstance(content, str) else content
