"""The formats in which readers take a list of articles with them, a row a format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from articles.formats import bibtexentry, markdown, table
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


def written_by(module: str) -> Callable[..., Iterator[str]]:
    """Return the `write` of a module that reads its format as well.

    It is loaded when it writes: reading takes much that no page needs, and that takes
    longer to load than a page to make.
    """

    def write(*given: Any) -> Iterator[str]:
        loaded = import_module(f"articles.formats.{module}")
        written: Iterator[str] = loaded.write(*given)
        return written

    return write


def citing(write: Callable[[Iterable[Citation]], Iterator[str]]) -> Writer:
    """Return a writer of articles that writes the citations of their sources."""

    def write_sources(records: Iterable[PublicRecord], site: Site) -> Iterator[str]:
        return write(citation_of(record) for record in records)

    return write_sources


FORMATS = {  # by the ending of a file: list.bib, cite.bib
    "csv": Format("CSV", "text/csv; charset=utf-8; header=present", table.write),
    "md": Format("Markdown", "text/markdown; charset=utf-8", markdown.write),
    "bib": Format(
        "BibTeX",
        "application/x-bibtex; charset=utf-8",
        citing(bibtexentry.write),
    ),
    "ris": Format(
        "RIS",
        "application/x-research-info-systems; charset=utf-8",
        citing(written_by("ris")),
    ),
    "csl.json": Format(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        citing(written_by("csl")),
    ),
    "bookmarks.html": Format(
        gettext_lazy("Bookmarks"),
        "text/html; charset=utf-8",
        written_by("netscape"),
    ),
}
