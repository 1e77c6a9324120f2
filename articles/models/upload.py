"""Files that editors send, kept while they read the plan of what would change."""

import uuid
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.models.fields import LineField
from articles.models.importreport import ImportReport
from articles.models.locking import all_must_wait

KEPT_FOR = timedelta(days=1)
SILENT = timedelta(seconds=30)  # a process that says nothing for so long has died
READING, WRITING = "reading", "writing"
REFUSED, IMPORTED = "refused", "imported"  # how a plan ends that is none


class UploadQuerySet(models.QuerySet):
    """Questions about many uploads."""

    def waiting(self, account):
        """Keep what `account` has sent and may still take in."""
        since = timezone.now() - KEPT_FOR
        return self.filter(account=account, created_at__gte=since).order_by("-pk")

    def unfinished(self):
        """Keep what is to be imported, and is not yet."""
        return self.exclude(plan={}).exclude(plan__has_key=IMPORTED).defer("content")

    def idle(self):
        """Keep what no process works on, as far as it says so."""
        is_silent = models.Q(beat_at=None) | models.Q(
            beat_at__lt=timezone.now() - SILENT
        )
        return self.filter(models.Q(doing="") | is_silent)

    def held_by(self, ticket):
        """Keep what the process with that ticket works on, unless it was taken away."""
        return self.filter(ticket=ticket).exclude(doing="")

    def old(self):
        """Keep what has waited for too long."""
        return self.idle().filter(created_at__lt=timezone.now() - KEPT_FOR)

    def sweep(self):
        """Delete that."""
        self.old().delete()

    @transaction.atomic
    def keep(self, file, account, plan=None):
        """Save and return what `account` has sent; old ones go.

        With a `plan` it is to be imported, and waits beside others: raise Refused where
        these are too many. What waits already, and is sent again as no answer came, is
        kept once. Of fixtures, which have no plan, only the last one stays.
        """
        self.sweep()
        mine = self.filter(account=account)
        name, content = file.name[-limits.NAME :], file.read()
        if plan is None:
            mine.filter(plan={}).delete()
        else:
            waits = self.waiting(account).unfinished().exclude(plan__has_key=REFUSED)
            for kept in waits.filter(name=name, content=content):
                if kept.plan["choices"] == plan["choices"]:
                    kept.created_at = timezone.now()
                    kept.save(update_fields=["created_at"])
                    return kept
            if mine.unfinished().count() >= limits.UPLOADS:
                says = _(
                    "{count} files wait for you already: import or discard one of them"
                    " first."
                )
                raise Refused(says.format(count=limits.UPLOADS))
        return self.create(name=name, content=content, account=account, plan=plan or {})


class Upload(models.Model):
    """A file that was sent and is not taken in yet. Opens as a path does.

    It is a `Source` as well, see `formats/reading.py`. `plan` is what an import told of
    it last: the choices, and the report, or why it is refused. A large one is worked on
    by a process of its own, see `jobs/importing/uploads.py`, which is known by its
    ticket and tells here how far it is.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = LineField(max_length=limits.NAME)
    content = models.BinaryField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    plan = models.JSONField(default=dict)
    doing = models.CharField(max_length=10, blank=True)  # READING, WRITING; "": nothing
    ticket = models.UUIDField(null=True)  # of the last process; it stays
    beat_at = models.DateTimeField(null=True)  # its last sign of life; None: it failed
    done = models.PositiveIntegerField(default=0)  # entries
    about = models.PositiveIntegerField(default=0)  # of so many; 0: nobody knows

    objects = UploadQuerySet.as_manager()

    def __str__(self):
        return self.name

    def claim(self, doing, plan, about=0):
        """Note that a process is to work on this; return whether none does already.

        On SQLite nobody writes meanwhile, so that one which writes holds its claim.
        """
        rows = Upload.objects.idle().filter(pk=self.pk).exclude(plan__has_key=IMPORTED)
        claim = {"doing": doing, "plan": plan, "ticket": uuid.uuid4(), "done": 0}
        claim |= {"about": about, "beat_at": timezone.now()}
        if not rows.update(**claim):
            return False
        for name, value in claim.items():
            setattr(self, name, value)
        return True

    def note(self, plan):
        """Keep what an import tells of this, unless a process is at it by now."""
        self.plan = plan
        Upload.objects.filter(pk=self.pk, doing="").update(plan=plan)

    @property
    def state(self):
        """How far it is, in a line for editors."""
        if self.has_stopped:
            return _("the work on it has stopped")
        if self.doing:
            return (
                _("is being read") if self.doing == READING else _("is being imported")
            )
        if REFUSED in self.plan:
            return self.plan[REFUSED]
        if "report" in self.plan:
            return str(ImportReport.of_json(self.plan["report"]))
        return _("not read yet")

    @property
    def has_stopped(self):
        """Whether the process that worked on this has died before its end."""
        if not self.doing:
            return False
        is_silent = self.beat_at is None or self.beat_at < timezone.now() - SILENT
        return is_silent and not all_must_wait()

    @property
    def waits_for_all(self):
        """Whether it is written, and nobody else can write before it is."""
        return self.doing == WRITING and all_must_wait()

    def open(self, mode="rb"):
        """Return the content as a file of bytes."""
        return BytesIO(self.content)

    def files(self):
        """Yield this file."""
        yield self
