"""Who has the form of an entry open at the desk, just now."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import ngettext

STAYS = timedelta(minutes=1)  # after its last sign of life
NAMED = 5


class PresenceQuerySet(models.QuerySet):
    """Questions about who is where."""

    def gone(self):
        """Keep the signs of who is there no longer."""
        return self.filter(at__lt=timezone.now() - STAYS)

    def tell(self, account, uid):
        """Note that `account` has the entry `uid` open. Who is long gone is deleted."""
        now = timezone.now()
        self.gone().delete()
        self.bulk_create(
            [self.model(account=account, uid=uid, at=now)],
            update_conflicts=True,
            unique_fields=["account", "uid"],
            update_fields=["at"],
        )

    def beside(self, account, uid):
        """Return who else has the entry `uid` open, in words; "" for nobody."""
        here = self.filter(uid=uid, at__gte=timezone.now() - STAYS)
        others = here.exclude(account=account).select_related("account")
        names = [
            row.account.get_full_name() or row.account.username
            for row in others.order_by("pk")[: NAMED + 1]
        ]
        if not names:
            return ""
        if len(names) > NAMED:
            names[NAMED] = "…"
        words = ngettext("{names} is here too.", "{names} are here too.", len(names))
        return words.format(names=", ".join(names))


class Presence(models.Model):
    """The last sign of life of one account at the form of one entry."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    uid = models.UUIDField(editable=False)  # of the entry
    at = models.DateTimeField(default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "uid"], name="presence_one_an_entry"
            )
        ]
        indexes = [
            models.Index(fields=["uid"], name="presence_uid"),
            models.Index(fields=["at"], name="presence_at"),
        ]

    def __str__(self):
        return f"{self.account}, {self.at:%H:%M}"
