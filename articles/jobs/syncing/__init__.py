"""Content as Markdown in git, both ways: a folder and the database are kept in step.

What was edited on one side since both last held the same is carried over to the other,
field by field. What both edited, each in its own way, is a conflict: it is shown, and
the whole entry stays as it is on both sides, until one of them is made to agree. All
other entries go on.

The database is written in one transaction, the files after it. Until a file is written
both last held what it was read as, for all of that is in the database by then. So a run
that is cut off is made good by the next, which weighs what is there once more.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from articles import files
from articles.formats.markdownfiles import LAYOUT, NOT_OURS
from articles.jobs.syncing.guarding import refuse_empty, refuse_strays
from articles.jobs.syncing.outcome import Outcome
from articles.jobs.syncing.run import Run
from articles.jobs.syncing.sides import Sides
from articles.jobs.syncing.tray import Tray
from articles.jobs.syncing.writing import write_files
from articles.models import Change, Synced, acting, lock

SYNCED = gettext_noop("Edited in the folder of Markdown files.")


def ignore(_):
    """Do nothing with what is told."""


def sync(
    folder: str | Path,
    *,
    plan: bool = False,
    anew: bool = False,
    tell: Callable[[Change], Any] = ignore,
) -> Outcome:
    """Carry edits between `folder` and the database, and return what was done.

    A file that was removed puts its entry into the bin; an entry that was deleted here
    removes its file. A new file is a draft unless it says otherwise. With `plan`
    nothing is written in the end. With `anew` what both last held is forgotten, as for
    another folder. `tell` gets a Change for each row that the folder changed, once all
    of them stand. Another run in the same folder is waited for.

    Raise Refused, and write nothing on either side, where a file cannot be read or a
    rule says no, or there is no room for what is to be written. Raise it, too, where a
    file cannot be put in its place: then the next run does that.
    """
    folder = Path(folder)
    with files.locked(folder):
        tray = Tray(folder)
        with transaction.atomic(), acting(why=SYNCED):
            lock()
            found = files.read_all(folder, LAYOUT, but=NOT_OURS)
            if anew:
                Synced.objects.all().delete()
            rows = list(Synced.objects.all())
            refuse_strays(folder, found)
            refuse_empty(folder, found, rows)
            run = Run(Sides(found, rows, tray))
            run.take_in()
            run.plan_files()
            if plan:
                transaction.set_rollback(True)
            elif run.outcome.written or run.outcome.removed:
                tray.stage(found, run.writes)
        for change in run.told:
            tell(change)
        if not plan:
            write_files(tray, found, run.writes, run.outcome)
    return run.outcome
