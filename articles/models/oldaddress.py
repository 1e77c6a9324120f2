"""Paths that once were, and where they lead now."""

import re
import unicodedata
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from articles import limits, text
from articles.formats.records import OldAddressRecord
from articles.models.fields import LineField, at_most

PLAIN_PATH = re.compile(r"/(?!/)[^?#]*\Z")
AUTHORITY = re.compile(r"(?:https?:)?//[^/?#]*", re.IGNORECASE)


class OldAddressQuerySet(models.QuerySet):
    """Questions about many old addresses."""

    def leave(self, path, target):
        """Make `path` lead to `target`, an article or a tag, from now on.

        Nothing is left where `path` is the target's own address of today.
        """
        today = normal(target.get_absolute_url())
        self.filter(path=today).delete()
        if normal(path) != today:
            nowhere = {"article": None, "tag": None}
            self.update_or_create(
                path=normal(path),
                defaults={**nowhere, target._meta.model_name: target},
            )

    def lead(self, wanted):
        """Let each path lead to its article from now on; return what became of each.

        `wanted` are (address or path, article). Of each the path is returned; "" where
        it leads there already; None where it holds a query or a fragment, something
        lives there, or it leads elsewhere. Two queries, as a rule.
        """
        pairs = [(normal(path_in(address)), target) for address, target in wanted]
        known = self.by_path({path for path, _ in pairs})
        new, led = [], []
        for path, target in pairs:
            if path == normal(target.get_absolute_url()):
                led.append("")
            elif path in known:
                led.append("" if known[path].target == target else None)
            elif (old := self.built(path, target)) is None:
                led.append(None)
            else:
                known[path] = old
                new.append(old)
                led.append(path)
        self.bulk_create(new)
        return led

    def by_path(self, paths):
        """Return {path: OldAddress} of those among `paths` that there are."""
        asked = [p for p in paths if not text.bad_character(p, lines=False)]
        rows = self.filter(path__in=asked).select_related("article", "tag")
        return {row.path: row for row in rows}

    def built(self, path, article):
        """Return an old address, not saved; None where it can be none."""
        old = self.model(path=path, article=article)
        try:
            old.clean_fields(exclude=["article", "tag"])
            old.clean()
        except ValidationError:
            return None
        return old

    def find(self, path):
        """Return the old address `path`, or None. `path` begins with a slash."""
        wanted = normal(path)
        if text.bad_character(wanted, lines=False):
            return None  # the database would not even look for it
        return self.select_related("article", "tag").filter(path=wanted).first()

    def refuse_taken(self, path, by):
        """Raise ValidationError where `path` leads to something other than `by`."""
        if not self.filter(path=normal(path)).exists():
            return  # as nearly always: cheaper than to look at what it leads to
        old = self.find(path)
        if old is not None and old.target != by:
            says = _("The address {path} leads to “{title}”; choose another.")
            raise ValidationError({"slug": says.format(path=path, title=old.target)})


class OldAddress(models.Model):
    """A path that once was an article's or a tag's. It never equals a living one."""

    path = LineField(max_length=limits.PATH, unique=True)
    article = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="old_addresses",
    )
    tag = models.ForeignKey(
        "articles.Tag",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="old_addresses",
    )

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article__isnull=True, tag__isnull=False)
                | models.Q(article__isnull=False, tag__isnull=True),
                name="oldaddress_leads_to_one",
                violation_error_message=_("It leads to one article, or to one tag."),
            ),
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"), name="oldaddress_path_rooted"
            ),
            *at_most("oldaddress", path=limits.PATH),
        ]

    def __str__(self):
        return self.path

    def clean(self):
        """Refuse in words what is no path, or one where something lives today."""
        self.path = normal(self.path)
        if found := text.bad_character(self.path, lines=False):
            says = _("Take out {found}.").format(found=found)
            raise ValidationError({"path": says})
        if not PLAIN_PATH.match(self.path):
            says = _("Write a path alone, such as /2021/x/: no host, no query.")
            raise ValidationError({"path": says})
        if living := self.living():
            raise ValidationError({"path": living})

    def living(self):
        """Return a sentence on what answers at this path today, or None."""
        match = resolve(self.path)
        if match.url_name == "old_address" and not self.path.endswith("/"):
            match = resolve(f"{self.path}/")  # the slash is put back for a reader
        if match.url_name == "old_address":
            return None
        if match.view_name not in ("articles:article", "articles:tag"):
            return _("A page of the site stands at {path}.").format(path=self.path)
        rows = self._meta.get_field(match.url_name).related_model.objects
        slug = match.kwargs["slug"]
        tag = match.url_name == "tag"
        row = rows.resolve(slug) if tag else rows.filter(slug=slug).first()
        if row is not None and row == self.target and row.slug != slug:
            return None  # another name of the tag: it leads to the same page
        says = _("“{title}” stands at {path}.")
        return row and says.format(title=row, path=self.path)

    @property
    def target(self):
        """The article or the tag that this address leads to."""
        return self.article or self.tag

    def record(self):
        """Return this as an OldAddressRecord."""
        return OldAddressRecord(
            path=self.path,
            article=self.article and self.article.uid,
            tag=self.tag.slug if self.tag else "",
        )


def path_in(address):
    """Return the path of a web address, with its query and fragment; or a path."""
    found = AUTHORITY.match(address.strip())
    return address.strip()[found.end() :] or "/" if found else address.strip()


def normal(path):
    """Return the one spelling of `path`: NFC, and not percent-encoded."""
    return unicodedata.normalize("NFC", unquote(path))
