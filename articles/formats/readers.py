"""The formats that can be read, a row a format: the registry of the import."""

from articles.formats import (
    blogfolder,
    firefox,
    ghost,
    markdownfolder,
    newsletters,
)
from articles.formats.bookmarkservices import CARRIED, SERVICES
from articles.formats.markdownfolder import FIELDS
from articles.formats.reading import FormatError, ReadFormat

POST = (
    "title url slug excerpt notes tags status published_at created_at updated_at"
    " permalinks"
).split()

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
    "ghost": ReadFormat(
        name="Ghost (JSON)",
        about="Ghost: Settings, Import/Export, Export content",
        recognises=ghost.recognises,
        read=ghost.read,
        carries=(*POST,),
    ),
    "curated": ReadFormat(
        name="Curated issues (JSON)",
        about="Curated.co: issues as JSON, one file or several",
        recognises=newsletters.is_curated,
        read=newsletters.read_curated,
        carries=("title", "url", "notes", "tags", "status", "published_at"),
    ),
    "buttondown": ReadFormat(
        name="Buttondown",
        about="Buttondown: Settings, Exports, Emails; the archive",
        recognises=newsletters.is_buttondown,
        read=newsletters.read_buttondown,
        carries=(*POST,),
    ),
    "substack": ReadFormat(
        name="Substack",
        about="Substack: Settings, Exports; the archive",
        recognises=newsletters.is_substack,
        read=newsletters.read_substack,
        carries=(*POST, "addresses"),
    ),
    "blog": ReadFormat(
        name="Blog as Markdown files",
        about="a folder of Markdown files with front matter: Jekyll, Hugo",
        recognises=blogfolder.recognises,
        read=blogfolder.read,
        carries=(*POST, "language"),
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
