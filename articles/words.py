"""Words as search sees them: where they stand in a text, and what makes two alike."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

# Letters that no accent tells apart from others, as unaccented keyboards spell them.
SPELLED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}
SPELLING = str.maketrans(SPELLED)
# Accents of Latin letters alone (FTS5 folds no others): й is not и with a hook.
ACCENTS = re.compile("([a-z])[\u0300-\u036f]+")
# The languages that both PostgreSQL and Python can stem; Snowball's names.
STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


@cache
def word_pattern() -> re.Pattern[str]:
    """Return what a word matches: letters, digits, and the marks that belong to them.

    Many scripts write vowels as marks. Each character is asked whether it is one, so
    the pattern is made when it is first needed.
    """
    marks = "".join(
        chr(n) for n in range(0x10000) if unicodedata.category(chr(n)) in ("Mn", "Mc")
    )
    return re.compile(rf"(?:[^\W_]|[{marks}])+")


@dataclass(frozen=True)
class Word:
    """A word and where it stands: `text[start:end]`."""

    start: int
    end: int
    folded: str


def find_words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in their order."""
    for found in word_pattern().finditer(text):
        if folded := fold(found[0]):
            yield Word(found.start(), found.end(), folded)


def fold(word: str) -> str:
    """Return what makes two spellings one word: no case, no accents; NFC. Idempotent.

    >>> fold("Größe"), fold("naïve")
    ('grosse', 'naive')
    """
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.lower()).translate(SPELLING)
    return unicodedata.normalize("NFC", ACCENTS.sub(r"\1", apart))


@lru_cache(maxsize=10_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word (Snowball); the word where none is known.

    `language` is the site's, as in `de` or `pt-br`.
    """
    import snowballstemmer  # heavy, and only a search asks for it

    name = stemmer_name(language)
    return snowballstemmer.stemmer(name).stemWord(word) if name else word


def stemmer_name(language: str) -> str:
    """Return Snowball's name of a language; "" for one that has no stemmer here."""
    return STEMMERS.get(language.partition("-")[0].lower(), "")


def stem_start(word: str, language: str) -> str:
    """Return how every word begins that has the same stem as the folded `word`.

    A stem ends in other letters than its words at most at its last: study, studi.
    """
    found = stem(word, language)
    length = 0
    while length < min(len(found), len(word)) and found[length] == word[length]:
        length += 1
    return word[: length if length < len(found) else max(length - 1, 1)]
