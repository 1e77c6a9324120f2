"""A folder of texts as one file, made while it is sent: a zip."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same files are the same zip
MODE = 0o100644 << 16  # a plain file, for all to read


class _Sent:
    """A file that is written on and on, and emptied meanwhile."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.pieces.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Do nothing: whoever sends it takes what is there."""

    def take(self) -> bytes:
        content = b"".join(self.pieces)
        self.pieces.clear()
        return content


def zipped(files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Yield a zip of texts, each given with its path, a file at a time."""
    sent = _Sent()
    with ZipFile(sent, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for path, words in files:
            info = ZipInfo(path, FIRST_DAY)
            info.compress_type, info.external_attr = ZIP_DEFLATED, MODE
            archive.writestr(info, words.encode())
            yield sent.take()
    yield sent.take()
