"""The formats that can be read, a row a format: the registry of the import."""

from articles.formats import (
    bibtex,
    blogfolder,
    bookmarkservices,
    csl,
    firefox,
    ghost,
    markdownfolder,
    netscape,
    newsletters,
    ris,
    wordpress,
)
from articles.formats.reading import FormatError, ReadFormat

# Those that say most surely what they are stand first: the first that recognises a
# file reads it.
READERS: dict[str, ReadFormat] = {
    "wordpress": wordpress.FORMAT,
    "netscape": netscape.FORMAT,
    "ghost": ghost.FORMAT,
    **newsletters.FORMATS,
    **bookmarkservices.FORMATS,
    "firefox": firefox.FORMAT,
    "bibtex": bibtex.FORMAT,
    "ris": ris.FORMAT,
    "csl": csl.FORMAT,
    "markdown": markdownfolder.FORMAT,
    "blog": blogfolder.FORMAT,
}


def recognise(name: str, head: bytes) -> str:
    """Return the key of the format of a file, by its name and its first bytes.

    Raise FormatError where none recognises it.
    """
    for key, row in READERS.items():
        if row.recognises(name.lower(), head):
            return key
    raise FormatError("no format that is known; name it with --format")
