"""The formats in which readers take a list of articles with them, a row a format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from articles.formats import bibtex, csl, markdown, netscape, ris, table
from articles.formats.citation import Citation, citation_of
from articles.formats.records import PublicRecord
from articles.formats.site import Site

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Writer = Callable[[Iterable[PublicRecord], Site], Iterator[str]]


@dataclass(frozen=True)
class Format:
    """A kind of file: its name for readers, its media type, and what writes it.

    `write` yields the text of a file piece by piece, to be sent in UTF-8. It is given
    what readers may see, and leaves out the notes that they may not.
    """

    name: "StrOrPromise"
    content_type: str
    write: Writer


def citing(write: Callable[[Iterable[Citation]], Iterator[str]]) -> Writer:
    """Return a writer of articles that writes the citations of their sources."""

    def write_sources(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
        return write(citation_of(record) for record in records)

    return write_sources


FORMATS = {  # by the ending of a file: list.bib, cite.bib
    "csv": Format("CSV", "text/csv; charset=utf-8; header=present", table.write),
    "md": Format("Markdown", "text/markdown; charset=utf-8", markdown.write),
    "bib": Format(
        "BibTeX", "application/x-bibtex; charset=utf-8", citing(bibtex.write)
    ),
    "ris": Format(
        "RIS",
        "application/x-research-info-systems; charset=utf-8",
        citing(ris.write),
    ),
    "csl.json": Format(
        "CSL-JSON", "application/vnd.citationstyles.csl+json", citing(csl.write)
    ),
    "bookmarks.html": Format(
        gettext_lazy("Bookmarks"), "text/html; charset=utf-8", netscape.write
    ),
}
