"""Labels: what a further address of an article leads to, and how an editor writes it.

An editor writes an address a line, the label before it: “code https://…”.
"""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import limits, links
from articles.formats.records import AddressRecord

OTHER = "other"
NAMES = {
    "abstract": _("abstract"),
    "pdf": _("PDF"),
    "code": _("code"),
    "video": _("video"),
    "discussion": _("discussion"),
    OTHER: _("other"),
}
# What the address alone tells, where nobody says.
HOSTS = {
    "code": "github.com gitlab.com codeberg.org bitbucket.org sr.ht".split(),
    "video": "youtube.com youtu.be vimeo.com".split(),
    "discussion": "news.ycombinator.com lobste.rs reddit.com openreview.net".split(),
    "abstract": "doi.org dx.doi.org".split(),
}
PDF = re.compile(r".*\.pdf|https?://(?:[a-z]+\.)?arxiv\.org/pdf/.*", re.IGNORECASE)
ABSTRACT = re.compile(r"https?://(?:[a-z]+\.)?arxiv\.org/abs/", re.IGNORECASE)
READ = 3 * limits.ADDRESSES  # addresses; so many are refused, whatever comes after


def name_of(label: str) -> str:
    """Return what readers and editors call `label`; what is none stays as it is."""
    return str(NAMES.get(label, label))


def label_of(word: str) -> str:
    """Return the label that `word` means, in English or the language of now, or ""."""
    word = " ".join(word.split()).rstrip(":").casefold()
    return word if word in NAMES else _labels(get_language()).get(word, "")


@cache
def _labels(language: str) -> dict[str, str]:
    """Return the labels by what they are called in `language`, which is that of now."""
    return {str(name).casefold(): label for label, name in NAMES.items()}


def guess(url: str) -> str:
    """Return the label that most likely fits `url`: by its site, or its end."""
    if PDF.fullmatch(re.split("[?#]", url)[0]):
        return "pdf"
    if ABSTRACT.match(url):
        return "abstract"
    host = links.site(url) if links.is_web_address(url) else ""
    for label, hosts in HOSTS.items():
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            return label
    return OTHER


def read(lines: str) -> list[AddressRecord]:
    """Return the addresses that an editor wrote, one a line; empty lines do not count.

    The last word is the address, what stands before it the label; without one it is
    guessed. Nothing is refused: a word that is no label is the label all the same.
    Of more than `READ` addresses the first ones are returned.
    """
    records: list[AddressRecord] = []
    for line in lines.splitlines():
        if len(records) == READ:
            break
        *words, url = line.split() or [""]
        if url:
            label = label_of(" ".join(words)) or " ".join(words) or guess(url)
            records.append(AddressRecord(label=label, url=url))
    return records


def written(records: Iterable[AddressRecord]) -> str:
    """Return addresses as an editor writes them; `read` takes them back."""
    return "\n".join(f"{name_of(record.label)} {record.url}" for record in records)
