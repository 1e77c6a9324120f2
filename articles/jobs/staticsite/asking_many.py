"""Asking for many addresses, in several processes where that is worth it."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial

from django.conf import settings

from articles import processes
from articles.formats.staticpages import Frame
from articles.jobs.staticsite.asking import Answer, Stranger
from articles.jobs.staticsite.folder import Folder

CHUNK = 256  # addresses that a process is handed at once
PIECES = 160 * 1024 * 1024  # bytes; each entry stands on many pages
FEW = 100  # addresses that are asked sooner than a process has started

Ask = Callable[[list[str]], Iterable[Answer]]


@contextmanager
def asking(frame: Frame, folder: Folder, jobs: int) -> Iterator[Ask]:
    """Within it, a function that asks for addresses, and yields what became of each.

    The processes start when they are first needed, each with its own connection.
    """
    mine = Stranger(frame, folder)
    keep_all = partial(_keep_all, frame, folder)
    with ProcessPoolExecutor(
        max(jobs, 1), multiprocessing.get_context("spawn"), initializer=processes.begin
    ) as pool:

        def ask(addresses: list[str]) -> Iterable[Answer]:
            if jobs < 2 or len(addresses) < FEW:
                return mine.keep_all(addresses)
            starts = range(0, len(addresses), CHUNK)
            chunks = [addresses[start : start + CHUNK] for start in starts]
            return (one for answers in pool.map(keep_all, chunks) for one in answers)

        yield ask


@cache
def _stranger(frame: Frame, folder: Folder) -> Stranger:
    """Return the one of this process."""
    settings.SITE_URL = frame.site_url
    settings.PIECES = PIECES  # before the first page is made
    return Stranger(frame, folder)


def _keep_all(frame: Frame, folder: Folder, addresses: list[str]) -> list[Answer]:
    return _stranger(frame, folder).keep_all(addresses)
