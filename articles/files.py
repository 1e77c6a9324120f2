"""Files of a disk: read as they are meant, written whole or not at all."""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from articles.errors import Refused

MOST = 1 << 25  # bytes of a file that is read whole, at most


def read_all(
    folder: Path, layout: Iterable[str], but: Iterable[str] = ()
) -> dict[str, bytes]:
    """Return the files in `folder` that `layout`, such as tags/*.md, names, by path.

    Those whose name is in `but`, and hidden ones, are passed over. Raise Refused for
    what is no plain file: a link would lead out of the folder.
    """
    if not folder.is_dir():
        raise Refused(_("{folder}: no folder").format(folder=folder))
    found = {}
    for pattern in layout:
        around = (folder / pattern).parent
        paths = sorted(folder.glob(pattern))
        if around != folder and around.is_symlink():
            paths = [around]
        for path in paths:
            if path.name in but or path.name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file():
                says = _("{path}: a plain file is needed here")
                raise Refused(says.format(path=path))
            found[path.relative_to(folder).as_posix()] = read(path)
    return found


def read(path: Path) -> bytes:
    """Return the content of a file. Raise Refused where it cannot be read."""
    try:
        if path.stat().st_size > MOST:
            says = _("{path}: the file has more than {most} bytes")
            raise Refused(says.format(path=path, most=MOST))
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until no other process is in here with the same folder; then be alone.

    Raise Refused where that cannot be had. It ends with the process, however that ends.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Refused(f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


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
    with replacing(path) as draft, draft.open("wb") as beside:
        beside.writelines(content)


@contextmanager
def replacing(path: Path, mode: int | None = None) -> Iterator[Path]:
    """Yield a new, empty file beside `path`; in the end it stands in its place.

    Whatever fails within leaves `path` as it was. Without `mode` the new file has that
    of the old one, or 0644 where there is none; until then it is its owner's alone.
    """
    if mode is None:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part"
    )
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(mode)
        to_disk(draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    to_disk(path.parent)


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, outlive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
