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
KEYS = ["0", "-1", "x", "", "\0", "1e9", "\u0661", "99999999999999999999", "9" * 5_000]
ASKED = """
q o p e all account article articles tag tags site state writer reach month day year
published_at__year published_at__gte id__in follows__isnull title__regex term page
app_label model_name field_name url title follows revision old new before log deed
into after next _popup _to_field groups__id__exact
""".split()
POSTED = """
action index _selected_action select_across post why add take read uid held clash
notes-TOTAL_FORMS notes-INITIAL_FORMS notes-0-id notes-0-place notes-0-body
form-TOTAL_FORMS title url slug excerpt addresses tag_names authors follows
published_at_0 published_at_1 source_date language path article articles tag tags into
other deed merge revision number name description aliases body username password groups
moved entry day month words form query delete old_password user usable_password
_save _publish _withdraw _show _do _merge
""".split()
ACTIONS = """
publish change_tags spread withdraw merge export download delete_selected restore none
""".split()


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


def at_desk(random, addresses):
    """Return (address, fields) of an odd request to one of `addresses` of the desk.

    `fields` are what is posted, {} for a GET. {odd} in an address becomes a key.
    """
    address = random.choice(addresses)
    address = address.replace("{odd}", quote(_key(random), safe="") or "0")
    asked = [
        (random.choice(ASKED), _key(random)) for _ in range(random.choice([0, 1, 2]))
    ]
    if asked:
        address += f"?{urlencode(asked)}"
    if random.random() < 0.5:
        return address, {}
    names = random.sample(POSTED, random.choice([1, 3, 9]))
    fields = {name: _key(random) for name in names}
    if random.random() < 0.5:
        chosen = {"action": random.choice(ACTIONS), "index": "0"}
        fields |= chosen | {"_selected_action": [_key(random), _key(random)]}
    return address, fields


def shown(address, fields=()):
    """Return a request in one short line: POST /admin/articles/article/?q&tag

    It is what a trial tells of the dearest one: the names of what was asked, no values.
    """
    path, _, query = address.partition("?")
    names = "&".join(pair.partition("=")[0] for pair in query.split("&"))
    line = f"{path[:60]}?{names}" if query else path[:60]
    return f"POST {line}" if fields else line


def _key(random):
    """Return what is no key of a row, or an odd word; at times the key of a row."""
    kind = random.random()
    if kind < 0.2:
        return "1"
    return random.choice(KEYS) if kind < 0.7 else _odd(random)


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
