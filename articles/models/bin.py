"""The bin: entries that were deleted at the desk, whole, until they are wanted again.

An entry in the bin is a row of its own, so it holds neither its address nor its work
against a new one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles import limits, links
from articles.errors import Refused
from articles.formats import fixture
from articles.formats.records import ArticleRecord, OldAddressRecord
from articles.models.annotation import Annotation
from articles.models.article import Article
from articles.models.fields import LineField
from articles.models.revision import Revision, acting, deed
from articles.models.upsert import find, find_uid, write

CHUNK = 500  # entries at a time
RESTORED = gettext_noop("Restored from the bin.")


class BinnedQuerySet(models.QuerySet):
    """Questions about many entries in the bin."""

    @transaction.atomic
    def throw(self, articles: Iterable[Article]):
        """Delete `articles`, and keep each in the bin. Return how many there were.

        Raise Refused, and delete nothing, where another entry follows one of them.
        """
        doomed = {article.pk: article for article in articles}
        self.keep(Article.objects.filter(pk__in=doomed))
        followers = Article.objects.filter(follows__in=doomed).exclude(pk__in=doomed)
        if follower := followers.select_related("follows").first():
            raise Refused(
                _("“{later}” follows “{earlier}”: delete that one first.").format(
                    later=follower, earlier=follower.follows
                )
            )
        rows = Article.objects.filter(pk__in=doomed)
        while last := list(rows.filter(followed_by=None).values_list("pk", flat=True)):
            Article.objects.filter(pk__in=last).delete()  # what follows an entry first
        return len(doomed)

    def old(self, days):
        """Keep what has been in the bin for more than `days`; 0: nothing is old."""
        until = timezone.now() - timedelta(days=days)
        return self.filter(at__lt=until) if days else self.none()

    @transaction.atomic
    def delete_for_good(self):
        """Delete these, and their revisions with them. Return how many there were."""
        count = 0
        rows = self.select_for_update()  # of which none is restored meanwhile
        while uids := list(rows.values_list("uid", flat=True)[:CHUNK]):
            there = Article.objects.filter(uid__in=uids).values_list("uid", flat=True)
            Revision.objects.filter(uid__in=set(uids) - set(there)).delete()
            count += Binned.objects.filter(uid__in=uids).delete()[0]
        return count

    def works_of(self, entries):
        """Return the keys of all works of each of `entries`, a list: {pk: keys}.

        One query, which reads no texts.
        """
        rows = self.filter(pk__in=[entry.pk for entry in entries])
        held = "entries__0__fields__"
        works = {}
        for pk, url, more in rows.values_list("pk", f"{held}url", f"{held}addresses"):
            urls = [url, *(address["url"] for address in more or [])]
            works[pk] = {links.work_key(each) for each in urls}
        return works

    def keep(self, articles):
        """Keep `articles`, a queryset of what is about to be deleted, in the bin.

        What is being saved is waited for, so that it is kept as it was saved.
        """
        list(articles.select_for_update().order_by("pk").values_list("pk"))
        rows = articles.with_tags().select_related("follows")
        rows = rows.prefetch_related("notes", "addresses", "old_addresses")
        self.filter(uid__in=articles.values("uid")).delete()
        self.bulk_create(map(self.of, rows.iterator(CHUNK)), batch_size=CHUNK)

    def of(self, article):
        """Return what the bin holds of `article`, not saved."""
        record = article.record()
        left = [
            OldAddressRecord(path=old.path, article=article.uid)
            for old in article.old_addresses.all()
        ]
        accounts = {str(article.uid): article.account_id}
        accounts |= {str(note.uid): note.account_id for note in article.notes.all()}
        by = deed.get()
        return self.model(
            uid=article.uid,
            title=article.title,
            site=article.site,
            entries=[fixture.entry_of(held) for held in [record, *left]],
            accounts={uid: pk for uid, pk in accounts.items() if pk},
            account=by.account,
            why=by.why[: limits.REASON],
        )


class Binned(models.Model):
    """An entry in the bin: its record, the old addresses that led there, writers."""

    uid = models.UUIDField(unique=True, editable=False)
    title = LineField(gettext_lazy("title"), max_length=limits.TITLE)
    site = models.CharField(gettext_lazy("site"), max_length=limits.SITE)
    entries = models.JSONField()  # of a fixture
    accounts = models.JSONField(default=dict)  # {uid of entry or note: account}
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("deleted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(gettext_lazy("deleted"), default=timezone.now)
    why = LineField(gettext_lazy("reason"), max_length=limits.REASON, blank=True)

    objects = BinnedQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("entry in the bin")
        verbose_name_plural = gettext_lazy("entries in the bin")
        default_permissions = ("view", "delete")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.title

    def record(self):
        """Return the ArticleRecord of the entry."""
        record = fixture.record_of(self.entries[0])
        assert isinstance(record, ArticleRecord)
        return record

    def old_addresses(self):
        """Return the OldAddressRecords of what led to the entry."""
        return [fixture.record_of(entry) for entry in self.entries[1:]]

    @transaction.atomic
    def restore(self, why=RESTORED):
        """Make the entry anew; return it, and in words what is not as it was.

        Beside an entry on the same work it follows that one; where its address is
        taken it has the next free one. Raise Refused where a rule says no.
        """
        record, said = self.record(), []
        mine = Binned.objects.select_for_update().filter(pk=self.pk)
        if self.pk and not mine.values_list("pk"):  # deleted for good meanwhile
            raise Refused(_("This entry is not there any more."))
        if find_uid(record.uid):
            raise Refused(_("“{title}” is there already.").format(title=self))
        record, words = without_lost(record)
        said += words
        slug = Article.free_slug(record.slug)
        if slug != record.slug:
            record.slug = slug
            said.append(
                _("Its address was taken: it is now at “{slug}”.").format(
                    slug=record.slug
                )
            )
        with acting(why=why), Revision.objects.leaving(record.uid):
            try:
                article = write(record, None)
            except ValidationError as error:
                reasons = " ".join(error.messages)
                raise Refused(f"“{self}”: {reasons}") from error
        said += self.bring_back(article)
        with acting(why=why):
            latest = Revision.objects.of(self.uid).select_related("base").first()
            known = latest and latest.record()
            Revision.objects.keep(article.record(), latest, known)
        return article, said

    def bring_back(self, article):
        """Give `article`, this one made anew, what no record holds; empty its place.

        Return in words what could not be brought back.
        """
        said = []
        for old in self.old_addresses():
            try:
                if find(old) is None:
                    write(old, None)
            except ValidationError:
                said.append(
                    _("{path} does not lead there any more.").format(path=old.path)
                )
        self.give_accounts()
        Binned.objects.filter(pk=self.pk).delete()  # but for its revisions
        return said

    def give_accounts(self):
        """Give the entry and its notes, wherever they are, the accounts they had."""
        accounts = get_user_model().objects.in_bulk(self.accounts.values())
        for uid, pk in self.accounts.items():
            kind = Article if uid == str(self.uid) else Annotation
            if pk in accounts:
                kind.objects.filter(uid=uid).update(account=pk)


def without_lost(record):
    """Return `record` fit to be made anew, and in words what was changed for that."""
    said = []
    if record.follows and find_uid(record.follows) is None:
        record = replace(record, follows=None)
        said.append(_("What it followed is not there any more."))
    if record.follows is None:
        twin = twin_of(record)
        if twin is not None:
            record = replace(record, follows=twin.uid)
            said.append(
                _("“{twin}” quotes the same: it is now a follow-up to that.").format(
                    twin=twin
                )
            )
    uids = [note.uid for note in record.notes]
    taken = set(Annotation.objects.filter(uid__in=uids).values_list("uid", flat=True))
    notes = [
        replace(note, uid=None) if note.uid in taken else note for note in record.notes
    ]
    return replace(record, notes=notes), said


def twin_of(record):
    """Return the entry that holds the work of `record`, or None.

    Or the one that has one of its further addresses for its source.
    """
    originals = Article.objects.filter(follows=None).order_by("pk")
    more = {links.work_key(address.url) for address in record.addresses}
    twin = originals.holding(record.url).first()
    return twin or originals.filter(work_key__in=more).first()
