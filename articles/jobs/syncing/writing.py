"""Files are written and removed, and it is kept which of them were."""

import os
from pathlib import Path

from articles import files
from articles.jobs.syncing.outcome import Outcome
from articles.jobs.syncing.tray import Tray
from articles.models import Synced


def write_files(
    tray: Tray, found: dict[str, bytes], writes: dict[str, bytes], outcome: Outcome
) -> None:
    """Remove and write what `outcome` and `writes` say, and make `outcome` tell it.

    But for the files that were edited since they were `found`. Raise Refused where one
    cannot be written: the next run goes on from there.
    """
    done: set[str] = set()
    for path in outcome.removed:
        if is_as_found(tray.folder, path, found):
            tray.remove(path, found[path])
            done.add(path)
    for path, content in writes.items():
        if is_as_found(tray.folder, path, found):
            tray.put(path, content)
            done.add(path)
    for folder in {(tray.folder / path).parent for path in done}:
        files.to_disk(folder)
    Synced.objects.settle(done)
    tray.clear()
    outcome.written = sorted(done & writes.keys())
    outcome.removed = sorted(done - writes.keys())


def is_as_found(folder: Path, path: str, found: dict[str, bytes]) -> bool:
    """Return whether a file still is what was found, or still is not there."""
    file = folder / path
    now = files.read(file) if os.path.lexists(file) else None
    return now == found.get(path)
