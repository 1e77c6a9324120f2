"""Files that editors send, kept while they read the plan of what would change."""

import uuid
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles import limits
from articles.models.fields import LineField

KEPT_FOR = timedelta(days=1)


class UploadQuerySet(models.QuerySet):
    """Questions about many uploads."""

    def waiting(self, account):
        """Keep what `account` has sent and may still take in."""
        since = timezone.now() - KEPT_FOR
        return self.filter(account=account, created_at__gte=since).order_by("-pk")

    def sweep(self):
        """Delete what has waited for too long."""
        self.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()

    @transaction.atomic
    def keep(self, file, account):
        """Save and return what `account` has sent; its last one, and old ones, go."""
        self.sweep()
        self.filter(account=account).delete()
        name = file.name[-limits.NAME :]
        return self.create(name=name, content=file.read(), account=account)


class Upload(models.Model):
    """A file that was sent and is not taken in yet. Opens as a path does.

    It is a `Source` as well, see `formats/reading.py`. `plan` is what an import told of
    it last: the choices, the report, and the digest of what would change.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = LineField(max_length=limits.NAME)
    content = models.BinaryField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    plan = models.JSONField(default=dict)

    objects = UploadQuerySet.as_manager()

    def __str__(self):
        return self.name

    def open(self, mode="rb"):
        """Return the content as a file of bytes."""
        return BytesIO(self.content)

    def files(self):
        """Yield this file."""
        yield self
