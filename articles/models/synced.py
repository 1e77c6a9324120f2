"""What a folder of Markdown files and the database held in common the last time."""

from django.db import models, transaction

from articles import limits
from articles.formats import fixture
from articles.formats.markdownfiles import bytes_of, mark_of

CHUNK = 500  # rows at a time


class SyncedQuerySet(models.QuerySet):
    """Questions about all files of the folder."""

    @transaction.atomic
    def hold(self, rows):
        """Make these `rows`, not saved, all there are."""
        known = {row.path: row for row in self.iterator(CHUNK)}
        new = [row for row in rows if not row.is_as(known.get(row.path))]
        gone = known.keys() - {row.path for row in rows}
        stale = [
            known[path].pk for path in gone | ({r.path for r in new} & known.keys())
        ]
        for start in range(0, len(stale), CHUNK):
            self.filter(pk__in=stale[start : start + CHUNK]).delete()
        self.bulk_create(new, batch_size=CHUNK)

    @transaction.atomic
    def settle(self, done):
        """End the run: the files at the paths `done` are what they were to be.

        The others stay what they were when they were read.
        """
        for row in list(self.filter(becomes__isnull=False)):
            if row.path in done:
                row.settle()
            else:
                row.becomes = None
            if row.entries:
                row.save(update_fields=["mark", "entries", "becomes"])
            else:
                row.delete()


class Synced(models.Model):
    """A file of the folder, as it was when both sides last held the same.

    A run keeps here what it found and took in, before it writes a file; and what it is
    about to write there, until it has. So the next one after a run that was cut off
    can tell what the folder had seen of the desk.
    """

    path = models.CharField(max_length=limits.PATH, unique=True)
    mark = models.CharField(max_length=64)  # of the file; "" where none stood
    entries = models.JSONField()  # of a fixture: what the file held
    becomes = models.JSONField(null=True)  # the like: what it is to hold, [] for none

    objects = SyncedQuerySet.as_manager()

    class Meta:
        verbose_name = "synced file"
        default_permissions = ()

    def __str__(self):
        return self.path

    def records(self):
        """Return the records that the file held."""
        return [fixture.record_of(entry) for entry in self.entries]

    def records_to_be(self):
        """Return the records that the file was to hold; none where it is settled."""
        return [fixture.record_of(entry) for entry in self.becomes or []]

    def settle(self):
        """Take for what the file held what it was to hold. It is not saved."""
        self.mark = mark_of(self.path, bytes_of(self.records_to_be()))
        self.entries, self.becomes = self.becomes, None

    def is_as(self, other):
        """Return whether this says the same as `other`, a row or None."""
        return other is not None and (
            (self.path, self.mark, self.becomes)
            == (other.path, other.mark, other.becomes)
        )
