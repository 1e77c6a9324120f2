"""Two entries on one thing become one; and the way back, while nothing stands in it.

What goes is kept whole here, as in the bin, until the merge is undone. It holds neither
its address, which leads to the one that stays, nor its work, which that one holds.
"""

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import limits
from articles.errors import Refused
from articles.formats import fixture, uniting
from articles.models.address import Address
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.fields import LineField
from articles.models.oldaddress import OldAddress, normal
from articles.models.refusals import in_one_line
from articles.models.revision import Revision, acting, deed
from articles.models.upsert import PARKED, find_uid, write

MERGED = gettext_noop("Another entry was merged into it.")
PARTED = gettext_noop("A merge was undone.")


class MergedQuerySet(models.QuerySet):
    """Questions about many merges."""

    @transaction.atomic
    def merge(self, gone, into, taken=()):
        """Merge the entry `gone` into the entry `into`; return the Merged.

        Of `taken`, names of `choices`, what stays has what `gone` had. Tags, notes and
        addresses are united; the addresses of `gone` lead to what stays, and so do its
        follow-ups. Raise Refused, and write nothing, where a rule says no.
        """
        gone, into = locked(gone, into)
        kept, before = Binned.objects.of(gone), into.record()
        wanted = self.united(into, gone, taken)
        path = normal(gone.get_absolute_url())
        with acting(why=MERGED), Revision.objects.noting(into, before):
            into = park(into)
            followers = hand_over(gone, into)
            gone.delete()
            rewrite(into, replace(wanted, updated_at=timezone.now()))
        OldAddress.objects.leave(path, into)
        kept.give_accounts()
        account = deed.get().account
        return self.create(
            uid=kept.uid,
            title=kept.title,
            into_uid=into.uid,
            into_title=before.title,
            path=path,
            entries=kept.entries,
            accounts=kept.accounts,
            before=fixture.entry_of(before),
            after=fixture.entry_of(fresh(into).record()),
            followers=[str(uid) for uid in followers],
            account=account,
            account_name=account.get_username()[: limits.NAME] if account else "",
        )

    def choices(self, into, gone):
        """Return what there is to choose where `gone` is merged into `into`: its names.

        The day on which it ran only where readers see both.
        """
        names = uniting.choices(into.record(), gone.record())
        both = into.is_public() and gone.is_public()
        return [name for name in names if name != "published_at" or both]

    def united(self, into, gone, taken=()):
        """Return what `into` becomes when `gone` is merged into it, as a record."""
        allowed = [name for name in self.choices(into, gone) if name in taken]
        stays, goes = into.record(), gone.record()
        if gone.pk in earlier_ones(into):
            follows = goes.follows  # it takes its place
        elif into.pk in earlier_ones(gone):
            follows = stays.follows
        else:
            follows = stays.follows or goes.follows
        return uniting.unite(stays, goes, allowed, follows)

    def latest(self):
        """Order as an editor looks for them; what they hold is not loaded."""
        content = ("entries", "accounts", "before", "after", "followers")
        return self.order_by("-pk").defer(*content)


