"""The formats in which content goes out, a row a format: the registry of the export.

Readers take lists with them in those of `lists`; `readers` has what comes in.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from articles.formats import fixture, jsonfeed, markdownfolder, table, wxr
from articles.formats.lists import FORMATS
from articles.formats.records import Record
from articles.formats.site import Site
from articles.formats.zipping import zipped

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Export:
    """A row of the registry. `write` yields the content of a file, piece by piece.

    One that `is_whole` loses nothing: it is given all kinds of records, as they are.
    Any other is given a PublicRecord an article, and leaves out notes for editors.
    """

    name: "StrOrPromise"  # for people
    ending: str  # of the name of the file
    content_type: str
    write: Callable[[Iterable[Any], Site], Iterator[bytes]]
    reads_as: str  # the key of the reader that takes it back
    is_whole: bool = False


def encoded(
    write: Callable[[Iterable[Any], Site], Iterator[str]],
) -> Callable[[Iterable[Any], Site], Iterator[bytes]]:
    """Return a writer of texts that writes them in UTF-8."""

    def write_bytes(records: Iterable[Any], site: Site) -> Iterator[bytes]:
        return (piece.encode() for piece in write(records, site))

    return write_bytes


def listed(ending: str, reads_as: str) -> Export:
    """Return the row of a format in which readers take lists with them."""
    row = FORMATS[ending]
    return Export(
        name=row.name,
        ending=ending,
        content_type=row.content_type,
        write=encoded(row.write),
        reads_as=reads_as,
    )


def _fixture(records: Iterable[Record], site: Site) -> Iterator[str]:
    return fixture.write(records)


def _folder(records: Iterable[Record], site: Site) -> Iterator[bytes]:
    return zipped(markdownfolder.write(records))


EXPORTS = {
    "fixture": Export(
        name=gettext_lazy("Fixture (JSON)"),
        ending="json",
        content_type="application/json",
        write=encoded(_fixture),
        reads_as="fixture",
        is_whole=True,
    ),
    "markdown": Export(
        name=gettext_lazy("Markdown folder (zip)"),
        ending="zip",
        content_type="application/zip",
        write=_folder,
        reads_as="markdown",
        is_whole=True,
    ),
    "csv": replace(
        listed("csv", "spreadsheet"), write=encoded(table.write_with_status)
    ),
    "jsonfeed": Export(
        name="JSON Feed",
        ending="feed.json",
        content_type="application/feed+json; charset=utf-8",
        write=encoded(jsonfeed.write),
        reads_as="jsonfeed",
    ),
    "wordpress": Export(
        name="WordPress (WXR)",
        ending="xml",
        content_type="application/xml; charset=utf-8",
        write=encoded(wxr.write),
        reads_as="wordpress",
    ),
    "netscape": listed("bookmarks.html", "netscape"),
    "bibtex": listed("bib", "bibtex"),
    "ris": listed("ris", "ris"),
    "csl": listed("csl.json", "csl"),
}

# In what readers take a list to other tools, with all that is public of it: a key of
# EXPORTS by the ending of a file, list.fixture.json.
TAKEN = {
    "fixture.json": "fixture",
    "markdown.zip": "markdown",
    "wordpress.xml": "wordpress",
}
