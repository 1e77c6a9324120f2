"""Files as a broken disk, or a careless hand, leaves them."""

PIECES = [
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"\0",
        b"\xff",
        b"]]>",
        b"<!--",
        b"<![CDATA[",
        b"{",
    ),
    *(b"}", b"[", b"]", b",", b";", b"\t", b"\r", b"\n", b"</item>", b"<item>", b"0"),
    *(b"9" * 30, b"-1", b"null", b"http://[", b"<DL>", b"&#0;", b"&#xD800;", b"<b>"),
    *(
        b"---\n",
        b"%",
        b"\\",
        b"@misc{",
        b"TY  - ",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"",
    ),
]


def damaged(content, chance):
    """Return `content` with up to three pieces of it taken for others.

    `chance` is a random.Random.
    """
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(content))
        end = start + chance.randint(0, 40)
        content = content[:start] + chance.choice(PIECES) + content[end:]
    return content
