"""Where the words of files wait until the database has them: `.digest-sync`.

All drafts lie there before the database is committed, and each is put in its place by a
rename afterwards; a file that goes is put there. So it can be told of each file whether
a run that was cut off came to it. The folder is gone when a run has ended.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from articles import files
from articles.errors import Refused
from articles.formats.markdownfiles import bytes_of, mark_of
from articles.models import Synced

NAME = ".digest-sync"
FOR_GIT = ".gitignore", b"*\n"  # it passes the folder over


class Tray:
    """The tray in `folder`, with what a run that was cut off left there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / NAME
        self.left = self.names() if self.path.is_dir() else None

    def names(self) -> set[str]:
        """Return the names of what lies there."""
        return {file.name for file in self.path.iterdir()}

    def was_done(self, row: Synced, content: bytes | None) -> bool | None:
        """Return whether a run that was cut off did what `row` says to a file.

        It has that `content` now, or is not there. None where nobody knows: it was
        edited, and the tray is lost.
        """
        becomes = bytes_of(row.records_to_be()) or None
        if content is not None and mark_of(row.path, content) == row.mark:
            return False
        if content is not None and content == becomes:
            return True
        if self.left is None:
            return None
        if becomes is None:
            return row.mark in self.left
        return mark_of(row.path, becomes) not in self.left

    def stage(self, found: dict[str, bytes], writes: dict[str, bytes]) -> None:
        """Write the drafts of files; one has the mode of the old file."""
        with in_words(self.path):
            self.path.mkdir(exist_ok=True)
            self.path.joinpath(FOR_GIT[0]).write_bytes(FOR_GIT[1])
            for path, content in writes.items():
                draft = self.path / mark_of(path, content)
                draft.write_bytes(content)
                if path in found:
                    draft.chmod((self.folder / path).stat().st_mode & 0o777)

    def put(self, path: str, content: bytes) -> None:
        """Put a draft in its place."""
        draft, file = self.path / mark_of(path, content), self.folder / path
        with in_words(file):
            files.to_disk(draft)
            file.parent.mkdir(exist_ok=True)
            draft.replace(file)

    def remove(self, path: str, content: bytes) -> None:
        """Take away a file, which has that content."""
        with in_words(self.folder / path):
            (self.folder / path).replace(self.path / mark_of(path, content))

    def clear(self) -> None:
        """Remove the tray."""
        if self.path.is_dir():
            with in_words(self.path):
                # That for git last.
                for name in sorted(self.names(), key=FOR_GIT[0].__eq__):
                    (self.path / name).unlink()
                self.path.rmdir()


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Raise what the disk refuses within it as the refusal of `path`."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
