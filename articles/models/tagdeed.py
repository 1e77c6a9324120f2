"""The trail of tags: who renamed, merged, split or deleted which, and what it touched.

It stands in for revisions of the entries: a merge of a tag on a thousand entries is a
few queries, not a few thousand, and it knows what each of them bore, and where. An
entry’s own history stays whole all the same, as a revision is written of what stands
there before the next change (see revision.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import limits
from articles.errors import Refused
from articles.models.fields import LineField
from articles.models.revision import deed

TOUCHED = 20_000  # entries that a deed remembers: what touched more stays done


class Told:
    """What is to be told of a deed: its tags, and the entries that it touched.

    `uses` has [uid, the place of the tag, whether the other tag stood there too].
    """

    def __init__(self, tags):
        self.tags, self.uses = list(tags), []

    def take_uses(self, uses, other=None):
        """Remember `uses`, taggings that are about to go to the tag `other`."""
        both = set()
        if other is not None and other.pk:
            theirs = other.uses.filter(content_object__in=uses.values("content_object"))
            both = set(theirs.values_list("content_object", flat=True))
        rows = uses.values_list("content_object__uid", "position", "content_object")
        self.uses = [[uid.hex, at, int(pk in both)] for uid, at, pk in rows]


class TagDeedQuerySet(models.QuerySet):
    """Questions about many deeds."""

    @contextmanager
    def noting(self, kind, *tags) -> Iterator[Told]:
        """Note what becomes of `tags`, the first of which it is about, within it.

        Nobody else writes them meanwhile. Raise Refused where one of them is gone.
        """
        told = Told(tags)
        lock(tags)
        before = [state_of(tag) for tag in tags]
        name, keys = before[0]["name"], [tag.pk for tag in tags]
        yield told
        after = [state for pk in keys if (state := state_of(told.tags[0], pk))]
        for tag in told.tags[len(keys) :]:
            after.append(state_of(tag))
            keys.append(tag.pk)
        if before != after or told.uses:
            other = (
                told.tags[-1].name if len(told.tags) > 1 else after and name_in(after)
            )
            self.keep(kind, keys, name, other or "", told.uses, before, after)

    def keep(self, kind, keys, name, other="", uses=(), before=(), after=()):
        """Write and return a deed of now, of whoever is at work."""
        account = deed.get().account
        is_small = len(uses) <= TOUCHED
        content = {"before": before, "after": after, "uses": uses if is_small else None}
        return self.create(
            kind=kind,
            account=account,
            account_name=account.get_username()[: limits.NAME] if account else "",
            name=name,
            other=other,
            tags=keys,
            touched=len(uses),
            content=content,
        )

    def leave(self, kind, *tags):
        """Remember that what a suggestion of that kind says of `tags` is to stay."""
        keys = sorted(tag.pk for tag in tags)
        other = tags[-1].name if len(tags) > 1 else ""
        row = self.keep(TagDeed.Kind.LEAVE, keys, tags[0].name, other)
        row.content["suggestion"] = kind
        row.save(update_fields=["content"])

    def left(self):
        """Return {(kind of a suggestion, keys of its tags)} of what is to stay."""
        rows = self.filter(kind=TagDeed.Kind.LEAVE, undone_at=None)
        return {
            (kind, tuple(keys))
            for kind, keys in rows.values_list("content__suggestion", "tags")
        }

    def latest(self):
        """Order as an editor looks for them; what they touched is not loaded."""
        return self.order_by("-pk").defer("content")


class TagDeed(models.Model):
    """Something that was done to a tag."""

    class Kind(models.TextChoices):
        RENAME = "rename"
        MERGE = "merge"
        SPLIT = "split"
        DELETE = "delete"
        LEAVE = "leave"  # a suggestion is not followed

    kind = models.CharField(max_length=10)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    account_name = LineField(max_length=limits.NAME, blank=True)  # outlives the account
    at = models.DateTimeField(default=timezone.now)
    name = LineField(max_length=limits.TAG_NAME)  # of the tag, before
    other = LineField(max_length=limits.TAG_NAME, blank=True)  # of the other, or after
    tags = models.JSONField()  # keys of the rows
    touched = models.PositiveIntegerField(default=0)  # entries
    content = models.JSONField()  # before, after: states of tags; uses: see Told
    undone_at = models.DateTimeField(null=True)
    undone_by = LineField(max_length=limits.NAME, blank=True)

    objects = TagDeedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "undone_at"], name="tagdeed_kind")]

    def __str__(self):
        says = {
            self.Kind.RENAME: _("“{tag}” is now “{other}”."),
            self.Kind.MERGE: _("“{tag}” was merged into “{other}”."),
            self.Kind.SPLIT: _("Entries of “{tag}” went to “{other}”."),
            self.Kind.DELETE: _("“{tag}” was deleted."),
            self.Kind.LEAVE: _("“{tag}” is to stay as it is."),
        }[self.kind]
        if self.kind == self.Kind.RENAME and self.name == self.other:
            says = _("“{tag}” was changed.")
        elif self.kind == self.Kind.LEAVE and self.other:
            says = _("“{tag}” and “{other}” are to stay as they are.")
        return says.format(tag=self.name, other=self.other)

    def later(self):
        """Return the first later deed on one of these tags that is not undone."""
        rows = TagDeed.objects.filter(pk__gt=self.pk, undone_at=None).order_by("pk")
        rows = rows.exclude(kind=self.Kind.LEAVE).defer("content")
        mine = set(self.tags)
        found = (row for row in rows.iterator() if mine & set(row.tags))
        return next(found, None)


def lock(tags):
    """Wait for who writes `tags`, and let others wait; Refused where one is gone.

    They are taken in one order, so that no two wait for each other.
    """
    rows = type(tags[0]).objects.select_for_update(no_key=True).order_by("pk")
    if len(rows.filter(pk__in=[tag.pk for tag in tags])) < len(tags):
        raise Refused(_("That is not there any more; nothing was changed."))


def state_of(tag, pk=None):
    """Return what the database holds of a tag, or of that of the key `pk`; or None."""
    row = type(tag).objects.filter(pk=pk or tag.pk).first()
    if row is None:
        return None
    return {
        "pk": row.pk,
        "name": row.name,
        "slug": row.slug,
        "description": row.description,
        "aliases": list(row.aliases.values_list("name", flat=True)),
        "paths": list(row.old_addresses.values_list("path", flat=True)),
    }


def name_in(states):
    """Return the name of the first of the tags in `states`."""
    return states[0]["name"]


def hand_over(uses, target):
    """Give `uses`, taggings, to the tag `target`, each in its place; return how many.

    Where an article bears both it keeps the other, and this one goes.
    """
    already = uses.model.objects.filter(tag=target).values("content_object")
    gained = uses.exclude(content_object__in=already).update(tag=target)
    uses.all().delete()  # what moved is in it no more
    return gained
