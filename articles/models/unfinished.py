"""Unfinished work: what an editor typed in a form that is not saved yet.

A row never writes an entry: it is shown again in the form, or thrown away. Each form
has a row of its own, so the typing of one never takes the place of another's.
"""

import uuid
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles import limits, text
from articles.errors import Refused
from articles.models import roles
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.fields import LineField

KEPT_FOR = timedelta(days=30)


class UnfinishedQuerySet(models.QuerySet):
    """Questions about many forms that are not saved yet."""

    def waiting(self, account):
        """Keep what `account` may still take up, the latest first.

        Each has the key of its entry as `entry`, None for a new one and where it is
        not there any more; `binned` is its key in the bin.
        """
        entry = Article.objects.filter(uid=models.OuterRef("uid")).values("pk")
        binned = Binned.objects.filter(uid=models.OuterRef("uid")).values("pk")
        return (
            self.filter(account=account, is_done=False)
            .filter(at__gte=timezone.now() - KEPT_FOR)
            .annotate(entry=models.Subquery(entry), binned=models.Subquery(binned))
            .defer("content")
            .order_by("-at", "-pk")
        )

    def keep(self, account, form, words, *, uid, is_new=False, typed=0):
        """Keep `words`, all that stands in a form, as a browser would post it.

        `form` is the uid of the form, `uid` that of its entry. `typed` counts up while
        one types: what comes late does not take the place of what was typed after it.
        Return the row; None when that form was saved meanwhile, so that nothing of it
        is left to keep. Raise Refused for too many bytes.
        """
        content = words.encode()
        if len(content) > limits.UNFINISHED:
            refusal = _("{size} bytes: at most {most} are kept before you save.")
            size, most = len(content), limits.UNFINISHED
            raise Refused(
                refusal.format(
                    size=number_format(size, force_grouping=True),
                    most=number_format(most, force_grouping=True),
                )
            )
        title = QueryDict(words).get("title", "").replace("\0", "")
        written = {
            "uid": uid,
            "is_new": is_new,
            "title": text.one_line(title)[: limits.TITLE],
            "content": zlib.compress(content),
            "typed": typed,
            "at": timezone.now(),
        }
        mine = self.filter(account=account, form=form)
        if not mine.filter(is_done=False, typed__lte=typed).update(**written):
            known, is_first = self.get_or_create(
                account=account, form=form, defaults=written
            )
            if is_first:
                self.sweep(account)
            elif known.is_done:
                return None
        return mine.get()

    def old(self):
        """Keep what nobody has come back to for too long."""
        return self.filter(at__lt=timezone.now() - KEPT_FOR)

    def sweep(self, account):
        """Delete what is old, and of `account` what is too much."""
        self.old().delete()
        rows = self.filter(account=account, is_done=False).order_by("-at", "-pk")
        many = rows.values_list("pk", flat=True)[limits.UNFINISHED_FORMS :]
        self.filter(pk__in=list(many)).delete()

    @transaction.atomic
    def done(self, account, form, uid):
        """Note that a form is saved: nothing of it waits, nor what comes late."""
        self.update_or_create(
            account=account,
            form=form,
            defaults={"uid": uid, "is_done": True, "title": "", "content": b""},
        )


class Unfinished(models.Model):
    """What stands in one form of one account; once that is saved, only that it is."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    form = models.UUIDField(default=uuid.uuid4, editable=False)
    uid = models.UUIDField(editable=False)  # of the entry
    is_new = models.BooleanField(default=False)
    is_done = models.BooleanField(default=False)
    title = LineField(max_length=limits.TITLE, blank=True)
    content = models.BinaryField()  # zlib; as a browser posts it
    typed = models.BigIntegerField(default=0)  # milliseconds, of the browser's clock
    at = models.DateTimeField(default=timezone.now)

    objects = UnfinishedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "form"], name="unfinished_one_a_form"
            )
        ]
        indexes = [models.Index(fields=["at"], name="unfinished_at")]

    def __str__(self):
        return self.title or _("(no title yet)")

    @property
    def when(self):
        """The time when it was last typed in; before today with its day."""
        at = timezone.localtime(self.at)
        is_today = at.date() == timezone.localdate()
        return f"{at:%H:%M}" if is_today else f"{at:%Y-%m-%d %H:%M}"

    def words(self):
        """Return what stands in the form: a QueryDict, as of a POST without a button.

        Neither a button that was pressed nor the token of a session is in it.
        """
        posted = QueryDict(zlib.decompress(self.content), mutable=True)
        for name in list(posted):
            if name.startswith("_") or name in ("csrfmiddlewaretoken", "held"):
                del posted[name]
        return posted


def why_stranded(account, uid):
    """Return in words why `account` can save nothing at the entry `uid`, or "".

    The entry was there once: that of the form of a new one may not be there yet.
    """
    article = Article.objects.filter(uid=uid).first()
    if article is not None:
        if roles.may(account, "write", article):
            return ""
        says = _("“{title}” is {state} now: only an editor changes it.")
        return says.format(title=article, state=article.state_label)
    binned = Binned.objects.filter(uid=uid).select_related("account").first()
    if binned is None:
        return _("This entry is not there any more.")
    says = _("“{title}” was deleted on {time}: it is in the bin.")
    if binned.account:
        says = _("“{title}” was deleted by {name} on {time}: it is in the bin.")
    at = timezone.localtime(binned.at)
    return says.format(title=binned, name=binned.account, time=f"{at:%Y-%m-%d %H:%M}")
