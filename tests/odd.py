"""Requests that no reader means: what a page must stand without an error."""

from urllib.parse import quote, urlencode

LISTS = [
    "/",
    "/search/",
    "/tags/bias/",
    "/tags/bias+performance/",
    "/2021/",
    "/2021/11/",
    "/2021/11/13/",
]
ENDS = [
    "",
    "page/0/",
    "page/-1/",
    "page/2/",
    "page/1000000000/",
    "page/99999999999999999999/",
    "feed.atom",
    "feed.rss",
    "feed.json",
    "page/3/feed.atom",
    "page/1000000000/feed.json",
    "list.csv",
    "list.md",
    "list.bib",
    "list.ris",
    "list.csl.json",
]
OTHERS = [
    "/api/",
    "/api/v1/articles/",
    "/api/v1/articles/{odd}/",
    "/api/v1/articles/00000000-0000-0000-0000-000000000001/",
    "/api/v1/tags/",
    "/api/v1/openapi.json",
    "/api/{odd}",
    "/tags/",
    "/archive/",
    "/trends/",
    "/about/",
    "/articles/a-1/",
    "/articles/a-1/cite.bib",
    "/tags/{odd}/",
    "/tags/bias+{odd}/",
    "/articles/{odd}/",
    "/{odd}",
    "/2021/13/",
    "/2021/02/30/",
    "/0000/",
    "/9999/99/99/",
]
NAMES = "q tag without source author year month note order page cursor limit x".split()
WORDS = [
    "",
    "data",
    "\0",
    "\x01\x1f\x7f",
    "\ufeff\u202e\u2028",
    "'; DROP TABLE articles_article; --",
    '"',
    '"' * 101,
    '"a "b "c" d" e"',
    "((((" * 50,
    "NEAR(a b, 99999999)",
    "a* AND b OR NOT c",
    "{title excerpt} : a",
    "-" * 200,
    "tag:" * 50,
    'tag:"',
    "year:99999 before:0000 after:-1",
    "author:% source:_ has:*",
    "\\' \\\" \\x00 %00 %s %(a)s {0} ${a}",
    "é" * 400,
    "深度学习" * 100,
    "👩‍👩‍👧‍👦" * 50,
    "1e309",
    "-1",
    "2021-02-30",
    "99999999999999999999999",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "https://arxiv.org/abs/2105.12723",
    "javascript:alert(1)",
]


def address(random):
    """Return the address of an odd request, chosen by `random` (a random.Random)."""
    path = random.choice(LISTS) + random.choice(ENDS)
    if random.random() < 0.3:
        path = random.choice(OTHERS)
    path = path.replace("{odd}", quote(_odd(random), safe="")[:2_000])
    pairs = [
        (random.choice(NAMES), _odd(random))
        for _ in range(random.choice([0, 1, 1, 2, 9]))
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _odd(random):
    """Return odd words: one of those above, several in one, or 10 kB of them."""
    kind = random.random()
    if kind < 0.7:
        return random.choice(WORDS)
    if kind < 0.95:
        return " ".join(random.choice(WORDS) for _ in range(3))
    return " ".join(
        "".join(random.choice("abcdefghij") for _ in range(5)) for _ in range(1_700)
    )
