"""What looks like a mistake in a folder stops the run before anything is read."""

from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.markdownfiles import NOT_OURS
from articles.formats.markdownfolder import KINDS
from articles.models import Synced

ENDINGS = (".md", ".markdown")
ENTRIES = "articles/"
FEW = 1  # entries may all go at once


def refuse_strays(folder: Path, found: Collection[str]) -> None:
    """Raise Refused for a file that was meant as ours, and that nothing would read."""
    for kind in KINDS:
        for file in sorted((folder / kind).rglob("*")):
            path = file.relative_to(folder)
            is_meant = path.suffix.lower() in ENDINGS and path.name not in NOT_OURS
            is_hidden = any(part.startswith(".") for part in path.parts)
            if is_meant and not is_hidden and path.as_posix() not in found:
                says = _(
                    "{path}: nothing reads it there. A file stands in {kind} itself,"
                    " and its name ends in .md: move it, or rename it"
                )
                raise Refused(says.format(path=path.as_posix(), kind=f"{kind}/"))


def refuse_empty(
    folder: Path, found: Collection[str], rows: Collection[Synced]
) -> None:
    """Raise Refused where no file, or none of an entry, is left."""
    known = [row.path for row in rows if row.mark]
    if known and not found:
        says = _(
            "{folder}: none of the files of the last time is here. Is it the right"
            " folder? --anew forgets them, and begins with this one"
        )
        raise Refused(says.format(folder=folder))
    entries = [path for path in known if path.startswith(ENTRIES)]
    if len(entries) > FEW and not any(path.startswith(ENTRIES) for path in found):
        says = _(
            "{folder}: no file is left in {entries}, and all entries would go into the"
            " bin. Bring the files back; or --anew writes all of them again"
        )
        raise Refused(says.format(folder=folder, entries=ENTRIES))
