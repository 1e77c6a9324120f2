"""Imports: what each file made and changed here, and the way back.

A row of `Imported` holds what an entry of a file said, so that a later export of the
same is merged with what was edited here; and what was here before, so that all of it
can be undone.
"""

from itertools import chain, groupby, islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles import limits, text
from articles.errors import Refused
from articles.formats.packed import mark, unpack
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.fields import LineField
from articles.models.locking import lock
from articles.models.oldaddress import OldAddress
from articles.models.refusals import in_one_line, some_of
from articles.models.revision import Revision, acting, deed
from articles.models.tag import Tag
from articles.models.upsert import KINDS, write

CHUNK = 200  # rows at a time
UNDONE = gettext_noop("An import was undone.")
MODELS = {model._meta.model_name: model for model in KINDS.values()}


class ImportBatchQuerySet(models.QuerySet):
    """Questions about many imports."""

    def begin(self, name, format):
        """Save and return the import of a file, by whoever is at work."""
        account = deed.get().account
        return self.create(
            name=text.one_line(name)[-limits.NAME :],
            format=format,
            account=account,
            account_name=account.get_username()[: limits.NAME] if account else "",
        )

    def latest(self):
        """Order as an editor looks for them."""
        return self.order_by("-pk")


class ImportBatch(models.Model):
    """A file that was imported."""

    name = LineField(max_length=limits.NAME)
    format = models.CharField(max_length=40)  # a key of READERS
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    account_name = LineField(max_length=limits.NAME, blank=True)  # outlives the account
    at = models.DateTimeField(default=timezone.now)
    report = models.JSONField(default=dict)  # an ImportReport
    tags = models.JSONField(default=list)  # keys of those that its entries made
    undone_at = models.DateTimeField(null=True)
    undone_by = LineField(max_length=limits.NAME, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("import")
        verbose_name_plural = gettext_lazy("imports")
        default_permissions = ()

    def __str__(self):
        return self.name

    @transaction.atomic
    def undo(self):
        """Make the digest what it was before the import; return how many entries.

        What it made goes for good, what it changed is as it was, also when it was
        changed last. Tags that its entries made go where nothing else bears them.
        Raise Refused, which names the entries, where one was edited since.
        """
        lock()
        batch = ImportBatch.objects.select_for_update().get(pk=self.pk)
        if batch.undone_at is not None:
            raise Refused(_("That is undone already."))
        batch.refuse_edited()
        count = 0
        rows = batch.entries.order_by("-pk").iterator(CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            count += len(chunk)
            for is_new, run in groupby(chunk, lambda row: row.is_new_article):
                take_back = delete_articles if is_new else put_back
                take_back(list(run))
        # What another import used of a tag when its own was undone goes with that one.
        undone = ImportBatch.objects.exclude(undone_at=None).values_list(
            "tags", flat=True
        )
        made = [*batch.tags, *chain.from_iterable(undone)]
        mine = Tag.objects.filter(pk__in=made, description="")
        mine.filter(uses=None, aliases=None, old_addresses=None).delete()
        account = deed.get().account
        batch.undone_at = timezone.now()
        batch.undone_by = account.get_username()[: limits.NAME] if account else ""
        batch.save(update_fields=["undone_at", "undone_by"])
        return count

    def refuse_edited(self):
        """Raise Refused, naming them, where entries are not what the import left."""
        edited = []
        rows = self.entries.order_by("pk").defer("base", "before").iterator(CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            left = records_of(chunk)
            for row in chunk:
                record = left.get((row.kind, row.key))
                if record is None and row.kind == "oldaddress":
                    continue  # it went with what it led to
                if record is None or mark(record) != row.mark:
                    edited.append(row.name)
        if edited:
            says = _("Edited here since, so the import cannot be undone: {entries}")
            raise Refused(says.format(entries=some_of([f"“{n}”" for n in edited])))
        mine = Article.objects.filter(pk__in=self.made("article").values("key"))
        followers = Article.objects.filter(follows__in=mine).exclude(pk__in=mine)
        followers = followers.exclude(pk__in=self.entries.values("key"))
        if follower := followers.first():
            says = _("“{title}” follows an entry of the import: delete it first.")
            raise Refused(says.format(title=follower))

    def made(self, kind):
        """Return the rows of what the import made of that kind."""
        return self.entries.filter(kind=kind, before=None)


class Imported(models.Model):
    """An entry of a file, and what it made or changed here."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="entries"
    )
    kind = models.CharField(max_length=10)  # a key of MODELS
    key = models.BigIntegerField()  # of the row
    uid = models.UUIDField(null=True)  # of the article
    name = LineField(max_length=limits.TITLE)
    identity = models.CharField(max_length=64, blank=True)  # see importlookup.py
    said = models.CharField(max_length=64)  # the mark of its record in the file
    base = models.BinaryField()  # that record, with what it left unsaid; packed
    before = models.BinaryField(null=True)  # what was here; None: nothing
    mark = models.CharField(max_length=64)  # of what the import left here
    was_binned = models.BooleanField(default=False)
    paths = models.JSONField(default=list)  # old addresses that lead here since

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["identity"], name="imported_identity")]

    def __str__(self):
        return self.name

    @property
    def is_new_article(self):
        """Whether the import made an article."""
        return self.before is None and self.kind == "article"


def records_of(rows):
    """Return {(kind, key): record} of what rows of `Imported` are by now.

    Nobody else writes the articles until the end of the transaction.
    """
    found = {}
    for kind in {row.kind for row in rows}:
        known = MODELS[kind].objects.filter(
            pk__in=[r.key for r in rows if r.kind == kind]
        )
        if kind == "article":
            known = known.select_for_update(of=("self",)).select_related("follows")
            known = known.with_tags()
            known = known.prefetch_related("notes", "addresses")
        found |= {(kind, row.pk): row.record() for row in known}
    return found


def delete_articles(rows):
    """Delete the articles that an import made; what was in the bin goes back there."""
    keys, uids = (
        [row.key for row in rows],
        [row.uid for row in rows if not row.was_binned],
    )
    Binned.objects.keep(
        Article.objects.filter(pk__in=[r.key for r in rows if r.was_binned])
    )
    mine = Article.objects.filter(pk__in=keys)
    while last := list(mine.filter(followed_by=None).values_list("pk", flat=True)):
        Article.objects.filter(pk__in=last).delete()  # what follows an entry first
    Revision.objects.filter(uid__in=uids).delete()


def put_back(rows):
    """Make each row what it was before an import; the last that it changed first."""
    for imported in rows:
        row = MODELS[imported.kind].objects.filter(pk=imported.key).first()
        if row is None or imported.before is None:
            if row and (imported.kind != "tag" or not row.uses.exists()):
                row.delete()
            continue
        OldAddress.objects.filter(path__in=imported.paths).delete()
        before = unpack(bytes(imported.before))
        try:
            if imported.kind != "article":
                write(before, row)
                continue
            with acting(why=UNDONE), Revision.objects.noting(row):
                write(before, row)
        except ValidationError as error:
            raise Refused(f"“{imported}”: {in_one_line(error)}") from error
