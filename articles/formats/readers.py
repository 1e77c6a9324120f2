"""The formats that can be read, a row a format: the registry of the import."""

from articles.formats import firefox, markdownfolder
from articles.formats.bookmarkservices import CARRIED, SERVICES
from articles.formats.markdownfolder import FIELDS
from articles.formats.reading import FormatError, ReadFormat

# Those that say most surely what they are stand first: the first that recognises a
# file reads it.
READERS: dict[str, ReadFormat] = {
    "markdown": ReadFormat(
        name="Markdown folder",
        about="a folder of Markdown files, as Digest writes it for git",
        recognises=markdownfolder.recognises,
        read=markdownfolder.read,
        carries=(*FIELDS, "excerpt", "notes"),
    ),
    **SERVICES,
    "firefox": ReadFormat(
        name="Firefox bookmarks (JSON)",
        about="Firefox: Manage bookmarks, Import and Backup, Backup",
        recognises=firefox.recognises,
        read=firefox.read,
        carries=CARRIED,
    ),
}


def recognise(name: str, head: bytes) -> str:
    """Return the key of the format of a file, by its name and its first bytes.

    Raise FormatError where none recognises it.
    """
    for key, row in READERS.items():
        if row.recognises(name.lower(), head):
            return key
    raise FormatError("no format that is known; name it with --format")
