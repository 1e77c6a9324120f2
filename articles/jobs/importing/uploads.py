"""What was sent to the desk is planned, and imported; a large file by a process.

A request starts that process and answers at once. It is no child of the server: it goes
on where that ends. How far it is, and what came of it, stands in the row of the upload.
"""

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.formats.archives import Archive
from articles.formats.reading import Options
from articles.jobs.importing import File, ignore, import_articles, opened
from articles.jobs.importing.pulse import Cancelled, Followed, Pulse
from articles.models import (
    IMPORTED,
    REFUSED,
    WRITING,
    EditorSettings,
    Entries,
    ImportReport,
    Planned,
    Upload,
    note_import,
)

# What is planned, or imported, while the editor waits: so many bytes, unpacked, for so
# many seconds. A megabyte may hold 20,000 entries: a new one takes a thousandth of a
# second or two, one that is merged with what is here twenty.
AT_ONCE, SECONDS = 1_000_000, 4
PATIENCE = 3600  # seconds that the process waits for other writers, on SQLite


def is_large(upload: Upload) -> bool:
    """Return whether an upload is too large to be tried at once."""
    with opened(upload) as source:
        if isinstance(source, Archive):
            return sum(each.file_size for each in source.members) > AT_ONCE
    return len(upload.content) > AT_ONCE


class TakesTooLong(Exception):
    """More than a request should."""


def take_at_once(
    upload: Upload, how: dict, read: str | None
) -> tuple[Entries, ImportReport] | None:
    """Return what `take` does, or None, and nothing is done: a process has to do it."""
    end = time.monotonic() + SECONDS

    def tell(_planned):
        if time.monotonic() > end:
            raise TakesTooLong

    if is_large(upload):
        return None
    try:
        return take(upload, how, read, tell=tell)
    except TakesTooLong:
        return None


def take(
    upload: Upload,
    how: dict,
    read: str | None = None,
    *,
    source: File | None = None,
    apart: bool = False,
    tell: Callable[[Planned], object] = ignore,
    done: Callable[[ImportReport], object] = ignore,
) -> tuple[Entries, ImportReport]:
    """Import an upload, if the digest of the plan is still `read`; else plan it.

    `how` it is read: format, repeats, zone, address, columns. A `source` stands for its
    content. A plan may be made `apart`. `done` is called within the transaction that
    imports. Two plans whose entries have the same digest are the same. Raise Refused.
    """
    entries = Entries((upload.uid, how))

    def told(planned):
        entries.add(planned)
        tell(planned)

    options = Options(
        zone=ZoneInfo(how["zone"]), address=how["address"], columns=how["columns"]
    )
    import_it = partial(
        import_articles,
        source or upload,
        how["format"],
        options=options,
        repeats=how["repeats"],
        account=upload.account,
        tell=told,
    )
    if read is None:
        report = import_it(plan=True, apart=apart)
        entries.end(report)
        return entries, report
    with transaction.atomic():
        report = import_it()
        entries.end(report)
        if entries.digest == read:
            note_import(upload.account, upload, report)
            done(report)
        else:
            transaction.set_rollback(True)
    return entries, report


def start(upload: Upload, doing: str, plan: dict, about: int = 0) -> None:
    """Start a process that reads `upload`, or writes it, as `plan` says.

    Where one is at it already nothing happens. Raise Refused where none can start.
    """
    if not upload.claim(doing, plan, about):
        return
    script = settings.BASE_DIR / "manage.py"
    try:
        process = subprocess.Popen(
            [python(), script, "work_on_upload", str(upload.ticket)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        Upload.objects.held_by(upload.ticket).update(doing="")
        says = _("No process can be started: {error}.")
        raise Refused(says.format(error=error.strerror)) from error
    # Somebody has to hear of its end, or its number is never free again.
    threading.Thread(target=process.wait, daemon=True).start()


def python() -> str:
    """Return the Python that runs us; `sys.executable` may be a server around it."""
    if Path(sys.executable).name.startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python")


def work(ticket: uuid.UUID) -> None:
    """Do what was begun with that ticket, and leave what comes of it in its row."""
    be_patient()
    rows = Upload.objects.held_by(ticket)
    upload = rows.select_related("account").first()
    if upload is None:
        return
    language = EditorSettings.objects.of(upload.account).desk_language
    try:
        with translation.override(language), Pulse(ticket, upload) as pulse:
            plan = worked(upload, pulse)
        rows.update(plan=plan, doing="")
    except Cancelled:
        return
    finally:
        rows.update(beat_at=None)  # whatever is still claimed here has failed


def worked(upload: Upload, pulse: Pulse) -> dict:
    """Return the plan of an upload, after it was read, or written."""
    began = timezone.now()
    read = upload.plan["read"] if upload.doing == WRITING else None
    kept = {name: upload.plan[name] for name in ("choices", "reading", "found")}

    def done(report):
        imported = {**kept, "report": report.as_json(), IMPORTED: str(report)}
        if not pulse.rows.update(plan=imported, content=b"", doing=""):
            raise Cancelled

    with NamedTemporaryFile() as copy:
        copy.write(upload.content)
        copy.flush()
        source = Followed(Path(copy.name), upload.name, pulse.follow)
        try:
            entries, report = take(
                upload,
                kept["reading"],
                read,
                source=source,
                apart=True,
                tell=pulse.tell,
                done=done,
            )
        except Refused as refusal:
            return {**kept, REFUSED: str(refusal)}
    return {
        **kept,
        "report": report.as_json(),
        "digest": entries.digest,
        "entries": entries.as_json(),
        "is_another": upload.doing == WRITING,
        "seconds": round((timezone.now() - began).total_seconds()),
    }


def be_patient() -> None:
    """Let this process wait for those that write before it, on SQLite."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        held = connection.settings_dict
        connection.close()
        options = {**held["OPTIONS"], "timeout": PATIENCE}
        connection.settings_dict = {**held, "OPTIONS": options}
