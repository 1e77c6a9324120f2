"""Content goes out in any format that is known: see `formats.exports`."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _

from articles import files
from articles.errors import Refused
from articles.formats import markdownfolder
from articles.formats.exports import EXPORTS
from articles.models import SITE, content_of, public_records, shown_of, snapshot

FOLDER = "markdown"  # what a command writes as a folder, and others send as a zip


def export(format: str, articles=None, *, published=False) -> Generator[bytes]:
    """Yield the content of one moment as a file of a `format`, piece by piece.

    All of it, or the `articles` given (a queryset). With `published` nothing that
    readers do not see.
    """
    row = EXPORTS[format]
    with snapshot():
        records = content_of if row.is_whole else public_records
        yield from row.write(records(articles, published=published), SITE)


def export_shown(format: str, articles) -> bytes:
    """Return the public ones of `articles` as a file of a `format`, for anyone to take.

    It is whole, so that nobody who takes it slowly holds a moment of the database.
    """
    row = EXPORTS[format]
    with snapshot():
        if row.is_whole:
            return b"".join(row.write(shown_of(articles), SITE))
        return b"".join(row.write(public_records(articles, published=True), SITE))


def write_export(path, format: str, articles=None, *, published=False):
    """Write what `export` yields to the file `path`, see `files.write`.

    A Markdown folder is written as a folder, unless `path` ends in .zip. Raise Refused
    when it cannot be written; what was there then stands.
    """
    if format == FOLDER and Path(path).suffix != ".zip":
        write_folder(Path(path), articles, published=published)
        return
    with closing(export(format, articles, published=published)) as content:
        files.write(path, content)


def write_folder(path: Path, articles=None, *, published=False):
    """Write content to a new folder of Markdown files: all of it, or nothing.

    Raise Refused where there are files already.
    """
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            says = _("{path}: it is there. Name an empty folder, or use sync for it")
            raise Refused(says.format(path=path))
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            with snapshot():
                records = content_of(articles, published=published)
                for name, words in markdownfolder.write(records):
                    (beside / name).parent.mkdir(exist_ok=True)
                    (beside / name).write_bytes(words.encode())
            beside.chmod(0o755)
            beside.replace(path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
