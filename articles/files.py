"""Files that are written whole or not at all, whatever happens meanwhile."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from articles.errors import Refused


def write(path: str | Path, content: Iterable[bytes]) -> None:
    """Write `content` to the file `path`: all of it, or nothing.

    It is written beside it first. A link is followed, and the mode of a file that is
    there stays. What is no file (a pipe, a terminal) is written to as it is. Raise
    Refused when it cannot be written; the old file then stands.
    """
    try:
        path = Path(path).resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as door:
                door.writelines(content)
        else:
            write_beside(path, content)
    except (OSError, RuntimeError) as error:  # a link that leads to itself
        reason = getattr(error, "strerror", "") or "it cannot be written"
        raise Refused(f"{path}: {reason}") from error


def write_beside(path: Path, content: Iterable[bytes]) -> None:
    """Write `content` to a new file beside `path`, then put it in its place."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part", delete=False
    ) as beside:
        try:
            beside.writelines(content)
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).chmod(mode)
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
