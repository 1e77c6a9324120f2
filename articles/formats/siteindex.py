"""The search index of a site that is files: words -> entries, as JSON in small parts.

A group of entries has a part for each beginning of words, so that a search loads the
parts of its words alone, and a corrected word changes the parts of one group.

- `index.json`: how many entries and words there are, and the numbers of the groups;
- `<group>/entries.json`: a row for each entry of the group, and the names it speaks of;
- `<group>/<part>.json`: {word: [stem, entry, [places], entry, [places], ...]}. An entry
  is its row, a place the column times COLUMN and the word's number in it.

`static/sitesearch.js` reads it. Words are folded and stemmed as in `articles/words.py`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from articles.words import find_words, stem

COLUMN = 100_000  # more than the words of any column
COLUMNS = ("excerpt", "title", "notes", "authors", "site", "tags")  # small places first
GROUP = 1_000  # entries, by their numbers


@dataclass
class Indexed:
    """What a search knows of an entry; `texts` by the names of COLUMNS.

    `number` never changes; `posted` is in seconds since 1970, `day` is 20211113 for the
    day by the clocks of the site.
    """

    number: int
    slug: str
    posted: int
    day: int
    site: str
    tags: list[str]
    has_note: bool
    texts: dict[str, str] = field(default_factory=dict)


def group_of(number: int) -> int:
    """Return the group of the entry with that number."""
    return number // GROUP


def part_of(word: str) -> str:
    """Return the name of the part with a folded word: two plain letters, or a number.

    >>> part_of("data"), part_of("c"), part_of("深度")
    ('da', 'c', 'u6df1')
    """
    if word[0].isascii():
        return "".join(letter for letter in word[:2] if letter.isascii())
    return f"u{ord(word[0]):x}"


def write_group(entries: list[Indexed], language: str) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) for the parts of a group; `language` is the site's."""
    parts: dict[str, dict[str, list]] = defaultdict(dict)
    lengths = []
    for row, entry in enumerate(entries):
        places: dict[str, list[int]] = defaultdict(list)
        lengths.append(0)
        for column, name in enumerate(COLUMNS):
            for number, word in enumerate(find_words(entry.texts.get(name, ""))):
                places[word.folded].append(column * COLUMN + number)
                lengths[row] += 1
        for word_, found in places.items():
            part = parts[part_of(word_)]
            part.setdefault(word_, [stem(word_, language)]).extend((row, found))
    for name, words in sorted(parts.items()):
        yield f"{name}.json", as_json(dict(sorted(words.items())))
    yield "entries.json", as_json(_table(entries, lengths, sorted(parts)))


def _table(entries: list[Indexed], lengths: list[int], parts: list[str]) -> dict:
    sites = sorted({entry.site for entry in entries})
    tags = sorted({tag for entry in entries for tag in entry.tags})
    site_row = {site: row for row, site in enumerate(sites)}
    tag_row = {tag: row for row, tag in enumerate(tags)}
    rows = [
        [
            entry.slug,
            entry.posted,
            entry.day,
            site_row[entry.site],
            [tag_row[tag] for tag in entry.tags],
            int(entry.has_note),
            length,
        ]
        for entry, length in zip(entries, lengths, strict=True)
    ]
    return {"entries": rows, "sites": sites, "tags": tags, "parts": parts}


def write_index(
    language: str, groups: Iterable[int], names: dict[str, tuple[str, str]]
) -> str:
    """Return the text of `index.json`.

    `names` gives what a tag is called, folded or in its address: its slug, its name.
    """
    return as_json(
        {
            "language": language,
            "groups": sorted(groups),
            "columns": COLUMNS,
            "column": COLUMN,
            "tags": dict(sorted(names.items())),
        }
    )


def as_json(value: object) -> str:
    """Return `value` as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
