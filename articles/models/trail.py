"""The trail of the desk: who did what, and when, the newest first.

It stores next to nothing: steps, changes, the bin and loads stand in Django’s log, what
was done to tags in TagDeed. This reads both as one.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import limits
from articles.models.importreport import ImportReport
from articles.models.report import Report
from articles.models.tagdeed import TagDeed

ROWS = 100  # of a page
# How what we write in the log begins. It is kept in English; see `told`.
STEP, LOADED, UNBINNED = "Now ", gettext_noop("Loaded."), "Restored from the bin."
IMPORTED, UNDONE = gettext_noop("Imported."), gettext_noop("The import was undone.")

step = Q(action_flag=CHANGE, change_message__startswith=STEP)
began = Q()
for words in (LOADED, IMPORTED, UNDONE):
    began |= Q(change_message__startswith=words)
load = Q(action_flag=CHANGE) & began
unbinned = Q(action_flag=CHANGE, change_message__startswith=UNBINNED)
LOGGED = {
    "steps": step,
    "new": Q(action_flag=ADDITION),
    "changes": Q(action_flag=CHANGE) & ~step & ~load & ~unbinned,
    "bin": Q(action_flag=DELETION) | unbinned,
    "loads": load,
}
TAGS = "tags"  # the kind of what TagDeed knows
KINDS = [*LOGGED, TAGS]
# What TagDeed tells better.
OF_TAGS = Q(content_type__app_label="articles", content_type__model="tag")


class Row(NamedTuple):
    """Something that was done: to what, in words, and where that is at the desk."""

    at: datetime
    who: str
    kind: str  # of what it was done to, but for an article
    name: str
    words: str
    address: str | None
    deed: TagDeed | None = None


class Trail:
    """A page of the trail: `rows`, and what asks for the `older` ones, or None.

    `person` is an account, `kind` one of KINDS; without them all are shown. `log` and
    `deed` are where the page before ended: keys of rows.
    """

    def __init__(self, person=None, kind="", log=None, deed=None):
        self.person, self.kind = person, kind
        ends: dict[str, Any] = {"log": log, "deed": deed}
        found = merge(
            (("log", entry, row_of(entry)) for entry in self.logged(log)),
            (("deed", one, row_of_deed(one)) for one in self.deeds(deed)),
            key=lambda each: each[2].at,
            reverse=True,
        )
        page = list(islice(found, ROWS + 1))
        for source, held, _row in page[:ROWS]:
            ends[source] = held.pk
        self.rows = [row for _source, _held, row in page[:ROWS]]
        is_cut = len(page) > ROWS
        self.older = {k: v for k, v in ends.items() if v} if is_cut else None

    def logged(self, end) -> Iterator[LogEntry]:
        """Yield what Django’s log has, below the key `end`."""
        if self.kind == TAGS:
            return
        entries = LogEntry.objects.exclude(OF_TAGS & ~Q(action_flag=ADDITION))
        if self.kind:
            entries = entries.filter(LOGGED[self.kind])
        entries = entries.select_related("user", "content_type").order_by("-pk")
        yield from narrowed(entries, end, user=self.person)

    def deeds(self, end) -> Iterator[TagDeed]:
        """Yield what was done to tags, below the key `end`."""
        if self.kind not in ("", TAGS):
            return
        yield from narrowed(TagDeed.objects.latest(), end, account=self.person)


def has_traces(account):
    """Return whether the trail tells of `account`.

    An account that is deleted takes its rows of Django’s log along.
    """
    logged = LogEntry.objects.filter(user=account)
    return logged.exists() or TagDeed.objects.filter(account=account).exists()


def narrowed(rows, end, **by):
    """Return as many of `rows` as a page may need: below the key `end`, of a person."""
    rows = rows.filter(pk__lt=end) if end else rows
    return rows.filter(**{name: who for name, who in by.items() if who})[: ROWS + 1]


def row_of(entry):
    """Return a Row of the log."""
    of, is_gone = entry.content_type, entry.action_flag == DELETION
    return Row(
        entry.action_time,
        entry.user.get_username(),
        str(of.name) if of and of.model != "article" else "",
        entry.object_repr,
        told(entry),
        None if is_gone or not of else entry.get_admin_url(),
    )


def row_of_deed(one):
    """Return a Row of something that was done to a tag."""
    return Row(one.at, one.account_name, "", "", str(one), None, one)


def told(entry):
    """Return what an entry of the log says, in the language of its reader.

    What we wrote is kept in English: its first line is translated, as the words in the
    lines below it are an editor’s own, or the counts of a load.
    """
    first, _newline, words = entry.get_change_message().partition("\n")
    if entry.action_flag == DELETION and not first:
        model = entry.content_type.model if entry.content_type else ""
        return _("Now in the bin.") if model == "article" else _("Deleted.")
    if first == LOADED and words:
        words = str(Report(**json.loads(words)))
    if first == IMPORTED and words:
        words = str(ImportReport.of_json(json.loads(words)))
    return f"{_(first)} {words}".strip() if first else words


def note_load(account, file, report):
    """Note in the log that `account` loaded a file, and what became of its records."""
    note(account, file, f"{LOADED}\n{json.dumps(asdict(report))}")


def note_import(account, file, report):
    """Note in the log that `account` imported a file, and what became of it."""
    note(account, file, f"{IMPORTED}\n{json.dumps(report.as_json())}")


def note_undo(account, batch):
    """Note in the log that `account` undid an import."""
    note(account, batch, UNDONE)


def note(account, file, message):
    """Write what was done with a file into the log."""
    LogEntry.objects.create(
        user=account,
        action_flag=CHANGE,
        object_repr=str(file)[: limits.NAME],
        change_message=message,
    )
