"""The formats that can be read, a row a format: the registry of the import."""

from dataclasses import fields

from articles.formats import digest_text, fixture
from articles.formats.reading import HEAD, FormatError, ReadFormat, Source
from articles.formats.records import ArticleRecord

EVERYTHING = tuple(column.name for column in fields(ArticleRecord))

# Those that say most surely what they are stand first: the first that recognises a
# file reads it.
READERS: dict[str, ReadFormat] = {
    "fixture": ReadFormat(
        name="Fixture",
        about="what export_fixture and “Download as a fixture” write",
        recognises=fixture.recognises,
        read=fixture.read_items,
        carries=EVERYTHING,
    ),
    "digest-text": ReadFormat(
        name="Text of a page",
        about="the text of a page of a link blog, with a table of its addresses",
        recognises=lambda name, head: False,  # its table says that it is meant
        read=digest_text.read_items,
        carries=("title", "url", "excerpt", "tags", "published_at", "status"),
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


def recognise_source(source: Source) -> str:
    """Return the key of the format of a file, or of the files in a folder.

    It is that of the first file, by name, which any recognises. Raise FormatError
    where there is none.
    """
    for file in source.files():
        with file.open() as stream:
            head = stream.read(HEAD)
        try:
            return recognise(file.name, head)
        except FormatError:
            continue
    raise FormatError("no format that is known; name it with --format")
