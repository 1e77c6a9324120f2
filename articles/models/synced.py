"""What a folder of Markdown files and the database held in common the last time."""

from django.db import models, transaction

from articles import limits
from articles.formats import fixture

CHUNK = 500  # rows at a time


class SyncedQuerySet(models.QuerySet):
    """Questions about all files of the folder."""

    @transaction.atomic
    def hold(self, rows, spared):
        """Make these `rows`, not saved, all there are; those at paths `spared` stay."""
        known = {row.path: row for row in self.iterator(CHUNK)}
        new = [row for row in rows if not row.is_as(known.get(row.path))]
        gone = known.keys() - {row.path for row in rows} - set(spared)
        stale = [
            known[path].pk for path in gone | ({r.path for r in new} & known.keys())
        ]
        for start in range(0, len(stale), CHUNK):
            self.filter(pk__in=stale[start : start + CHUNK]).delete()
        self.bulk_create(new, batch_size=CHUNK)

    @transaction.atomic
    def put_back(self, path, row):
        """Keep of the file at `path` what `row`, an earlier one or None, did."""
        self.filter(path=path).delete()
        if row is not None:
            self.create(
                path=path, mark=row.mark, stands=row.stands, entries=row.entries
            )

    @transaction.atomic
    def settle(self, written, removed):
        """Note that the files at these paths were written and removed."""
        for row in self.exclude(stands=None):
            if row.path in written:
                row.stands = None
                row.save(update_fields=["stands"])
        for path in removed:
            self.filter(path=path).delete()


class Synced(models.Model):
    """A file of the folder, as it was when both sides last held the same."""

    path = models.CharField(max_length=limits.PATH, unique=True)
    mark = models.CharField(max_length=64)  # of the file: see `mark_of` of the job
    # The mark of what stands in the folder until the file is written, "" for nothing;
    # None once it is. So a run that was cut off is told from an edit.
    stands = models.CharField(max_length=64, null=True)  # noqa: DJ001
    entries = models.JSONField()  # of a fixture: what the file holds

    objects = SyncedQuerySet.as_manager()

    class Meta:
        verbose_name = "synced file"
        default_permissions = ()

    def __str__(self):
        return self.path

    def records(self):
        """Return the records that the file holds."""
        return [fixture.record_of(entry) for entry in self.entries]

    def is_as(self, other):
        """Return whether this says the same as `other`, a row or None."""
        return other is not None and (
            (self.path, self.mark, self.stands)
            == (other.path, other.mark, other.stands)
        )
