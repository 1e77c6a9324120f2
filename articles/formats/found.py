"""What is found about a page: facts, each with where it came from.

A reader of a format hands in raw words; they are cleaned here, all in one way, so that
whatever a stranger wrote fits the columns of an article, or is left out.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from ada_url import URL

from articles import limits, links, slugs, text

T = TypeVar("T")


@dataclass(frozen=True)
class Fact(Generic[T]):
    """One thing that was found, and where."""

    value: T
    source: str  # "arXiv", "JSON-LD", "Open Graph": a name for editors


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is known of a page. None where nothing was found."""

    title: Fact[str] | None = None
    authors: Fact[list[str]] | None = None
    source_date: Fact[str] | None = None  # 2021, 2021-11 or 2021-11-13
    site: Fact[str] | None = None  # the name of a journal, a blog, a paper
    language: Fact[str] | None = None  # BCP 47
    description: Fact[str] | None = None  # plain text: an abstract, a teaser
    image: Fact[str] | None = None  # an absolute address
    pdf: Fact[str] | None = None  # an absolute address
    doi: Fact[str] | None = None  # the address that it is resolved at

    def facts(self) -> dict[str, Fact[Any]]:
        """Return what was found, by the name of the field."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: fact for name, fact in pairs if fact is not None}

    def or_else(self, other: "Found") -> "Found":
        """Return this, with what it lacks taken from `other`."""
        return Found(**{**other.facts(), **self.facts()})


Reading = tuple[str, Mapping[str, Any]]  # a source, and raw values by field


def found_in(readings: Iterable[Reading], base: str = "") -> Found:
    """Return the first good value of each field in `readings`.

    A value is a string, for `authors` a list of them; anything else, and what no
    column takes, is passed over. Addresses count from `base`. Never raises.
    """
    facts: dict[str, Any] = {}
    for source, values in readings:
        for name, value in values.items():
            if name not in facts and (clean := CLEAN[name](value, base)):
                facts[name] = Fact(clean, source)
    return Found(**facts)


# Cleaning

LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8})*)")
NUMERIC = re.compile(r"([0-9]{4})(?:([-/.]?)([0-9]{1,2})(?:\2([0-9]{1,2}))?(?![0-9]))?")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
NAMED_MONTH = re.compile(
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?\s+)?\b({'|'.join(MONTHS)})[a-z]*\.?\s+"
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?([0-9]{4})\b",
    re.IGNORECASE | re.ASCII,
)
DATE = 60  # characters at most that are read as a date
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:.-]*(?:\s[^<>]*)?/?>")
PARAGRAPH_END = re.compile(
    r"</(?:jats:)?(?:p|title|sec|div|li)>|<br\s*/?>", re.IGNORECASE
)


def line(value: Any, most: int) -> str:
    """Return words as one line of at most `most` characters, "" where there are none.

    They are cut at a word, with an ellipsis.
    """
    if not isinstance(value, str):
        return ""
    words = text.one_line(value[: 20 * most])
    return "" if text.is_blank(words) else text.first_words(words, most)


def names(value: Any) -> list[str]:
    """Return the names in a list, each once; what is too long to be one is left out."""
    if not isinstance(value, list):
        return []
    found = (line(name, limits.NAME + 1).strip(",; ") for name in value)
    kept = [name for name in found if 0 < len(name) <= limits.NAME]
    return list(dict.fromkeys(kept))[: limits.AUTHORS]


def tags(names: Iterable[str]) -> tuple[list[str], int]:
    """Return the names that can be tags, each once, and how many can be none.

    Those are too long, without a letter, or more than an article bears.
    """
    kept: dict[str, str] = {}
    left_out = 0
    for name in names:
        name = line(name, 2 * limits.TAG_NAME).lstrip("#").strip()
        slug = slugs.slugify(name)
        if not name or slug in kept:
            continue
        if slug and len(name) <= limits.TAG_NAME and len(kept) < limits.TAGS:
            kept[slug] = name
        else:
            left_out += 1
    return list(kept.values()), left_out


def day(value: Any) -> str:
    """Return a date in any usual spelling as 2021, 2021-11 or 2021-11-13, or "".

    Years, months and days in figures, in that order; or with the month in English.
    The day is that of the time zone in which it was written.
    """
    words = line(value, DATE)
    if found := NUMERIC.match(words):
        year, _, month, number = found.groups()
    elif found := NAMED_MONTH.search(words):
        before, word, after, year = found.groups()
        month = str(MONTHS.index(word[:3].lower()) + 1)
        number = before or after
    else:
        return ""
    parts = [int(part) for part in (year, month, number) if part]
    while parts:
        try:
            if limits.FIRST_YEAR <= parts[0] < limits.END_YEAR:
                date(*(parts + [1, 1])[:3])
                return "-".join(f"{part:02}" for part in parts)
        except ValueError:
            pass
        parts.pop()
    return ""


def language(value: Any) -> str:
    """Return a language as BCP 47 spells it, or ""; en_US is read as well."""
    found = LANGUAGE.fullmatch(line(value, limits.LANGUAGE))
    return found[1].lower() + found[2].replace("_", "-") if found else ""


def paragraphs(value: Any) -> str:
    """Return words as plain text of at most `limits.TEXT` characters as Markdown."""
    if not isinstance(value, str):
        return ""
    value = text.mend_newlines(value[: 2 * limits.TEXT])
    lines = (text.UNSEEN.sub(" ", part) for part in value.split("\n"))
    words = text.normalise("\n".join(part.strip() for part in lines))
    if text.is_blank(words):
        return ""
    while len(text.escape_markdown(words)) > limits.TEXT:
        words = _shorter(words)
    return words


def _shorter(words: str) -> str:
    """Return about nine tenths of `words`, cut at a blank where one is near."""
    cut = words[: len(words) * 9 // 10]
    whole, _, rest = cut.rpartition(" ")
    return (whole if len(rest) < limits.NAME else cut) + "…"


def address(value: Any, base: str) -> str:
    """Return an absolute web address, or ""."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        found = URL(value.strip()[: limits.ADDRESS + 1], base or None).href
    except ValueError:
        return ""
    return found if links.is_web_address(found) else ""


DOI = re.compile(r"10\.[0-9]{4,9}/[!-~]{1,500}")
DOI_SIGNS = "/:;()._-"  # that stand in its address as they are


def doi(value: Any, base: str) -> str:
    """Return a DOI, bare or as an address, as the address that it is resolved at."""
    found = DOI.search(value[:1000]) if isinstance(value, str) else None
    if not found:
        return ""
    return address(f"https://doi.org/{quote(found[0], safe=DOI_SIGNS)}", base)


CLEAN: dict[str, Callable[[Any, str], Any]] = {
    "title": lambda value, base: line(value, limits.TITLE),
    "authors": lambda value, base: names(value),
    "source_date": lambda value, base: day(value),
    "site": lambda value, base: line(value, limits.NAME),
    "language": lambda value, base: language(value),
    "description": lambda value, base: paragraphs(value),
    "image": address,
    "pdf": address,
    "doi": doi,
}


def without_markup(value: Any) -> str:
    """Return the words of a string that may hold tags and entities, or ""."""
    if not isinstance(value, str):
        return ""
    value = PARAGRAPH_END.sub("\n\n", value[: 10 * limits.TEXT])
    return html.unescape(TAG.sub("", value))


def given_first(name: str) -> str:
    """Return “Lovelace, Ada” as “Ada Lovelace”; any other name as it is."""
    family, comma, given = name.partition(",")
    if not comma or "," in given or not given.strip():
        return name
    return f"{given.strip()} {family.strip()}"
