"""The search language: words, "a phrase", -not, tag:bias, year:2021 and its like.

Any text is a query. What has the shape of a field but makes no sense is read as words:
year:20x1 as year and 20x1. An arXiv number and a DOI are addresses of what they name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles import limits, links
from articles.periods import Period
from articles.words import find_words

FIELDS = ("tag", "source", "author", "year", "before", "after", "has")
# A term: an optional minus, an optional field, then words in quotes or up to a blank.
QUOTES = '["“”„«»]'
TERM = re.compile(
    rf"(?P<minus>-?)(?:(?P<field>\w+):)?"
    rf"(?:{QUOTES}(?P<quoted>[^{QUOTES[1:]}*){QUOTES}|(?P<plain>\S+))"
)
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
YEAR = re.compile("[0-9]{4}")
# Works as readers write them, without the address that leads there.
ARXIV = re.compile(r"(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d+)?)", re.IGNORECASE | re.ASCII)
DOI = re.compile(r"(?:doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII)
HOST_AND_PATH = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Term:
    """One thing that is asked for, or that is not wanted.

    `kind` is `word`, `phrase`, `address`, or one of FIELDS.
    """

    kind: str
    value: str
    negated: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words of it, folded; of a `word` such as “GPT-4” there are several."""
        return tuple(word.folded for word in find_words(self.value))

    def __str__(self) -> str:
        value = self.value
        if self.kind == "phrase" or (self.kind in FIELDS and " " in value):
            value = f'"{value}"'
        field = f"{self.kind}:" if self.kind in FIELDS else ""
        return f"{'-' if self.negated else ''}{field}{value}"


@dataclass(frozen=True)
class Query:
    """What a reader asked for: every term counts. `str()` spells it in one way.

    `cut` says that the text was longer than what is read of one.
    """

    terms: tuple[Term, ...] = ()
    cut: bool = False

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def of(self, *kinds: str, negated: bool = False) -> list[Term]:
        """Return the terms of these kinds that are wanted, or those that are not."""
        return [t for t in self.terms if t.kind in kinds and t.negated == negated]

    @property
    def fields(self) -> list[Term]:
        """The terms that narrow the search by more than words."""
        return [term for term in self.terms if term.kind in FIELDS]

    def without(self, term: Term) -> "Query":
        """Return this query without `term`."""
        return Query(tuple(t for t in self.terms if t != term), self.cut)


def parse(text: str) -> Query:
    """Return `text` as a Query, each term once. Never raises.

    >>> str(parse('“limited data” -Vision tag:bias year:20x1'))
    '"limited data" -Vision tag:bias year 20x1'
    >>> [term.kind for term in parse('“limited data” -Vision tag:bias year:20x1').terms]
    ['phrase', 'word', 'tag', 'word', 'word']
    """
    read = " ".join(CONTROLS.sub(" ", text[: limits.QUERY]).split())
    terms = tuple(dict.fromkeys(_terms(read)))
    cut = len(text) > limits.QUERY or len(terms) > limits.TERMS
    return Query(terms[: limits.TERMS], cut)


def _terms(text: str) -> Iterator[Term]:
    for found in TERM.finditer(text):
        negated = bool(found["minus"])
        kind = (found["field"] or "").lower()
        quoted = found["quoted"]
        value = (found["plain"] or "") if quoted is None else quoted.strip()
        if kind in FIELDS and (meant := _field(kind, value)):
            yield Term(kind, meant, negated)
            continue
        whole = found[0].removeprefix("-")
        if quoted is not None and not found["field"]:
            terms = [Term("phrase", value, negated)]
        elif address := _address(whole):
            terms = [Term("address", address, negated)]
        else:
            words = re.sub(QUOTES, " ", whole).split()
            if kind in FIELDS:
                words = [*whole.split(":", 1)[:1], *value.split()]
            if negated and len(words) > 1:  # not each of them alone
                terms = [Term("phrase", " ".join(words), negated)]
            else:
                terms = [Term("word", word.lstrip("-"), negated) for word in words]
        yield from (term for term in terms if term.words)


def _address(text: str) -> str:
    """Return the address that `text` is, or the number of a work; "" for others."""
    if found := ARXIV.fullmatch(text):
        return f"https://arxiv.org/abs/{found[1]}"
    if found := DOI.fullmatch(text):
        return f"https://doi.org/{found[1]}"
    if HOST_AND_PATH.fullmatch(text):
        address = f"https://{text}"  # a work alone: “node.js/express” are two words
        named = links.is_web_address(address) and links.work_key(address)
        return address if named and not named.startswith("https:") else ""
    return text if links.is_web_address(text) else ""


def _field(kind: str, value: str) -> str:
    """Return the value of a field in its one spelling; "" where it makes no sense."""
    if kind == "source":
        site = re.sub("^(www[.])+", "", value.lower())
        return site if 0 < len(site) <= limits.SITE else ""
    if kind == "has":
        return "note" if value.lower() in ("note", "notes") else ""
    if kind == "year":
        return value if YEAR.fullmatch(value) and Period.read(value) else ""
    if kind in ("before", "after"):
        return value if Period.read(value) else ""
    value = value.removeprefix("#") if kind == "tag" else value
    return value if any(True for _ in find_words(value)) else ""
