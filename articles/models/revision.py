"""Revisions: what an article was, each time it changed; by whom, when and why.

They are kept by the article's uid, so they outlive its row. A revision is written
where a change is noted: `with Revision.objects.noting(article):`. What was there
before is written as well where no revision holds it yet, so neither a load of many new
articles costs anything, nor is a change lost that went past this door.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import limits
from articles.formats.changes import differences
from articles.formats.notechanges import is_reordered, name_of, note_changes
from articles.formats.records import ArticleRecord
from articles.formats.revisions import (
    NO_CONTENT,
    fingerprint,
    pack,
    pack_change,
    unpack,
    unpack_change,
)
from articles.models.fields import LineField

WHY = 200  # characters
TOLD = 5  # notes that are named where revisions are listed


class Deed(NamedTuple):
    """Who is at work, and why: what the revisions say that are written meanwhile."""

    account: Any = None
    why: str = ""  # in English; translated when it is shown
    restores: int | None = None  # the number of a revision


NOBODY = Deed()
deed: ContextVar[Deed] = ContextVar("deed", default=NOBODY)
noted: ContextVar[frozenset] = ContextVar("noted", default=frozenset())  # uids


@contextmanager
def acting(account=None, why: str = "", restores: int | None = None) -> Iterator[None]:
    """Within it what is written is written by `account`, because of `why`.

    What is not given stays as it is around it.
    """
    around = deed.get()
    here = Deed(account or around.account, why or around.why, restores)
    token = deed.set(here)
    try:
        yield
    finally:
        deed.reset(token)


def is_left(uid) -> bool:
    """Return whether somebody else notes what becomes of an article."""
    return bool({uid, None} & noted.get())


class RevisionQuerySet(models.QuerySet):
    """Questions about many revisions."""

    def of(self, uid):
        """Keep the revisions of an article, by its uid; the latest first."""
        return self.filter(uid=uid).order_by("-number")

    def holding(self, uid, mark):
        """Return the latest record of an article with that fingerprint, or None."""
        found = self.of(uid).filter(mark=mark).select_related("base").first()
        return found and found.record()

    @contextmanager
    def noting(self, article, before: ArticleRecord | None = None):
        """Note what `article`, a row that is saved, becomes within it.

        `before` is its record, where that is known already. Within another `noting`
        of the same article it leaves the noting to that.
        """
        if is_left(article.uid):
            yield
            return
        token = noted.set(noted.get() | {article.uid})
        try:
            if before is None:
                before = type(article).objects.get(pk=article.pk).record()
            yield
            after = type(article).objects.get(pk=article.pk).record()
        finally:
            noted.reset(token)
        self.note(before, after)

    @contextmanager
    def leaving(self, uid=None):
        """Within it nothing is noted of an article, by default of all: another does."""
        token = noted.set(noted.get() | {uid})
        try:
            yield
        finally:
            noted.reset(token)

    def note(self, before: ArticleRecord, after: ArticleRecord):
        """Write that `before` became `after`, unless they say the same."""
        if fingerprint(before) != fingerprint(after):
            self.keep(after, self.hold(before), before)

    def hold(self, record: ArticleRecord):
        """Return the latest revision, which holds `record`; it is written if need be.

        Nobody knows who wrote what is found so, nor why.
        """
        latest = self.of(record.uid).select_related("base").first()
        if latest is None or latest.mark != fingerprint(record):
            known = latest.record() if latest else None
            latest = self._add(record, latest, known, NOBODY, record.updated_at)
        return latest

    def begin(self, article):
        """Write the first revision of `article`, a new row, unless another notes it."""
        if not is_left(article.uid):
            self.keep(article.record(), self.of(article.uid).first())

    def keep(self, record, latest=None, known: ArticleRecord | None = None):
        """Write and return a revision of now after `latest`, which holds `known`."""
        return self._add(record, latest, known, deed.get(), timezone.now())

    def note_all(self, pairs):
        """Write what `note` would for each of `pairs`, (before, after), together."""
        pairs = [(b, a) for b, a in pairs if fingerprint(b) != fingerprint(a)]
        newest = self.filter(uid=models.OuterRef("uid")).order_by("-number")
        rows = self.filter(
            uid__in=[before.uid for before, after in pairs],
            number=models.Subquery(newest.values("number")[:1]),
        )
        latest = {row.uid: row for row in rows.select_related("base")}
        held = []
        for before, _after in pairs:
            row = latest.get(before.uid)
            if row is None or row.mark != fingerprint(before):
                known = row and row.record()
                row = self._build(before, row, known, NOBODY, before.updated_at)
                latest[before.uid] = row
                held.append(row)
        self.bulk_create(held)
        by, at = deed.get(), timezone.now()
        self.bulk_create(
            self._build(after, latest[before.uid], before, by, at)
            for before, after in pairs
        )

    def _add(self, *what):
        revision = self._build(*what)
        revision.save(force_insert=True)
        return revision

    def _build(self, record, latest, known, by, at):
        base = latest and (latest.base or latest)
        change = base and pack_change(record, base.whole())
        return self.model(
            uid=record.uid,
            number=latest.number + 1 if latest else 1,
            account=by.account,
            name=by.account.get_username()[: limits.NAME] if by.account else "",
            why=str(by.why)[:WHY],
            restores=by.restores,
            at=at or timezone.now(),
            title=record.title[: limits.TITLE],
            changed=changes_of(known, record) if known else [],
            mark=fingerprint(record),
            base=base if change else None,
            content=change or pack(record),
        )


def changes_of(before: ArticleRecord, after: ArticleRecord) -> list:
    """Return the names of the fields that differ, and what became of which note.

    A note is a dict of what `notechanges.name_of` takes. Among the names is `notes`
    where nothing but their order differs.
    """
    notes = note_changes(before, after)
    fields = differences(replace(before, notes=[]), replace(after, notes=[]))
    names = [d.field for d in fields if d.field not in NO_CONTENT]
    if not notes and is_reordered(before, after):
        names.append("notes")
    return [
        *sorted(names),
        *({"number": n.number, "opening": n.opening, "how": n.how} for n in notes),
    ]


class Revision(models.Model):
    """What an article was once: its whole record."""

    uid = models.UUIDField(editable=False)  # of the article
    number = models.PositiveIntegerField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = LineField(max_length=limits.NAME, blank=True)  # outlives the account
    why = LineField(max_length=WHY, blank=True)
    restores = models.PositiveIntegerField(null=True)  # the number of another
    at = models.DateTimeField()
    title = LineField(max_length=limits.TITLE)
    changed = models.JSONField(default=list)  # see `changes_of`
    mark = models.CharField(max_length=64)  # the fingerprint of the record
    # The whole record, or what makes it of that of `base`, which is a whole one.
    base = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="+"
    )
    content = models.BinaryField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("revision")
        verbose_name_plural = gettext_lazy("revisions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["uid", "number"], name="revision_one_a_number"
            )
        ]
        indexes = [models.Index(fields=["uid", "mark"], name="revision_mark")]

    def __str__(self):
        return _("revision {number}").format(number=self.number)

    @property
    def reason(self):
        """Why it was written, in the words of whoever reads it; mostly nothing."""
        if self.restores:
            return _("Restored from revision {number}.").format(number=self.restores)
        return _(self.why) if self.why else ""

    @property
    def told(self):
        """What changed, in words: names of fields, and what became of which note.

        Older revisions know of a note no more than that it changed.
        """
        fields = [one for one in self.changed if isinstance(one, str)]
        known = [name for name in fields if not name.startswith("note ")]
        notes = [name_of(**one) for one in self.changed if isinstance(one, dict)]
        if len(notes) > TOLD or len(known) < len(fields):
            notes = [_("notes")]
        if "notes" in known:
            known.remove("notes")
            notes = notes or [_("order of the notes")]
        return [*known, *notes]

    def whole(self):
        """Return the record of a revision that stands on no other."""
        return unpack(bytes(self.content))

    def record(self):
        """Return the ArticleRecord that this holds."""
        if self.base is None:
            return self.whole()
        return unpack_change(bytes(self.content), self.base.whole())
