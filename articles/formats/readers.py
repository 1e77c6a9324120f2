"""The formats that can be read, a row a format: the registry of the import."""

from django.utils.translation import gettext as _

from articles.formats import (
    archives,
    bibtex,
    blogfolder,
    bookmarkservices,
    csl,
    digest_text,
    feedfiles,
    firefox,
    fixture,
    ghost,
    markdownfolder,
    netscape,
    newsletters,
    opml,
    ris,
    spreadsheet,
    wordpress,
)
from articles.formats.reading import HEAD, FormatError, ReadFormat, Source

# Those that say most surely what they are stand first: the first that recognises a
# file reads it.
READERS: dict[str, ReadFormat] = {
    "fixture": fixture.FORMAT,
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
    "digest-text": digest_text.FORMAT,  # where it is named
}


def recognise(name: str, head: bytes) -> str:
    """Return the key of the format of a file, by its name and its first bytes.

    Raise FormatError where none recognises it.
    """
    for key, row in READERS.items():
        if row.recognises(name.lower(), head):
            return key
    raise FormatError(_("no format is recognised: choose one, if you know better"))


def recognise_source(source: Source) -> str:
    """Return the key of the format of a file, or of the files in a folder.

    It is that of the first file, by name, which any recognises. Raise FormatError
    where there is none.
    """
    for file in source.files():
        with file.open() as stream:
            head = stream.read(HEAD)
        if head.startswith(archives.OLD_WORKBOOK):
            raise FormatError(archives.save_as_csv())
        try:
            return recognise(file.name, head)
        except FormatError:
            continue
    raise FormatError(_("no format is recognised: choose one, if you know better"))
