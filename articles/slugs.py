"""Names: what makes two the same, the addresses made from them, lines of tags."""

import re
import unicodedata
from functools import lru_cache

from articles import limits

SIGNS = {"+": "-plus-", "#": "-sharp-"}
APOSTROPHES = str.maketrans("", "", "'’")
# In a line of tags: a name in quotes (two of them stand for one), or up to a comma.
QUOTED = re.compile(r'\s*+#?\s*+"((?:[^"]|"")*+)"\s*+(?:,|\Z)')
PLAIN = re.compile(r"\s*+#?([^,]*+)(?:,|\Z)")


@lru_cache(maxsize=1024)  # a load asks for the same few hundred tags again and again
def slugify(name: str) -> str:
    """Return `name` as the part of an address: letters and digits of any script.

    Everything else becomes a hyphen, none at the ends; signs that tell names apart
    are spelled out. At most `limits.SLUG` characters, NFC; "" where nothing is left.
    Idempotent.

    >>> slugify("C++"), slugify("C#"), slugify(".NET"), slugify("Moore’s Law")
    ('c-plus-plus', 'c-sharp', 'dot-net', 'moores-law')
    """
    name = name_key(name).translate(APOSTROPHES)
    parts = ["dot-"] if name[:1] == "." and _stays(name[1:2]) else []
    in_word = False
    for character in name:
        if _stays(character):
            parts.append(character)
            in_word = True
        elif in_word and character in SIGNS:
            parts.append(SIGNS[character])
        else:
            parts.append("-")
            in_word = False
    slug = re.sub("-+", "-", "".join(parts)).strip("-")
    return _cut(unicodedata.normalize("NFC", slug))


def _stays(character: str) -> bool:
    return character != "" and unicodedata.category(character)[0] in "LNM"


def _cut(slug: str) -> str:
    if len(slug) <= limits.SLUG:
        return slug
    cut = slug[: limits.SLUG]
    if slug[limits.SLUG] != "-" and "-" in cut:
        cut = cut.rpartition("-")[0]
    return cut.strip("-")


def following(slug: str, old: str, name: str) -> str:
    """Return `slug`; where it was made from the name `old`, what `name` makes of it.

    A name of which nothing is left makes no other address.
    """
    return slugify(name) or slug if slug == slugify(old) else slug


def is_slug(value: str) -> bool:
    """Return whether `value` can stand in an address as it is."""
    return bool(value) and slugify(value) == value


def name_key(name: str) -> str:
    """Return what makes two names the same: NFC, no case, blanks folded. Idempotent."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return _fold_blanks(folded)


def _fold_blanks(name: str) -> str:
    return " ".join(name.split())


def split_tags(line: str) -> list[str]:
    """Return the names in a line that an editor typed: commas part them.

    The order typed stays; each name once (see `name_key`), blanks folded, without the
    "#" before it. Quotes around a name keep what is in it. Never raises.

    >>> split_tags('machine learning, #bias, "a, b", Bias')
    ['machine learning', 'bias', 'a, b']
    """
    names: dict[str, str] = {}
    place = 0
    while place < len(line):
        found = QUOTED.match(line, place)
        if found:
            name = _fold_blanks(found[1].replace('""', '"'))
        else:
            found = PLAIN.match(line, place)
            assert found is not None  # it matches anything
            name = _fold_blanks(found[1])
        if name:
            names.setdefault(name_key(name), name)
        place = found.end()
    return list(names.values())


def join_tags(names: list[str]) -> str:
    """Return `names` as a line that `split_tags` reads back."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if re.search(r'[,"]|^#', name) else name
        for name in names
    )
