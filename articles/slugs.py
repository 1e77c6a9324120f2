"""Names: what makes two the same, and the addresses made from them."""

import re
import unicodedata

from articles import limits

SIGNS = {"+": "-plus", "#": "-sharp"}
IN_WORD = str.maketrans("", "", "'’ʼ`´")
BLANKS = re.compile(r"\s+")
TAGS_TYPED = re.compile(r'\s*#?\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)')


def slugify(name: str) -> str:
    """Return `name` as the part of an address: letters and digits of any script.

    Everything else becomes a hyphen, none at the ends; signs that tell names apart
    are spelled out. At most `limits.SLUG` characters, NFC; "" where nothing is left.

    >>> slugify("C++"), slugify("C#"), slugify(".NET"), slugify("Moore’s Law")
    ('c-plus-plus', 'c-sharp', 'dot-net', 'moores-law')
    """
    name = name_key(name[: 4 * limits.ADDRESS]).translate(IN_WORD)
    if re.match(r"\.\w", name):
        name = f"dot-{name}"
    for sign, word in SIGNS.items():
        name = re.sub(rf"(?<=\w)(?:{re.escape(sign)})+", lambda m: word * len(m[0]), name)
    kept = "".join(c if _stays(c) else "-" for c in name)
    slug = unicodedata.normalize("NFC", re.sub("-+", "-", kept).strip("-"))
    return _cut(slug)


def _stays(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _cut(slug: str) -> str:
    if len(slug) <= limits.SLUG:
        return slug
    cut = slug[: limits.SLUG]
    if slug[limits.SLUG] != "-" and "-" in cut:
        cut = cut.rpartition("-")[0]
    return cut.strip("-")


def is_slug(value: str) -> bool:
    """Return whether `value` can stand in an address as it is."""
    return bool(value) and slugify(value) == value


def name_key(name: str) -> str:
    """Return what makes two names the same: NFC, no case, blanks folded."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return BLANKS.sub(" ", folded).strip()


def split_tags(line: str) -> list[str]:
    """Return the names in a line that an editor typed: commas part them.

    The order typed stays; each name once, without the "#" before it. Quotes keep a
    comma within a name. Never raises.

    >>> split_tags('machine learning, #bias, "a, b", Bias')
    ['machine learning', 'bias', 'a, b']
    """
    names: dict[str, str] = {}
    place = 0
    while place < len(line):
        found = TAGS_TYPED.match(line, place)
        if found is None:  # a quote that closes in the middle of a name
            found = re.compile(r"\s*#?\s*()([^,]*)(?:,|$)").match(line, place)
        assert found is not None
        quoted, plain = found.groups()
        name = quoted.replace('""', '"') if quoted else plain or ""
        name = BLANKS.sub(" ", name).strip()
        if name:
            names.setdefault(name_key(name), name)
        place = max(found.end(), place + 1)
    return list(names.values())


def join_tags(names: list[str]) -> str:
    """Return `names` as a line that `split_tags` reads back."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if re.search(r'[,"]|^#', name) else name
        for name in names
    )