class Merged(models.Model):
    """An entry that was merged into another one."""

    uid = models.UUIDField(editable=False)  # of what went
    title = LineField(max_length=limits.TITLE)
    path = models.CharField(max_length=limits.PATH)  # its address
    into_uid = models.UUIDField(editable=False)  # of what stays
    into_title = LineField(max_length=limits.TITLE)
    entries = models.JSONField()  # of a fixture: what went, and what led there
    accounts = models.JSONField(default=dict)  # as in the bin
    before = models.JSONField()  # what stays, as an entry of a fixture
    after = models.JSONField()
    followers = models.JSONField(default=list)  # uids of what followed what went
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    account_name = LineField(max_length=limits.NAME, blank=True)  # outlives the account
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = LineField(max_length=limits.NAME, blank=True)

    objects = MergedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["uid"], name="merged_uid"),
            models.Index(fields=["into_uid"], name="merged_into"),
        ]

    def __str__(self):
        says = _("“{gone}” was merged into “{into}”.")
        return says.format(gone=self.title, into=self.into_title)

    @transaction.atomic
    def undo(self):
        """Make two entries of the one; return both, and in words what is not as it was.

        What was edited since stays with the entry that stayed. Raise Refused where
        something stands in the way.
        """
        merged = Merged.objects.select_for_update().get(pk=self.pk)
        into = merged.refuse_undo()
        now, gone = into.record(), merged.binned()
        parted = uniting.part(
            fixture.record_of(merged.before),
            fixture.record_of(merged.after),
            now,
            gone.record(),
        )
        gone.entries[0] = fixture.entry_of(parted.goes)
        into = park(into)
        uids = [note.uid for note in parted.goes.notes]
        Annotation.objects.filter(article=into, uid__in=uids).delete()
        paths = [merged.path, *(old.path for old in gone.old_addresses())]
        OldAddress.objects.filter(article=into, path__in=paths).delete()
        article, said = gone.restore(why=PARTED)
        merged.give_back(article, into)
        with acting(why=PARTED), Revision.objects.noting(into, now):
            rewrite(into, replace(parted.stays, updated_at=timezone.now()))
        if parted.kept:
            says = _("Changed since, and left so: {fields}.")
            said.append(says.format(fields=", ".join(parted.kept)))
        account = deed.get().account
        merged.undone_at = timezone.now()
        merged.undone_by = account.get_username()[: limits.NAME] if account else ""
        merged.save(update_fields=["undone_at", "undone_by"])
        return fresh(article), fresh(into), said

    def refuse_undo(self):
        """Return the entry that stayed, locked. Raise Refused where it is too late."""
        if self.undone_at is not None:
            raise Refused(_("That is undone already."))
        mine = {self.uid, self.into_uid}
        later = Merged.objects.filter(pk__gt=self.pk, undone_at=None).latest()
        later = later.filter(models.Q(uid__in=mine) | models.Q(into_uid__in=mine))
        if row := later.first():
            says = _("Undo what came later first: {deed}")
            raise Refused(says.format(deed=row))
        rows = Article.objects.select_for_update(of=("self",))
        into = rows.filter(uid=self.into_uid).first()
        if into is None:
            says = _("“{title}” is not there any more: restore it from the bin first.")
            raise Refused(says.format(title=self.into_title))
        return into

    def binned(self):
        """Return what went as an entry of the bin, which is not saved."""
        return Binned(
            uid=self.uid,
            title=self.title,
            entries=list(self.entries),
            accounts=self.accounts,
        )

    def give_back(self, article, into):
        """Let what followed `article` follow it again, unless that was edited since."""
        rows = Article.objects.filter(uid__in=self.followers, follows=into)
        for follower in rows.order_by("pk"):
            with acting(why=PARTED):
                follow(follower, article)


def locked(gone, into):
    """Return the two as they are now, which nobody else writes until we are done.

    Raise Refused where one is not there, or readers would lose what they see.
    """
    rows = Article.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[gone.pk, into.pk])}
    if len(found) < 2:
        raise Refused(_("Choose two entries that are there."))
    gone, into = found[gone.pk], found[into.pk]
    if gone.is_public() and not into.is_public():
        says = _("Readers see “{gone}”, but not “{into}”: let the first one stay.")
        raise Refused(says.format(gone=gone, into=into))
    return gone, into


def earlier_ones(article):
    """Return the keys of what `article` follows, and what that follows, and so on."""
    found, earlier = set(), article.follows
    while earlier is not None and earlier.pk not in found:
        found.add(earlier.pk)
        earlier = earlier.follows
    return found


def hand_over(gone, into):
    """Let what follows `gone` follow `into`, and old addresses of it lead there.

    Return the uids of those that followed it.
    """
    OldAddress.objects.filter(article=gone).update(article=into)
    followers = gone.followed_by.exclude(pk=into.pk).order_by("pk")
    uids = []
    for follower in followers:
        uids.append(follower.uid)
        with acting(why=MERGED):
            follow(follower, into)
    return uids


def follow(later, earlier):
    """Let one entry follow another. Raise Refused where that would be a circle."""
    later.follows = earlier
    try:
        later.refuse_circle()
    except ValidationError as error:
        raise Refused(f"“{later}”: {in_one_line(error)}") from error
    later.touch("follows")


def park(article):
    """Take from `article` what of its works another is to hold; return it anew.

    It is written at once: see `rewrite`.
    """
    word = f"{PARKED}{article.uid}"
    Article.objects.filter(pk=article.pk).update(follows=None, work_key=word)
    Address.objects.filter(article=article).delete()
    return fresh(article)


def rewrite(article, record):
    """Make `article` what `record` says. Raise Refused where a rule says no."""
    try:
        write(record, article)
    except ValidationError as error:
        raise Refused(in_one_line(error)) from error


def fresh(article):
    """Return the row of `article` as the database has it."""
    return find_uid(article.uid)
