"""Citations: what a reader cites of the source of an article, whatever the format."""

import re
from dataclasses import dataclass
from enum import StrEnum

from articles import links, text
from articles.formats.records import ArticleRecord, PublicRecord


class Kind(StrEnum):
    """What a source is, as far as its address tells."""

    PREPRINT = "preprint"  # on arXiv
    PAPER = "paper"  # it has a DOI
    PAGE = "page"  # anything else on the web


@dataclass(frozen=True, kw_only=True)
class Name:
    """The name of a person in its parts, or of a group: its `literal` alone."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""
    comma_suffix: bool = False  # it is written with a comma: King, Jr.


@dataclass(frozen=True, kw_only=True)
class Citation:
    """The source of an article. Each text is one line but for the abstract."""

    key: str
    kind: Kind
    title: str
    authors: list[Name]
    date: tuple[int, ...]  # year, month, day, as far as known
    url: str  # "" where the source has no address that leads to the web
    site: str
    eprint: str = ""  # of arXiv: 2105.12723
    doi: str = ""
    language: str
    tags: list[str]
    abstract: str  # our excerpt as plain text

    @property
    def identifier(self) -> str:
        """How readers name the work: arXiv:2105.12723, doi:10.1000/182, or ""."""
        if self.eprint:
            return f"arXiv:{self.eprint}"
        return f"doi:{self.doi}" if self.doi else ""

    @property
    def year(self) -> str:
        """The year in four digits, "" where it is not known."""
        return f"{self.date[0]:04}" if self.date else ""


def citation_of(record: PublicRecord) -> Citation:
    """Return the citation of the source of `record`, which was saved before."""
    url = links.href(record.url)
    scheme, name = work_of(record.url)
    kinds = {"arxiv": Kind.PREPRINT, "doi": Kind.PAPER}
    return Citation(
        key=key_of(record),
        kind=kinds.get(scheme, Kind.PAGE),
        title=text.one_line(record.title),
        authors=[read_name(author) for author in record.authors],
        date=read_date(record.source_date),
        url=url,
        site=links.site(record.url) if url else "",
        eprint=name if scheme == "arxiv" else "",
        doi=name if scheme == "doi" else "",
        language=text.one_line(record.language),
        tags=[text.one_line(tag) for tag in record.tag_names],
        abstract=record.excerpt_text,
    )


def work_of(url: str) -> tuple[str, str]:
    """Return the kind and the name of the work at `url`: ("arxiv", "2105.12723").

    Of any other page the kind is "https"; of what is no web address both are "".
    """
    key = links.work_key(url) if links.is_web_address(url) else ""
    kind, _, name = key.partition(":")
    return kind, name


# Keys

# Names of works that never differ by the case of a letter alone: for BibTeX two such
# keys are one.
KEYED = ("arxiv", "acl", "doi")
PLAIN_SLUG = re.compile("[a-z0-9-]+")


def key_of(record: ArticleRecord) -> str:
    """Return the key under which the source of `record` is cited.

    It follows from the article alone: from its work where that has a number, else
    from its slug. Two articles never share a key, nor do their keys differ by case
    alone: one work has one article that follows none, and slugs are unique. Only
    ASCII letters, digits and the signs -:_. are in it.

    >>> key_of(ArticleRecord(title="", url="https://arxiv.org/abs/1912.03817"))
    'arxiv-1912-03817'
    """
    scheme, name = work_of(record.url)
    if record.follows is None and scheme == "arxiv":
        return f"arxiv-{re.sub('[./]', '-', name)}"
    if record.follows is None and scheme in KEYED:
        return f"{scheme}-{re.sub('[^A-Za-z0-9.-]', _spell, name)}"
    return f"entry-{record.slug}" if has_plain_slug(record) else f"uid-{record.uid}"


def _spell(found: re.Match[str]) -> str:
    return ":" if found[0] == "/" else f"_{ord(found[0]):02x}"


def file_name(record: ArticleRecord) -> str:
    """Return a name for a file of `record`, without an ending: its slug, or its uid.

    Small ASCII letters, digits and hyphens.
    """
    return record.slug if has_plain_slug(record) else str(record.uid)


def has_plain_slug(record: ArticleRecord) -> bool:
    """Return whether the slug of `record` is ASCII; it may be of any script."""
    return PLAIN_SLUG.fullmatch(record.slug) is not None


# Names and dates

SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
# Words that are in the names of groups, and hardly in those of persons.
GROUP_WORDS = frozenset(
    """
    & and for of und für
    academy agency alliance association board bureau center centre collaboration
    collective commission committee community company consortium contributors
    corporation council department editors foundation gmbh group inc inc. initiative
    institute institut lab laboratory labs llc ltd ltd. ministry network office
    organisation organization project research society staff systems task team
    technologies union universität university workshop
    """.split()
)

# Han, kana and hangul: who writes so puts the family first, with or without a blank.
FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def read_name(written: str) -> Name:
    """Return a name in its parts, from "Given Family" or "Family, Given".

    What stands before the family in small letters belongs to it: van, de la. A name
    of one word, or with a word of GROUP_WORDS, is a group's and stays whole; so does
    one in which the order cannot be told.

    >>> name = read_name("Ludwig van Beethoven")
    >>> name.given, name.family
    ('Ludwig', 'van Beethoven')
    """
    name = text.one_line(written)
    parts = [part.strip() for part in name.split(",")]
    suffix = next((part for part in parts[1:] if part.lower() in SUFFIXES), "")
    if suffix:
        parts.remove(suffix)
    comma_suffix = bool(suffix) and len(parts) == 1
    words = " ".join(parts).split()
    if name.lower().startswith("the ") or FAMILY_FIRST.search(name):
        return Name(literal=name)
    if not GROUP_WORDS.isdisjoint(word.lower() for word in words):
        return Name(literal=name)
    if len(parts) == 2 and all(parts):
        return Name(family=parts[0], given=parts[1], suffix=suffix)
    if len(parts) != 1 or len(words) < 2:
        return Name(literal=name)
    if not suffix and len(words) > 2 and words[-1].lower() in SUFFIXES:
        suffix = words.pop()
    small = (n for n, word in enumerate(words) if n and word[0].islower())
    start = min(next(small, len(words)), len(words) - 1)
    return Name(
        family=" ".join(words[start:]),
        given=" ".join(words[:start]),
        suffix=suffix,
        comma_suffix=comma_suffix,
    )


def write_name(name: Name) -> str:
    """Return a name in one text, given name first where `read_name` can tell it so.

    >>> write_name(Name(family="García Márquez", given="Gabriel"))
    'García Márquez, Gabriel'
    """
    if name.literal:
        return name.literal
    sign = "," if name.comma_suffix else ""
    plain = " ".join(filter(None, [name.given, name.family + sign, name.suffix]))
    if read_name(plain) == name or not name.family:
        return plain
    return ", ".join(filter(None, [name.family, name.given, name.suffix]))


DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")


def read_date(source_date: str) -> tuple[int, ...]:
    """Return year, month, day as far as `source_date` tells: "2021-11" is (2021, 11).

    Nothing where it tells no date.
    """
    found = DATE.fullmatch(source_date)
    return tuple(int(part) for part in found.groups() if part) if found else ()
