"""The formats that can be read, a row a format: the registry of the import."""

from articles.formats import (
    bibtex,
    blogfolder,
    bookmarkservices,
    csl,
    feedfiles,
    firefox,
    ghost,
    markdownfolder,
    netscape,
    newsletters,
    opml,
    ris,
    spreadsheet,
    wordpress,
)
from articles.formats.reading import FormatError, ReadFormat

# Those that say most surely what they are stand first: the first that recognises a
# file reads it.
READERS: dict[str, ReadFormat] = {
    "wordpress": wordpress.FORMAT,
    "netscape": netscape.FORMAT,
    "opml": opml.FORMAT,
    **feedfiles.FORMATS,
    "ghost": ghost.FORMAT,
    **newsletters.FORMATS,
    **bookmarkservices.FORMATS,
    "firefox": firefox.FORMAT,
    "bibtex": bibtex.FORMAT,
    "ris": ris.FORMAT,
    "csl": csl.FORMAT,
    "markdown": markdownfolder.FORMAT,
    "blog": blogfolder.FORMAT,
    "spreadsheet": spreadsheet.FORMAT,  # any table, where none of those above is known
}


def recognise(name: str, head: bytes) -> str:
    """Return the key of the format of a file, by its name and its first bytes.

    Raise FormatError where none recognises it.
    """
    for key, row in READERS.items():
        if row.recognises(name.lower(), head):
            return key
    raise FormatError("no format that is known; name it with --format")
