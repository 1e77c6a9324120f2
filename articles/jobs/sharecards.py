"""Share cards: what stands on them, and where they are kept once drawn."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from articles.formats.sharecard import ShareCard, draw


def site_card() -> ShareCard:
    """Return the card of every page that is no article."""
    return ShareCard(
        site=settings.SITE_NAME,
        title=settings.SITE_DESCRIPTION or settings.SITE_NAME,
        source=urlsplit(settings.SITE_URL).netloc,
        language=settings.LANGUAGE_CODE,
    )


def article_card(article) -> ShareCard:
    """Return the card of an article."""
    return ShareCard(
        site=settings.SITE_NAME,
        title=article.title,
        source=article.site,
        language=article.language,
    )


def picture(card: ShareCard) -> bytes:
    """Return the PNG of `card`: the one that is kept, or one drawn now, and kept.

    The folder is a cache: where it cannot be read or written each call draws, and
    whoever empties it loses nothing.
    """
    file = Path(settings.SHARE_CARDS) / f"{card.key}.png"
    with suppress(OSError):
        return file.read_bytes()
    png = draw(card)
    with suppress(OSError):
        keep(file, png)
        make_room(file.parent, settings.SHARE_CARDS_BYTES)
    return png


def keep(file: Path, content: bytes) -> None:
    """Write `file` so that it appears whole, whoever reads or writes it meanwhile.

    Raise OSError when that is not possible.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def make_room(folder: Path, most: int) -> None:
    """Delete the oldest files of `folder` until the others have `most` bytes at most.

    Others may write and delete there at the same time. Raise OSError when a file
    cannot be deleted.
    """
    files = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                found = entry.stat()
                files.append((found.st_mtime_ns, found.st_size, entry.path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= most:
            return
        Path(path).unlink(missing_ok=True)
        total -= size
